"""Which cells are withheld: those that break the rule, and as many others as keep them from being derived."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.attack import narrow_ranges
from pantau.transforms.disclosure.cells import Cell, Key, Line, Rule, lines, without_doubles
from pantau.transforms.disclosure.remainder import Parts, Remainder, parts_of, remainders


class Reason(StrEnum):
    """Why a cell is withheld."""

    VISITS = "too few visits"
    COUNTERS = "too few counters"
    PROTECTS = "protects another cell"


class NothingToPublish(ValueError):
    """The rule cannot be met: every cell and every total would have to be withheld."""


def plan(cells: Mapping[Key, Cell], rule: Rule) -> dict[Key, Reason | None]:
    """The cells of a release, each with the reason for which it is withheld, or `None` when it is published.

    Totals over all agencies (the first dimension) may force detail of single agencies out, where few agencies share a
    cell. So the table is tried without them too, and taken so if then more visits stand in published innermost cells.

    Raises:
        NothingToPublish: nothing would be left either way.
    """
    if not cells:
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    tables = [{key: cells[key] for key in without_doubles(cells)}]
    if any(key[0] == ALL for key in tables[0]):
        tables.append({key: cell for key, cell in tables[0].items() if key[0] != ALL})
    plans = []
    for table in tables:
        try:
            hidden = suppress(table, rule)
        except NothingToPublish:
            if table is tables[-1] and not plans:
                raise
            continue
        shown = sum(cell.visits for key, cell in table.items() if key not in hidden and ALL not in key)
        plans.append((shown, {key: hidden.get(key) for key in table}))
    return max(plans, key=lambda plan: plan[0])[1]


def suppress(cells: Mapping[Key, Cell], rule: Rule) -> dict[Key, Reason]:
    """The cells to withhold, with reasons, so that of what is published

    - every cell keeps the rule;
    - every sum of withheld cells that follows by subtraction is of two cells or more and keeps the rule itself;
    - no withheld cell can be bounded more closely than `rule.spread` (see `narrow_ranges`).

    Cells are withheld greedily, the cheapest first; this is safe, not the least possible.

    Raises:
        NothingToPublish: nothing would be left.
    """
    cells = dict(sorted(cells.items()))
    hidden = {key: reason for key, cell in cells.items() if (reason := _breaks(cell, rule))}
    table = lines(cells)
    parts = parts_of(table)
    through: dict[Key, list[Line]] = {key: [] for key in cells}
    for line in table:
        for key in line.members:
            through[key].append(line)
    spread = {key: rule.spread(cell) for key, cell in cells.items()}
    ceiling = 10.0 * max((cell.visits for cell in cells.values()), default=0) + 10 * rule.visits
    while hidden.keys() != cells.keys():
        if remainder := _telling(cells, rule, parts, hidden):
            candidates = remainder.subtracted or (remainder.total,)
            hidden[_cheapest(candidates, cells, through, hidden)] = Reason.PROTECTS
            continue
        published = {key: None if key in hidden else cell.visits for key, cell in cells.items()}
        narrow = narrow_ranges(published, table, spread, ceiling)
        if not narrow:
            return hidden
        fresh: set[Key] = set()
        for key in sorted(narrow, key=lambda key: (narrow[key][1] - narrow[key][0], key)):
            members = {member for line in through[key] for member in line.members}
            if members.isdisjoint(fresh) and hidden.keys() != cells.keys():
                beside = (members or cells.keys()) - hidden.keys() or cells.keys() - hidden.keys()
                fresh.add(_cheapest(beside, cells, through, hidden))
                hidden |= dict.fromkeys(fresh, Reason.PROTECTS)
    raise NothingToPublish(
        f"nothing may be released: no table of these visits keeps {rule.visits} visits and {rule.counters} counters "
        "behind every cell and every difference of cells; take a longer period, wider time bins or more counters"
    )


def _breaks(cell: Cell, rule: Rule) -> Reason | None:
    if cell.visits < rule.visits:
        return Reason.VISITS
    return Reason.COUNTERS if len(cell.counters) < rule.counters else None


def _telling(cells: Mapping[Key, Cell], rule: Rule, parts: Parts, hidden: Mapping[Key, Reason]) -> Remainder | None:
    """The first remainder that tells too much."""
    for total in cells:
        if total not in hidden:
            for remainder in remainders(total, parts, hidden.keys()):
                withheld = remainder.withheld
                if len(withheld) < 2 or not rule.keeps(cells[key] for key in withheld):
                    return remainder
    return None


def _cheapest(
    candidates: Iterable[Key],
    cells: Mapping[Key, Cell],
    through: Mapping[Key, list[Line]],
    hidden: Mapping[Key, Reason],
) -> Key:
    """The candidate that leaves the fewest lines with a single withheld cell, then that with the fewest visits."""

    def cost(key: Key) -> tuple[int, int, Key]:
        alone = sum(not any(member in hidden for member in line.members) for line in through[key])
        return alone, cells[key].visits, key

    return min(candidates, key=cost)
