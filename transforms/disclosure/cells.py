"""Cells of a table with totals, and the rule that a published one keeps."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.units import TOGETHER, officers, targets_of, witnesses

Key = tuple[str, ...]
"""A cell's place: a category for each dimension, or `ALL` for their total."""


@dataclass(frozen=True)
class Cell:
    """What is behind a cell: visits by the counter that they were at, or parties by their counter or shared queue."""

    by_counter: Mapping[str, int]

    @property
    def visits(self) -> int:
        """All visits."""
        return sum(self.by_counter.values())

    @property
    def counters(self) -> frozenset[str]:
        """The counters with a visit, and of those who left a shared queue all that were at work for it."""
        return frozenset().union(*(officers(unit) for unit, visits in self.by_counter.items() if visits))


@dataclass(frozen=True)
class Rule:
    """What may be known: at least `visits` visits at no fewer than `counters` counters, none of which dominates.

    One officer serves at a counter, so a cell of one or two counters is a record of a person's work. The officer at the
    second largest counter knows their own visits and can take them off: what is left must exceed the largest counter's
    by `percent` % or more (the p % rule: Hundepool and others, Statistical Disclosure Control, Wiley 2012, 4.2.2).
    """

    visits: int = 10
    counters: int = 3
    percent: int = 10
    """The least that may be set is the default of the examples in the handbook that comes with tau-ARGUS."""

    def __post_init__(self) -> None:
        if self.visits < 10 or self.counters < 3:
            raise ValueError(
                f"{self.visits} visits and {self.counters} counters behind a cell are too few to be published; "
                "the least are 10 and 3"
            )
        if not 10 <= self.percent <= 100:
            raise ValueError(
                f"{self.percent} %: what can be known of one counter's visits must be off by 10 to 100 % of them; "
                "10 is the usual"
            )

    def keeps(self, cells: Iterable[Cell]) -> bool:
        """Whether the sum of disjoint cells may be known."""
        behind: Counter[str] = Counter()
        for cell in cells:
            behind.update(cell.by_counter)
        return (
            behind.total() >= self.visits
            and len(Cell(behind).counters) >= self.counters
            and not (
                self.is_told_by_witnesses(behind)
                if any(TOGETHER in unit for unit in behind)
                else self.is_dominated(behind.values())
            )
        )

    def is_told_by_witnesses(self, behind: Mapping[str, float]) -> bool:
        """As `is_dominated`, where queues are shared: an officer knows all of each of their queues.

        A queue of as many counters as the rule asks for is no officer's record. Nobody is protected from what they see.
        """
        total = sum(behind.values())
        known: Counter[str] = Counter()
        for unit, amount in behind.items():
            known.update(dict.fromkeys(witnesses(unit), amount))
        for target in targets_of((unit for unit, amount in behind.items() if amount), self.counters):
            amount = sum(behind[unit] for unit in target.units)
            most = max((n for one, n in known.items() if one not in target.witnesses), default=0)
            if 100 * (total - amount - most) < self.percent * amount:
                return True
        return False

    def is_dominated(self, amounts: Iterable[float]) -> bool:
        """Whether the second largest of these, knowing their sum, can tell the largest closer than `percent` %."""
        amounts = sorted(amounts, reverse=True)
        return bool(amounts) and 100 * sum(amounts[2:]) < self.percent * amounts[0]

    def hides_each(self, behind: Mapping[str, int], least: int) -> bool:
        """Whether a quantile of `least` or more visits is no counter's own: none has more than half of them."""
        total = sum(behind.values())
        return total >= least and len(behind) >= self.counters and 2 * max(behind.values()) <= total

    def spread(self, cell: Cell) -> float:
        """How far apart an outsider's best bounds of a withheld cell must lie, in visits: a fifth of it or more."""
        return max(self.visits, cell.visits / 5)


@dataclass(frozen=True)
class Unprotected(Rule):
    """Keeps everything, down to nothing at all: of what never leaves the office."""

    visits: int = 0
    counters: int = 0
    percent: int = 0

    def __post_init__(self) -> None:
        pass

    def hides_each(self, behind: Mapping[str, int], least: int) -> bool:
        """Whether there is anything."""
        return sum(behind.values()) > 0


def without_doubles(keys: Iterable[Key]) -> set[Key]:
    """The keys without totals over a dimension that has one category only: they would repeat it."""
    keys = set(keys)
    for dimension in range(len(next(iter(keys), ()))):
        if len({key[dimension] for key in keys} - {ALL}) == 1:
            keys = {key for key in keys if key[dimension] != ALL}
    return keys
