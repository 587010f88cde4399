from dataclasses import replace

import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.unattended_waiting import unattended_waiting
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.in_places.presence_out_of_hours import presence_out_of_hours
from pantau.transforms.candidates.in_places.visitor_in_staff_area import visitor_in_staff_area
from pantau.transforms.candidates.of_recorders.clock_jumps import clock_jumps
from pantau.transforms.candidates.of_recorders.footage_missing import footage_missing
from pantau.transforms.candidates.of_recorders.footage_repeated import footage_repeated
from pantau.transforms.candidates.of_recorders.recording_altered import recording_altered
from pantau.transforms.counters.counter_day import TimeWaiting
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Edge, Span, exact, exact_spans
from pantau.transforms.zones.unobserved_time import UnobservedTime
from tests.transforms.seen import EIGHT, recording

LIMITS = Thresholds(unattended_waiting_s=60, out_of_hours_margin_s=100, out_of_hours_min_s=10, staff_area_s=10)
HOURS = [(1000.0, 5000.0)]
OBSERVED = UnobservedTime([], (0.0, 9000.0))


def spans(*intervals):
    return exact_spans(list(intervals))


def sure(*intervals):
    return [TimeWaiting(span, 1.0, 1.0) for span in spans(*intervals)]


def found(candidates):
    return [candidate.span.interval for candidate in candidates]


def test_unattended_needs_somebody_waiting_for_long_enough():
    absent = spans((1000, 1100), (2000, 2100), (3000, 3400))
    waiting = sure((1050, 1200), (2000, 2059), (3100, 3200), (3205, 3300))
    assert found(unattended_waiting("c1", absent, waiting, HOURS, LIMITS)) == [(3100, 3300)]


def test_unattended_is_as_sure_as_that_visitors_wait():
    people = zip(spans((0, 60), (0, 30), (105, 99)), (0.8, 0.5, 0.1), (0.9, 0.6, 0.5), strict=True)
    waiting = [TimeWaiting(*person) for person in people]
    (candidate,) = unattended_waiting("c1", spans((0, 60)), waiting, [(0, 9000)], LIMITS)
    assert candidate.role_probability == pytest.approx((0.9 * 60 + 0.6 * 30) / 90)
    assert candidate.detection_score == pytest.approx((0.8 * 60 + 0.5 * 30) / 90 * candidate.role_probability)


def test_unattended_counts_only_in_service_hours():
    assert found(unattended_waiting("c1", spans((0, 9000)), sure((500, 1059)), HOURS, LIMITS)) == []
    assert found(unattended_waiting("c1", spans((0, 9000)), sure((500, 1060)), HOURS, LIMITS)) == [(1000, 1060)]


def test_presence_out_of_hours_leaves_a_margin():
    people = [(Span(exact(a), exact(b)), 0.8) for a, b in ((850, 950), (5050, 5099), (5095, 5130), (6000, 6005))]
    assert found(presence_out_of_hours(people, [HOURS], (0, 9000), OBSERVED, LIMITS)) == [(850, 900), (5100, 5130)]


@pytest.mark.parametrize(
    ("gap", "start", "end"),
    [
        ((6058.1, 6100.0), (6000, 6000, False), (6050, 6050, False)),
        ((6058.0, 6100.0), (6000, 6000, False), (6050, 6100, True)),
        ((5900.0, 5992.0), (6000, 5900, True), (6050, 6050, False)),
    ],
)
def test_who_is_out_of_sight_no_longer_than_a_track_lasts_may_still_be_there(gap, start, end):
    """Two people whose tracks are merged within `track_gap_s`, 8 s, one after the other."""
    people = [(Span(exact(a), exact(b)), 0.8) for a, b in ((6000, 6020), (6025, 6050))]
    unobserved = UnobservedTime([gap], (0.0, 9000.0))
    (candidate,) = presence_out_of_hours(people, [HOURS], (0, 9000), unobserved, LIMITS)
    begins, ends = candidate.span.start, candidate.span.end
    assert ((begins.at, begins.lo, begins.censored), (ends.at, ends.hi, ends.censored)) == (start, end)


def test_a_day_without_hours_has_no_margin():
    people = [(Span(exact(100), exact(150)), 0.8)]
    assert found(presence_out_of_hours(people, [[]], (0, 9000), OBSERVED, LIMITS)) == [(100, 150)]


