import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.repeated_approaches import repeated_approaches
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Edge, Span, exact

LIMITS = Thresholds(approaches=3, approach_s=30)
TIMES = np.arange(0.0, 1000.0, 2.0)


def dwell(start, end, track=0, zone="c1", **more):
    return Dwell(track, zone, Span(exact(start), exact(end)), 0.8, 0.8, False, False, role_probability=0.9, **more)


def track(sure=1.0):
    number = np.arange(len(TIMES))
    doubts = np.ones(len(TIMES))
    # At 100 s.
    doubts[50] = sure
    return Track(number, number, np.zeros((len(number), 4)), np.full(len(number), 0.8), doubts)


def found(*dwells, sure=1.0):
    return list(repeated_approaches(list(dwells), [track(sure), track(sure)], TIMES, LIMITS))


def test_one_who_comes_three_times_shortly_is_told_with_how_often():
    (one,) = found(dwell(10, 20), dwell(50, 79), dwell(120, 140), dwell(200, 210), sure=0.9)
    assert (one.kind, one.span.interval, one.counter, one.zone) == ("repeated_approaches", (10, 210), None, None)
    assert (one.observed_value, one.expected_value, one.unit, one.severity) == (4.0, 3.0, "approaches", "low")
    assert one.role_probability == pytest.approx(0.9)
    assert one.detection_score == pytest.approx(0.8 * 0.9 * 0.9)


CUT_OFF = Dwell(0, "c1", Span(exact(120), Edge(140, 140, 160, True)), 0.8, 0.8, False, True)


@pytest.mark.parametrize(
    "dwells",
    [
        # Twice only.
        [dwell(10, 20), dwell(50, 60)],
        # Once long enough to be served.
        [dwell(10, 20), dwell(50, 80), dwell(120, 140), dwell(200, 210)],
        # Two people.
        [dwell(10, 20), dwell(50, 60), dwell(120, 140, track=1)],
        # At two counters at once.
        [dwell(10, 20), dwell(15, 25, zone="c2"), dwell(120, 140)],
        # Nobody saw how long the last one was.
        [
            dwell(10, 20),
            dwell(50, 60),
            Dwell(0, "c1", Span(exact(120), Edge(140, 140, 160, True)), 0.8, 0.8, False, True),
        ],
    ],
)
def test_who_comes_less_often_or_may_be_served_is_not(dwells):
    assert found(*dwells) == []


def test_of_several_each_is_told():
    dwells = [dwell(start + number, start + 10, track=number) for number in (0, 1) for start in (10, 50, 120)]
    assert [one.span.start.at for one in found(*dwells)] == [10, 11]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(5, 45)), max_size=7))
def test_what_is_told_is_as_often_as_the_stays_do_not_touch(stays):
    apart, at = [], 0
    for gap, lasts in stays:
        apart.append((at + gap + 1, at + gap + 1 + lasts))
        at = apart[-1][1]
    told = [one.observed_value for one in found(*(dwell(*stay) for stay in apart))]
    short = all(end - start < 30 for start, end in apart)
    assert told == ([len(apart)] if short and len(apart) >= 3 else [])
