"""What earlier releases said of the same visits, cut into atoms."""

from dataclasses import replace
from datetime import date

import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.disclosure.suppression import Reason, plan
from pantau.transforms.releases.joining import ChangedSince, HourCount, join, linked
from pantau.transforms.releases.published import PublishedCounts, from_text, to_text

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
WEEK = "2026-W37"
COUNTS = [HourCount("a", day, 8, counter, n) for day, n in ((MONDAY, 20), (TUESDAY, 3)) for counter in ("1", "2", "3")]


def counts_of(kind, first, last, cells, agencies=("a",), measure="visits"):
    return PublishedCounts(measure, agencies, first, last, kind, 1440, cells)


BOTH = counts_of("week", MONDAY, TUESDAY, {(WEEK, "00:00-24:00"): 69})
MONDAYS = counts_of("date", MONDAY, MONDAY, {("2026-09-07", "00:00-24:00"): None})


def test_nothing_said_is_nothing_joined():
    elsewhere = replace(BOTH, agencies=("b",))
    assert join(MONDAYS, [elsewhere, replace(BOTH, measure="lost")], COUNTS) is None


def test_what_is_linked_by_others_counts_too():
    bridge = counts_of("week", TUESDAY, TUESDAY, {}, agencies=("a", "b"))
    far = counts_of("week", TUESDAY, TUESDAY, {}, agencies=("b",))
    assert linked(BOTH, [far, bridge]) == [bridge, far]
    assert linked(MONDAYS, [far, bridge]) == []


def test_atoms_are_what_all_have_in_common():
    joined = join(MONDAYS, [BOTH], COUNTS)
    assert sorted(cell.visits for cell in joined.atoms.values()) == [9, 60]
    (week,) = joined.published
    assert len(joined.parts[week]) == 2 and joined.published[week].visits == 69 and not joined.withheld
    (inside,) = joined.parts[("2026-09-07", "00:00-24:00")]
    assert joined.atoms[inside] == Cell({"1": 20, "2": 20, "3": 20})


def test_what_would_leave_few_is_withheld():
    """60 visits on Monday keep the rule, and 69 in both days are known: Tuesday's nine would follow."""
    cells = {("2026-09-07", "00:00-24:00"): Cell({"1": 20, "2": 20, "3": 20}), ("x", "00:00-24:00"): Cell({})}
    cells |= {(ALL, "00:00-24:00"): cells["2026-09-07", "00:00-24:00"]}
    planned = replace(MONDAYS, cells=dict.fromkeys(cells))
    open_hours = [HourCount("a", MONDAY, 9, "", 0)]
    earlier = join(replace(planned, cells={("2026-09-07", "00:00-24:00"): None}), [BOTH], COUNTS + open_hours)
    alone = {("2026-09-07", "00:00-24:00"): cells["2026-09-07", "00:00-24:00"]}
    with pytest.raises(ValueError, match="nothing may be released"):
        plan(alone, Rule(), earlier)
    assert plan(alone, Rule()) == dict.fromkeys(alone)
    assert Reason.PROTECTS == "protects another cell"


def test_what_has_changed_since_is_refused():
    with pytest.raises(ChangedSince, match=f"an earlier release says 69 visits of {WEEK}, 00:00-24:00, and the wa"):
        join(MONDAYS, [BOTH], COUNTS[:-1])


def test_the_register_gives_back_what_it_was_given():
    assert from_text(to_text([BOTH, MONDAYS])) == [BOTH, MONDAYS]
