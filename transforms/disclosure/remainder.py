"""What subtraction gives away: sums of withheld cells that follow from a published total."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import permutations

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Key, Line

Parts = Mapping[tuple[Key, int], tuple[Key, ...]]
"""The cells that add up to a total along a dimension, by (total, dimension)."""


@dataclass(frozen=True)
class Remainder:
    """Withheld cells whose sum is a published total less the published cells `subtracted`."""

    total: Key
    withheld: tuple[Key, ...]
    subtracted: tuple[Key, ...]


def parts_of(lines: list[Line]) -> Parts:
    """The lines by total and dimension."""
    return {(line.total, _dimension(line)): line.parts for line in lines}


def remainders(total: Key, parts: Parts, hidden: Set[Key]) -> Iterator[Remainder]:
    """The remainders of a published total: its dimensions are resolved one after another, in every order.

    A withheld part that is itself a total is resolved in the next step, so that sums across lines are found as well.
    """
    for order in permutations([at for at, category in enumerate(total) if category == ALL]):
        withheld: tuple[Key, ...] = (total,)
        subtracted: tuple[Key, ...] = ()
        for dimension in order:
            if not withheld or any((key, dimension) not in parts for key in withheld):
                break
            resolved = [part for key in withheld for part in parts[key, dimension]]
            withheld = tuple(part for part in resolved if part in hidden)
            subtracted += tuple(part for part in resolved if part not in hidden)
            if withheld:
                yield Remainder(total, withheld, subtracted)


def _dimension(line: Line) -> int:
    return next(at for at, (whole, part) in enumerate(zip(line.total, line.parts[0], strict=True)) if whole != part)