def test_a_visitor_who_stays_in_a_staff_area_is_a_candidate():
    def dwell(seconds):
        return Dwell(1, "desk", Span(exact(0), Edge(seconds, seconds, seconds)), 0.7, 0.7, False, False)

    (candidate,) = visitor_in_staff_area([dwell(9.9), dwell(12.0)], {"desk": "c1"}, LIMITS)
    assert (candidate.counter, candidate.zone, candidate.observed_value) == ("c1", "desk", 12.0)
    assert (candidate.role_probability, candidate.detection_score) == (1.0, 0.7)
    (unsure,) = visitor_in_staff_area([replace(dwell(12.0), role_probability=0.6)], {"desk": None}, LIMITS)
    assert (unsure.role_probability, unsure.detection_score) == (0.6, pytest.approx(0.42))


def test_missing_footage_counts_where_it_was_due():
    recorded = [(0.0, 1500.0), (1530.0, 2000.0), (2100.0, 4000.0)]
    assert found(footage_missing(recorded, [(0, 9000)], HOURS, LIMITS)) == [(2000, 2100), (4000, 5000)]
    assert found(footage_missing(recorded, [], HOURS, LIMITS)) == []


def test_severity_grows_with_the_excess():
    def severity(seconds):
        return Candidate("unattended_waiting", Span(exact(0), exact(seconds)), "c1", None, 60.0, 1.0).severity

    assert [severity(s) for s in (60, 119, 120, 299, 300)] == ["low", "low", "medium", "medium", "high"]


def test_a_clock_that_was_set_is_told_once_with_the_step_and_where_it_may_lie():
    eight, day = EIGHT.timestamp(), (EIGHT.timestamp() - 8 * 3600, EIGHT.timestamp() + 16 * 3600)
    rows = [recording("a", 0, 60), recording("b", 60, 60, clock_step_s=-40.0), recording("c", 120, 60)]
    (found,) = clock_jumps(rows, day, LIMITS)
    assert (found.observed_value, found.expected_value, found.severity) == (-40, 2, "high")
    assert (found.span.start, found.span.end) == (
        Edge(eight + 60, eight + 60, eight + 120),
        Edge(eight + 120, eight + 60, eight + 120),
    )
    assert clock_jumps(rows, day, Thresholds(clock_jump_s=60)) == []


def test_footage_that_stands_under_another_time_is_told_from_half_a_minute_on_with_which():
    eight, day = EIGHT.timestamp(), (EIGHT.timestamp() - 8 * 3600, EIGHT.timestamp() + 16 * 3600)
    row = recording(
        "a",
        0,
        600,
        repeats_s=[[0.0, 4.0, 21.0, 41.0], [190.0, 200.0, 290.0, 310.0]],
        repeats_of=["x", "y"],
        repeats_later_s=[-86_400.0, 3600.0],
    )
    (found,) = footage_repeated([row, recording("b", 600, 60)], day, LIMITS)
    assert (found.kind, found.observed_value, found.expected_value, found.severity) == (
        "footage_repeated",
        105,
        30,
        "medium",
    )
    assert found.span.start == Edge(eight + 195, eight + 190, eight + 200)
    assert found.span.end == Edge(eight + 300, eight + 290, eight + 310)
    assert found.repeats == ("y", eight + 195 - 3600)
    assert len(footage_repeated([row], day, Thresholds(footage_repeated_s=20))) == 2
    assert footage_repeated([row], (day[0] - 86_400, day[0]), LIMITS) == []


def test_a_file_unlike_its_neighbours_is_told_in_how_many_ways_it_is():
    day = EIGHT.timestamp() - 8 * 3600, EIGHT.timestamp() + 16 * 3600
    ways = ([], ["written_by"], ["container", "written_by", "coded_with"])
    rows = [recording(f"r{number}", 60 * number, 60, unlike_neighbours=way) for number, way in enumerate(ways)]
    one, three = recording_altered([*rows, recording("old", 300, 60)], day, LIMITS)
    assert (one.observed_value, one.expected_value, one.unit, one.severity) == (1, 1, "properties", "low")
    assert (three.observed_value, three.severity) == (3, "medium")
    assert three.span == Span(exact(EIGHT.timestamp() + 120), exact(EIGHT.timestamp() + 180))
    assert recording_altered(rows, day, Thresholds(altered_properties=2)) == [
        replace(three, expected_value=2.0),
    ]


def test_a_clock_that_was_set_over_midnight_is_of_the_date_on_which_the_recording_began():
    row = recording("a", 0, 60, clock_step_s=5.0)
    midnight = EIGHT.timestamp() + 30
    (found,) = clock_jumps([row], (midnight - 86_400, midnight), LIMITS)
    assert found.span.interval == (EIGHT.timestamp(), midnight)
    assert clock_jumps([row], (midnight, midnight + 86_400), LIMITS) == []
