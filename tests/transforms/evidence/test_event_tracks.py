"""Whom an event is about, tracked again."""

import shutil
from datetime import UTC, datetime

import pytest

from pantau.pipelines.playback import event_tracks
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.evidence.event_tracks import AskedEvent, tracks_of_event
from pantau.transforms.tables.partition_files import read_table
from tests.transforms.tracking.static_figures.test_left_out import leave_out
from tests.transforms.zone_setup.test_what_if import AT, COUNTER, SEAT, site, warehouse

__all__ = ["warehouse"]


def asked(warehouse, first_s, last_s):
    """A service at the counter between two seconds of the recording."""
    times = {
        "started_at": datetime.fromtimestamp(AT + first_s, UTC),
        "ended_at": datetime.fromtimestamp(AT + last_s, UTC),
    }
    rows = read_table(warehouse, RECORDINGS).to_pylist()
    row = {**times, "event_id": "e", "camera_id": "cam", "counter_id": "c1", "service_date": rows[0]["service_date"]}
    return AskedEvent(warehouse, rows, "service_time", row, site(COUNTER, SEAT))


def test_who_was_served_is_told_with_their_role_and_where_they_stood(warehouse):
    (track,) = tracks_of_event(asked(warehouse, 60, 178))
    assert track.role == "visitor" and track.staff_probability < 0.1
    assert track.feet == ((0.2, 0.8),) * 60
    assert [track.started_s - AT, track.ended_s - AT] == [60, 178]


def test_of_an_event_that_nobody_was_part_of_nobody_is_told(warehouse):
    assert tracks_of_event(asked(warehouse, 200, 290)) == ()


def test_what_the_date_was_told_without_is_nobody(warehouse, tmp_path):
    known = shutil.copytree(warehouse, tmp_path / "known")
    leave_out(known, "cam", (0.15, 0.3, 0.25, 0.8))
    assert tracks_of_event(asked(str(known), 60, 178)) == ()


@pytest.mark.slow
def test_they_are_found_in_a_process_of_its_own(warehouse):
    (track,) = event_tracks(asked(warehouse, 60, 178))
    assert len(track.feet) == 60
