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


def test_a_session_is_right_with_a_true_one_and_counts_only_where_something_is_told():
    true = Edges(10.0, 50.0, False, False)
    services = [
        Judged("c1", true, Edges(11, 52, True, False)),
        Judged("c1", None, Edges(12, 54, False, False)),
        Judged("c1", true, Edges(13, 50, False, False)),
        Judged("c1", true, None),
    ]
    told, right = sessions_of({("c1", 11): 0.9, ("c1", 12): 0.2, ("c1", 13): None}, services)
    assert (told.tolist(), right.tolist()) == ([0.9, 0.2], [True, False])


@pytest.mark.slow
def test_links_of_a_made_up_day_are_mostly_sure_and_mostly_so(capsys):
    calibration.main(["--scenario", "hard_queue", "--seed", "5", "--minutes", "4"])
    shown = capsys.readouterr().out
    links = shown[shown.index("links: of one person") : shown.index("tracks: of the staff")]
    rows, told, true = next(
        line.split("│")[1:4] for line in reversed(links.splitlines()) if line.count("│") > 3 and "," in line
    )
    assert int(rows.replace(",", "")) > 1000 and float(told) > 0.98 and float(true) > 0.98
