from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.counters.staff_presence import presence_of
from pantau.transforms.intervals import length
from tests.transforms.counters.test_sessions import KNOWN, dwell, served, staffed

HOURS = [(50.0, 500.0)]


def states(staffing, dwells=(), waiting=(), hours=HOURS, known=KNOWN):
    sessions = served(dwells, staffing=staffing)
    rows = presence_of(staffing, sessions, list(waiting), hours, known)
    return [(row.state, *row.span.interval, row.customers_waiting) for row in rows]


def test_the_hours_are_divided_by_staffing_and_sessions():
    staffing = staffed((0, 200, "present"), (200, 300, "absent"), (300, 320, "unknown"), (320, 1000, "present"))
    assert states(staffing, [dwell(1, 100, 160)]) == [
        ("idle", 50, 100, 0),
        ("serving", 100, 160, 0),
        ("idle", 160, 200, 0),
        ("unattended", 200, 300, 0),
        ("unknown", 300, 320, 0),
        ("idle", 320, 500, 0),
    ]


def test_customers_waiting_is_a_mean_over_observed_time():
    staffing = staffed((0, 1000, "absent"))
    ((_, _, _, waiting),) = states(staffing, waiting=[(50, 275), (100, 190)])
    assert waiting == pytest.approx((225 + 90) / 450)


def test_nothing_observed_gives_no_number_of_waiting():
    assert states(staffed((0, 1000, "unknown")), waiting=[(100, 200)], known=[]) == [("unknown", 50, 500, None)]


@given(
    st.lists(st.integers(1, 999), min_size=0, max_size=8, unique=True).map(sorted),
    st.lists(st.sampled_from(["present", "absent", "unknown"]), min_size=9, max_size=9),
    st.lists(st.tuples(st.integers(0, 900), st.integers(6, 90)), max_size=5),
)
def test_the_states_fill_the_hours_without_overlap(cuts, words, visits):
    edges = [0, *cuts, 1000]
    staffing = staffed(*((a, b, word) for a, b, word in zip(edges, edges[1:], words, strict=False)))
    dwells = [dwell(i, start, start + seconds) for i, (start, seconds) in enumerate(visits)]
    spans = [(start, end) for _, start, end, _ in states(staffing, dwells)]
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert (spans[0][0], spans[-1][1]) == HOURS[0]
    assert sum(end - start for start, end in spans) == pytest.approx(length(HOURS))
