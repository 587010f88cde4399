from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from pantau.schemas.site import parse_site
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import COVERAGE, OBSERVATIONS, SAMPLES
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.scene_signature import scene_signature
from pantau.transforms.events.coverage_rows import LONGEST_SEGMENT_S, coverage_rows
from pantau.transforms.hours import camera_hours, day_bounds
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import assemble
from tests.transforms.detection.camera_view.test_view_points import kept
from tests.transforms.detection.camera_view.test_view_shift import moved, place
from tests.transforms.seen import DAY, EIGHT, recording, sample

SITE = parse_site("""\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr}]
cameras:
  - {id: one, agency: permits, recorder: nvr, purpose: security, notice_date: 2018-12-06, zone_type: service,
     retention_days: 30}
calendar: {periods: [{hours: {mon: 08:00-09:00}, source: decree}]}
""")
HOUR = 3600


def rows(recordings=(), samples=(), rejects=(), day=DAY, observed_ids=None, reference=None, **more):
    seen = assemble(
        day_bounds(SITE.zone, day),
        2.0,
        Thresholds(),
        recordings,
        {row["recording_id"] for row in recordings} if observed_ids is None else observed_ids,
        SAMPLES.arrow(samples),
        OBSERVATIONS.arrow([]),
        service_hours=camera_hours(SITE, SITE.camera("one"), day),
        reference=reference,
    )
    return coverage_rows(SITE, CameraDate("hall", "one", day), "run", seen, list(rejects), **more)


def every(owner, start, end, **more):
    return [sample(owner, second, **more) for second in range(start, end, 2)]


def told(found):
    """(seconds after eight, seconds, state, in hours) of the stretches between six and ten."""
    return [
        ((row["started_at"] - EIGHT).total_seconds(), row["duration_s"], row["coverage_state"], row["in_service_hours"])
        for row in found
        if abs((row["started_at"] - EIGHT).total_seconds()) < 2 * HOUR
    ]


def reject(start, end=None, step="probe"):
    return {
        "step": step,
        "span_started_at": EIGHT + timedelta(seconds=start),
        "span_ended_at": None if end is None else EIGHT + timedelta(seconds=end),
    }


def test_a_day_without_footage_is_a_gap_in_the_hours_that_are_due():
    found = rows()
    assert COVERAGE.arrow(found).num_rows == 3
    assert [(row["duration_s"], row["coverage_state"], row["in_service_hours"]) for row in found] == [
        (8 * HOUR, "out_of_schedule", False),
        (HOUR, "gap", True),
        (15 * HOUR, "out_of_schedule", False),
    ]


def test_service_hours_that_are_yet_to_come_are_none():
    found = rows(arrived_s=EIGHT.timestamp() + HOUR / 4)
    assert [(row["duration_s"], row["coverage_state"], row["in_service_hours"]) for row in found] == [
        (8 * HOUR, "out_of_schedule", False),
        (HOUR / 4, "gap", True),
        (HOUR * 3 / 4, "not_yet", False),
        (15 * HOUR, "not_yet", False),
    ]


def test_recorded_time_is_divided_at_the_service_hours_and_counts_its_frames():
    a = recording("a", -20, 60)
    found = rows([a], every(a, 0, 60))
    assert told(found) == [
        (-20, 20, "recorded", False),
        (0, 40, "recorded", True),
        (40, HOUR - 40, "gap", True),
        (HOUR, 15 * HOUR, "out_of_schedule", False),
    ]
    recorded = [row for row in found if row["coverage_state"] == "recorded"]
    assert [(row["samples"], row["recording_ids"]) for row in recorded] == [(10, ["a"]), (20, ["a"])]


def test_covered_frozen_and_undecoded_time_is_not_recorded_time():
    a = recording("a", 0, 300)
    frames = every(a, 0, 40) + every(a, 40, 60, brightness=3.0) + every(a, 60, 100)
    frames += every(a, 100, 180, change_median=0.0) + every(a, 180, 200) + every(a, 280, 300)
    assert told(rows([a], frames))[:7] == [
        (0, 39, "recorded", True),
        (39, 20, "covered", True),
        (59, 39, "recorded", True),
        (98, 80, "frozen", True),
        (178, 23, "recorded", True),
        (201, 76, "unreadable", True),
        (277, 23, "recorded", True),
    ]


