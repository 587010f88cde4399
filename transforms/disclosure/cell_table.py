"""Which cells add up to which totals, as a matrix."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Key

ATOM = "(atom)"
"""The first part of the key of an atom: what releases have published in common, cut so that each takes all of it."""

BEFORE = "(before)"
"""The first part of the key of a number of an earlier release."""


@dataclass(frozen=True)
class Earlier:
    """What was published and what was withheld before of the visits behind a table.

    `atoms`: disjoint cells of which all that is made up, the table's own cells too. `parts`: the atoms of each key of
    the table and of each number of before.
    """

    atoms: Mapping[Key, Cell]
    published: Mapping[Key, Cell]
    withheld: Mapping[Key, Cell]
    parts: Mapping[Key, tuple[Key, ...]]


@dataclass(frozen=True, eq=False)
class CellTable:
    """The `keys` of a table, sorted; its `innermost` cells; and which of these add up to each key.

    `sums` has a row for each key and a column for each innermost cell: 1 where the key contains the cell. What is not
    among the keys is known to be empty. `standing` keys were published before and cannot be withheld.
    """

    keys: tuple[Key, ...]
    innermost: tuple[Key, ...]
    sums: csr_array
    standing: frozenset[Key] = frozenset()

    @cached_property
    def at(self) -> np.ndarray:
        """The places of the innermost cells among the keys."""
        place = {key: number for number, key in enumerate(self.keys)}
        return np.array([place[key] for key in self.innermost], np.int64)

    @cached_property
    def stands(self) -> np.ndarray:
        """The keys, as a mask, that were published before."""
        return np.array([key in self.standing for key in self.keys], bool)


def cell_table(keys: Iterable[Key]) -> CellTable:
    """The table of these keys."""
    keys = tuple(sorted(keys))
    place = {key: number for number, key in enumerate(keys)}
    innermost = tuple(key for key in keys if ALL not in key)
    pairs = [
        (place[total], number)
        for number, key in enumerate(innermost)
        for total in product(*((part, ALL) for part in key))
        if total in place
    ]
    return CellTable(keys, innermost, _matrix(pairs, len(keys), len(innermost)))


def joined_table(keys: Iterable[Key], earlier: Earlier) -> CellTable:
    """The table of these keys together with what was published before; its innermost cells are the atoms."""
    innermost = tuple(sorted(earlier.atoms))
    keys = (*sorted(keys), *sorted(earlier.published), *sorted(earlier.withheld), *innermost)
    column = {key: number for number, key in enumerate(innermost)}
    pairs = [
        (row, column[atom])
        for row, key in enumerate(keys)
        for atom in (earlier.parts[key] if key not in column else (key,))
    ]
    return CellTable(keys, innermost, _matrix(pairs, len(keys), len(innermost)), frozenset(earlier.published))


def _matrix(pairs: list[tuple[int, int]], rows: int, columns: int) -> csr_array:
    at, of = zip(*pairs, strict=True) if pairs else ((), ())
    return csr_array((np.ones(len(pairs)), (at, of)), shape=(rows, columns))
