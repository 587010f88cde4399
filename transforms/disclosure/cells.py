"""Cells of a table with totals, and the rule that a published one keeps."""

from collections.abc import Iterable
from dataclasses import dataclass

from pantau.schemas.release import ALL

Key = tuple[str, ...]
"""A cell's place: a category for each dimension, or `ALL` for their total."""


@dataclass(frozen=True)
class Cell:
    """What is behind a cell: how many visits, and the counters that they were at."""

    visits: int
    counters: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """A cell may be published with at least `visits` visits at no fewer than `counters` counters behind it.

    One officer serves at a counter, so a cell of one or two counters is a record of a person's work.
    """

    visits: int = 10
    counters: int = 3

    def __post_init__(self) -> None:
        if self.visits < 10 or self.counters < 3:
            raise ValueError(
                f"{self.visits} visits and {self.counters} counters behind a cell are too few to be published; "
                "the least are 10 and 3"
            )

    def keeps(self, cells: Iterable[Cell]) -> bool:
        """Whether the sum of disjoint cells may be known."""
        cells = list(cells)
        counters = frozenset().union(*(cell.counters for cell in cells))
        return sum(cell.visits for cell in cells) >= self.visits and len(counters) >= self.counters

    def spread(self, cell: Cell) -> float:
        """How far apart an outsider's best bounds of a withheld cell must lie, in visits: a fifth of it or more."""
        return max(self.visits, cell.visits / 5)


@dataclass(frozen=True)
class Line:
    """A total and the cells that add up to it along one dimension."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        """The parts, then the total."""
        return (*self.parts, self.total)


def lines(keys: Iterable[Key]) -> list[Line]:
    """All lines among the keys, dimension by dimension. A cell that is not among them is known to be empty."""
    keys = sorted(keys)
    found: list[Line] = []
    for dimension in range(len(keys[0]) if keys else 0):
        parts: dict[Key, list[Key]] = {key: [] for key in keys if key[dimension] == ALL}
        for key in keys:
            total = (*key[:dimension], ALL, *key[dimension + 1 :])
            if key != total and total in parts:
                parts[total].append(key)
        found += [Line(total, tuple(of)) for total, of in parts.items() if of]
    return found


def without_doubles(keys: Iterable[Key]) -> set[Key]:
    """The keys without totals over a dimension that has one category only: they would repeat it."""
    keys = set(keys)
    for dimension in range(len(next(iter(keys), ()))):
        if len({key[dimension] for key in keys} - {ALL}) == 1:
            keys = {key for key in keys if key[dimension] != ALL}
    return keys
