import numpy as np
import pytest

from benchmarks.tracking import calibration
from benchmarks.tracking.calibration import Bin, bins_of, sessions_of
from benchmarks.tracking.judging.results import Edges, Judged


def test_bins_have_what_was_told_beside_how_often_it_is_so():
    told, true = np.array([0.6, 0.4, 0.6, 0.64, 0.99]), np.array([True, False, False, True, True])
    assert bins_of(told, true) == [
        Bin(1, 0.4, 0.0),
        Bin(3, pytest.approx(0.6133, abs=1e-3), pytest.approx(2 / 3)),
        Bin(1, 0.99, 1.0),
    ]
    assert bins_of(np.zeros(0), np.zeros(0, dtype=bool)) == []


def test_a_session_is_right_with_both_edges_near_and_counts_only_where_both_were_seen():
    def found(start, end, true=(10.0, 50.0), censored=False):
        return Judged("c1", Edges(*true, False, False) if true else None, Edges(start, end, censored, False))

    services = [found(11, 52), found(12, 54), found(13, 50, true=None), found(14, 50, censored=True)]
    told, true = sessions_of({("c1", at): at / 100 for at in (11, 12, 13)}, services)
    assert (told.tolist(), true.tolist()) == ([0.11, 0.12, 0.13], [True, False, False])


@pytest.mark.slow
def test_links_of_a_made_up_day_are_mostly_sure_and_mostly_so(capsys):
    calibration.main(["--scenario", "hard_queue", "--seed", "5", "--minutes", "4"])
    shown = capsys.readouterr().out
    links = shown[shown.index("links: of one person") : shown.index("tracks: of the staff")]
    rows, told, true = next(
        line.split("│")[1:4] for line in reversed(links.splitlines()) if line.count("│") > 3 and "," in line
    )
    assert int(rows.replace(",", "")) > 1000 and float(told) > 0.98 and float(true) > 0.98
