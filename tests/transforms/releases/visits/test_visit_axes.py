"""Visits as places, and groups as columns."""

from datetime import date

import pytest

from benchmarks.release_attack import facts_stream
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts
from pantau.transforms.releases.counting.facts import gather
from pantau.transforms.releases.visits.grouping import VisitGroup
from pantau.transforms.releases.visits.visit_axes import VisitAxes

DAY = date(2026, 11, 2)
EVENTS_OF_DAY = [
    ("service", "L1", 8, 30.0, True, True, 0.0),
    ("service", "L2", 9, 400.0, True, False, 3700.0),
    ("service", "L1", 13, 60.0, False, True, None),
    ("reneged", "L1", 8, 60.0, True, True, 60.0),
]


@pytest.fixture(scope="module")
def axes():
    day = DayFacts(str(DAY), "a", (("C1", "x"),), facts_stream(EVENTS_OF_DAY, EVENTS), facts_stream([], OPENINGS))
    return VisitAxes(gather([day]), Block(("a",), DAY, DAY, "x"), Resolution("week", 120))


def test_services_alone_have_places(axes):
    assert axes.places.at.tolist() == [[0, 0, 0, 0], [0, 0, 12 + 4, 11], [0, 1, 24, 12]]
    assert axes.places.sizes == (1, 2, 25, 13)
    assert axes.places.counter.tolist() == [0, 1, 0] and axes.places.day.tolist() == [0, 0, 0]


def told(axes, service, waiting):
    row = axes.row(VisitGroup((0, 0, service[0], waiting[0]), (0, 1, service[1], waiting[1]), 12))
    return [row[f"{of}_{name}"] for of in ("service", "waiting") for name in ("seen", "from_s", "to_s")]


def test_a_group_tells_its_ranges(axes):
    row = axes.row(VisitGroup((0, 0, 0, 0), (0, 1, 24, 12), 12))
    assert {name: row[name] for name in ("period_from", "period_to", "time_from", "time_to", "visits")} == {
        "period_from": "2026-W45",
        "period_to": "2026-W45",
        "time_from": "08:00",
        "time_to": "14:00",
        "visits": 12,
    }


@pytest.mark.parametrize(
    ("service", "waiting", "said"),
    [
        ((1, 2), (0, 11), ["ended", 60.0, 180.0, "ended", 0.0, None]),
        ((3, 24), (4, 12), ["mixed", 180.0, None, "mixed", 300.0, None]),
        ((13, 14), (12, 12), ["cut", 60.0, 180.0, "unknown", None, None]),
        ((14, 24), (0, 0), ["mixed", None, None, "ended", 0.0, 60.0]),
        ((24, 24), (11, 11), ["unknown", None, None, "ended", 3600.0, None]),
    ],
)
def test_what_was_not_seen_whole_is_said(axes, service, waiting, said):
    assert told(axes, service, waiting) == said
