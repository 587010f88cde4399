from collections import Counter
from datetime import datetime

import av
import pytest

from benchmarks.accuracy import compare, in_tables
from benchmarks.material.footage import BUSY, KINDS, NIGHT, NORMAL, QUIET, FootageStretch, Form, rendered
from benchmarks.office_day import MIX, office_day, put_together, with_settings
from pantau.schemas.site import load_site
from pantau.simulation.recorders import Video
from pantau.transforms.recordings.probing.probe import probe

SMALL = Form("small", Video(width=192, height=108, fps=5, kbit_s=200))


def test_a_day_has_every_kind_for_its_share_and_takes_turns():
    stretches = [FootageStretch(kind, number, 240) for kind in KINDS for number in range(2)]
    day = office_day(stretches, 36_000)
    assert len(day) == 150 and sum(MIX.values()) == pytest.approx(1.0)
    assert Counter(one.kind.name for one in day) == {"busy": 30, "normal": 52, "quiet": 45, "night": 23}
    assert [one.kind for one in day[:9]] == [NIGHT] * 8 + [BUSY]
    assert Counter(one.number for one in day if one.kind == BUSY) == {0: 15, 1: 15}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nobody_but_officers_is_there_at_the_edges_of_a_stretch(kind):
    for person in FootageStretch(kind, 0, 120).day.people:
        start, end = person.span
        assert 0 <= start < end <= 120
        assert person.role == "officer" or start > 0


@pytest.mark.slow
def test_kinds_differ_in_who_is_there():
    visitors = {k: sum(p.role == "visitor" for p in FootageStretch(k, 0, 240).day.people) for k in KINDS}
    assert visitors[BUSY] > visitors[NORMAL] > visitors[QUIET] == visitors[NIGHT] == 0
    assert {p.role for p in FootageStretch(QUIET, 0, 240).day.people} == {"officer"}
    assert not FootageStretch(NIGHT, 0, 240).day.people


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office-day")
    closed, normal = FootageStretch(NIGHT, 0, 60), FootageStretch(QUIET, 0, 60)
    files = {one: file for (one, _), file in rendered([closed, normal], [SMALL], folder / "footage").items()}
    return put_together([closed, normal, normal, closed], files, folder / "day", 2, (1, 1))


@pytest.mark.slow
def test_recordings_are_whole_and_one_after_the_other(archive):
    assert [file.name for file in archive.recordings] == ["ch09_20260609080000.mp4", "ch09_20260609080200.mp4"]
    for file in archive.recordings:
        found = probe(str(file), file.name)
        assert (round(found.duration_s, 6), len(found.packets.size), found.defects) == (120.0, 600, ())
        with av.open(str(file)) as container:
            assert sum(1 for _ in container.decode(video=0)) == 600
    assert archive.started_s == datetime.fromisoformat("2026-06-09T08:00+07:00").timestamp()


@pytest.mark.slow
def test_truth_is_of_the_whole_day(archive):
    truth = in_tables(archive.truth)
    assert truth.sessions == {} and truth.staffed == {"loket-1": 1.0, "loket-2": 1.0}
    assert compare(truth, truth).staffed_points == 0.0


@pytest.mark.slow
def test_a_site_file_with_another_observer(archive):
    name = with_settings(archive, "other.yaml", observer={"cadence_s": 0.04, "still_s": 0})
    assert load_site(archive.folder / name).observer.cadence_s == 0.04
    assert load_site(archive.folder / "site.yaml").observer.cadence_s == 2.0
