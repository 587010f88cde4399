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


@pytest.mark.parametrize(
    ("sure", "possible", "outcome"), [(0.9, 1.0, "met"), (0.8, 0.9, "open"), (0.7, 0.89, "missed"), (0.95, 0.95, "met")]
)
def test_outcome(sure, possible, outcome):
    seen = {"known": 4, "within_sure_share": sure, "within_possible_share": possible}
    assert Comparison(standard(portion=0.9), FIRST, LAST, seen).outcome == outcome


@pytest.mark.parametrize("seen", [None, {"known": 0, "within_sure_share": None, "within_possible_share": None}])
def test_nothing_known_is_open(seen):
    assert Comparison(standard(), FIRST, LAST, seen).outcome == "open"


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
