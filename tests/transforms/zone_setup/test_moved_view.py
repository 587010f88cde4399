from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.moved_view import PICTURES, ViewedTwice, compare_views, moments, same_hour
from tests.transforms.zone_setup.two_views import several_dates

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC).timestamp()


def row(start_s, duration_s, name="a"):
    at = datetime.fromtimestamp(EIGHT + start_s, UTC)
    end = at + timedelta(seconds=duration_s)
    return {"recording_uri": name, "started_at": at, "ended_at": end, "duration_s": duration_s}


def test_moments_lie_evenly_in_what_was_recorded_of_a_span():
    rows = [row(-100, 150, "a"), row(1000, 50, "b"), row(9000, 50, "c")]
    found = moments(rows, (EIGHT, EIGHT + 3600), 4)
    assert [(one["recording_uri"], offset_s) for one, offset_s in found] == [
        ("a", 112.5),
        ("a", 137.5),
        ("b", 12.5),
        ("b", 37.5),
    ]
    assert len(moments(rows, (EIGHT, EIGHT + 3600))) == PICTURES
    assert moments(rows, (EIGHT + 5000, EIGHT + 6000)) == moments([], (0, 1)) == []


def test_the_same_hour_is_compared_or_else_all_of_the_earlier_date():
    rows, hour, day = [row(0, 900), row(7200, 900)], (EIGHT + 86400, EIGHT + 90000), timedelta(days=1)
    assert same_hour(rows, hour, day) == (EIGHT, EIGHT + 3600)
    assert same_hour(rows, (hour[0] + 3600, hour[1] + 3600), day) == (EIGHT, EIGHT + 8100)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A camera that stands, is shifted by 2 %, and looks elsewhere: what to compare of a later date and the first."""
    made = several_dates(tmp_path_factory.mktemp("views"), 0, 13, None)
    rows = sorted(read_table(made.warehouse, RECORDINGS).to_pylist(), key=lambda one: one["started_at"])
    spans = [(EIGHT + 86400 * number, EIGHT + 86400 * number + 3600) for number in range(3)]
    archive = str(made.archive)
    return lambda number: ViewedTwice(archive, "cam", rows[:1], spans[0], rows[number : number + 1], spans[number])


@pytest.mark.slow
def test_a_camera_that_was_moved_is_told_by_its_recordings(three):
    words = [compare_views(three(number)) for number in range(3)]
    assert [one.word for one in words] == ["same", "moved", "another"]
    assert words[1].shift.share == pytest.approx(13 / 640, abs=1e-3) and words[2].shift is None


def test_recordings_that_cannot_be_read_tell_nothing(three):
    asked = three(1)
    lost = [{**asked.now[0], "recording_uri": "gone.mp4"}]
    for changed in ({"now": lost}, {"before": lost}, {"now": []}, {"now_span": (0, 1)}):
        assert compare_views(replace(asked, **changed)).word == "unknown"
