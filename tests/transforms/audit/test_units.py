"""Units: the time of a counter is divided, so that each beginning is counted once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.audit.units import WINDOW_S, candidate_units, service_units, window_units
from pantau.transforms.intervals import intersect, length, union
from tests.transforms.audit.units import row, span


def coverage(start, end, state="recorded"):
    return row("c", start, end, coverage_state=state)


def test_a_service_is_looked_for_from_before_its_start_but_not_in_the_one_before():
    units = service_units(
        [row("b", 110, 200), row("a", 40, 100), row("c", 300, 400), row("d", 105, 150, counter_id="L2")]
    )
    assert {unit.unit_id: span(unit) for unit in units} == {
        "a": (25, 100),
        "b": (100, 200),
        "c": (285, 400),
        "d": (90, 150),
    }
    assert {unit.kind for unit in units} == {"service"}


def test_windows_are_the_recorded_rest_in_pieces_of_one_state():
    services = service_units([row("s", 115, 300)])
    states = [
        row("p", 0, 310, state="idle"),
        row("q", 310, 700, state="unattended"),
        row("u", 700, 800, state="unknown"),
    ]
    windows = window_units(states, services, [coverage(10, 740), coverage(740, 800, "gap")])
    assert [(unit.unit_id, unit.kind, span(unit)) for unit in windows] == [
        ("p-0", "window_idle", (10, 100)),
        ("p-1", "window_idle", (300, 310)),
        ("q-0", "window_unattended", (310, 407.5)),
        ("q-1", "window_unattended", (407.5, 505)),
        ("q-2", "window_unattended", (505, 602.5)),
        ("q-3", "window_unattended", (602.5, 700)),
        ("u-0", "window_unknown", (700, 740)),
    ]
    assert max(unit.duration_s for unit in windows) <= WINDOW_S


spans = st.lists(st.tuples(st.integers(0, 900), st.integers(5, 200)), max_size=6)


@given(sessions=spans, edges=st.lists(st.integers(1, 999), max_size=5, unique=True))
def test_services_and_windows_divide_the_hours(sessions, edges):
    services = service_units([row(f"s{i}", start, min(1000, start + long)) for i, (start, long) in enumerate(sessions)])
    bounds = [0, *sorted(edges), 1000]
    states = [row(f"p{i}", *pair, state="idle") for i, pair in enumerate(pairwise(bounds))]
    windows = window_units(states, services, [coverage(0, 1000)])
    parts = [span(unit) for unit in windows]
    served = [span(unit) for unit in services]
    assert sum(end - start for start, end in parts) == pytest.approx(length(parts))
    assert length(intersect(parts, served)) == 0
    assert union([*parts, *served, (-100, 0)]) == [(-100, 1000)]


def test_candidates_without_footage_cannot_be_judged():
    rows = [
        row("a", 0, 9, kind="unattended_waiting"),
        row("b", 0, 9, kind="footage_missing"),
        row("c", 0, 9, kind="visitor_in_staff_area", recording_uri=None),
    ]
    assert [(unit.unit_id, unit.kind) for unit in candidate_units(rows)] == [("a", "unattended_waiting")]


def test_services_that_follow_one_another_share_no_time():
    units = service_units([row(f"s{i}", 50 * i, 50 * i + 45) for i in range(10)])
    for earlier, following in pairwise(units):
        assert span(earlier)[1] <= span(following)[0]
    assert sum(unit.duration_s for unit in units) == pytest.approx(9 * 50 + 45 + 15)