def test_a_rejected_file_is_unreadable_until_its_end_or_the_next_file():
    a = recording("a", 600, 60)
    assert told(rows([a], every(a, 0, 60), [reject(0)]))[:2] == [
        (0, 600, "unreadable", True),
        (600, 60, "recorded", True),
    ]
    assert told(rows([], [], [reject(0, 100)]))[:2] == [(0, 100, "unreadable", True), (100, HOUR - 100, "gap", True)]


def test_a_rejected_file_without_end_or_successor_reaches_an_hour():
    found = [row for row in rows([], [], [reject(-HOUR / 2)]) if row["coverage_state"] == "unreadable"]
    assert sum(row["duration_s"] for row in found) == LONGEST_SEGMENT_S


def test_what_was_rejected_while_it_was_looked_at_has_its_recording():
    a = recording("a", 0, 100)
    assert told(rows([a], [], [reject(0, 100, "observe")]))[:1] == [(0, 100, "unreadable", True)]


def test_time_that_nobody_has_looked_at_yet_is_recorded():
    a = recording("a", 0, 100)
    assert told(rows([a], [], observed_ids=set()))[:1] == [(0, 100, "recorded", True)]


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2026, 11, 7)])
def test_the_rows_fill_the_day_without_hole_or_overlap(day):
    a = recording("a", -20.25, 60.5, inner_gaps_s=[[20.0, 31.3]])
    found = rows([a], every(a, 0, 60), [reject(1000.7, 1100)], day)
    assert sum(row["duration_s"] for row in found) == pytest.approx(86_400)
    assert all(x["ended_at"] == y["started_at"] for x, y in pairwise(found))
    assert found[0]["started_at"] == datetime(day.year, day.month, day.day, tzinfo=SITE.zone).astimezone(UTC)


def test_footage_that_stands_under_another_time_is_repeated_where_its_recording_speaks():
    a = recording("a", 0, 120, repeats_s=[[20.0, 24.0, 60.0, 80.0]], repeats_of=["x"], repeats_later_s=[7200.0])
    b = recording("b", 110, 120, repeats_s=[[0.0, 4.0, 100.0, 120.0]], repeats_of=["y"], repeats_later_s=[9999.0])
    found = told(rows([a, b], [*every(a, 0, 120), *every(b, 0, 120)]))
    assert (20, 60, "repeated", True) in found and (80, 30, "recorded", True) in found
    assert sum(lasts for _, lasts, state, _ in found if state == "repeated") == 60 + 110


def test_what_was_left_out_since_it_never_moves_is_told_once_and_nothing_where_nobody_looked():
    a = recording("a", 0, 120)
    told_once = rows([a], every(a, 0, 120), figures=[np.array([0.1, 0.2, 0.3, 0.87654321])])
    assert [row["static_figures"] for row in told_once] == [[[0.1, 0.2, 0.3, 0.8765]], *[None] * (len(told_once) - 1)]
    assert rows([a], every(a, 0, 120), figures=[])[0]["static_figures"] == []
    assert rows([a], every(a, 0, 120))[0]["static_figures"] is None


def test_the_view_that_a_day_was_compared_with_is_told_once():
    reference = ViewReference(date(2026, 10, 1), kept(place()))
    a = recording("a", 0, 120)
    aside = kept(moved(place(), [[1, 0, 32], [0, 1, 0]]))
    seen = [row | {"view_points": aside if row["offset_s"] % 30 == 0 else None} for row in every(a, 0, 120)]
    found = rows([a], seen, reference=reference)
    assert (0, 120, "moved", True) in told(found)
    assert {row["view_reference"] for row in found} == {reference.day}
    assert [row["view_points"] for row in found] == [reference.points, *[None] * (len(found) - 1)]
    assert {row["view_scene"] for row in found} == {None}
    assert {row["view_reference"] for row in rows([a], seen)} == {None}
    known = rows([a], seen, reference=reference._replace(scene=scene_signature(place())))
    assert [row["view_scene"] for row in known] == [scene_signature(place()), *[None] * (len(known) - 1)]
