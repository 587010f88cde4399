"""Standards beside what was seen: kept or not only where the bounds agree."""

from datetime import date

import pytest

from pantau import sql
from pantau.schemas.site.counters import Standard
from pantau.sql.report.answers import Comparison, comparisons

FIRST, LAST = date(2026, 11, 3), date(2026, 11, 4)


def standard(**changes):
    given = {"agency": "dukcapil", "measure": "waiting", "limit_s": 600, "portion": 0.5, "source": "a promise"}
    return Standard.model_validate(given | changes)


class Standards:
    """A site as far as standards go."""

    def __init__(self, *standards):
        self.standards = standards


@pytest.mark.parametrize(("told", "outcome"), [("kept", "met"), ("cannot be told", "open"), ("not kept", "missed")])
def test_outcome(told, outcome):
    assert Comparison(standard(), FIRST, LAST, {"outcome": told}).outcome == outcome


def test_nothing_known_is_open():
    assert Comparison(standard(), FIRST, LAST, None).outcome == "open"


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        # Of six who came, two surely waited at most 600 s, and two surely longer.
        ({"portion": 0.5}, "open"),
        # Half of the hours were recorded, so a third over is at least a sixth of all.
        ({"portion": 0.9}, "missed"),
        ({"portion": 0.3}, "open"),
        ({"portion": 0.3, "least_recorded": 0.5}, "met"),
    ],
)
def test_a_standard_is_judged_by_all_who_came_and_by_what_was_recorded(office, changes, outcome):
    with sql.connect(office) as connection:
        (one,) = comparisons(connection, Standards(standard(**changes)), FIRST, LAST)
    assert (one.seen["at_least_share"], one.seen["at_most_share"]) == (2 / 6, 1 - 2 / 6)
    assert one.outcome == outcome


def test_a_standard_is_measured_over_the_dates_on_which_it_holds(office):
    later = standard(**{"from": date(2026, 11, 4)})
    service = standard(measure="service", limit_s=1200)
    over = standard(until=date(2026, 11, 2))
    other = standard(agency="rsud")
    with sql.connect(office) as connection:
        found = comparisons(connection, Standards(standard(), later, service, over, other), FIRST, LAST)
        assert comparisons(connection, None, FIRST, LAST) == []
    assert [(one.first.day, one.last.day, one.seen and one.seen["within_share"]) for one in found] == [
        (3, 4, 2 / 3),
        (4, 4, 1.0),
        (3, 4, 1.0),
        (3, 4, None),
    ]
