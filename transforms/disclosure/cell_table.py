"""Which cells add up to which totals, as a matrix."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Key


@dataclass(frozen=True, eq=False)
class CellTable:
    """The `keys` of a table, sorted; its `innermost` cells; and which of these add up to each key.

    `sums` has a row for each key and a column for each innermost cell: 1 where the key contains the cell. What is not
    among the keys is known to be empty.
    """

    keys: tuple[Key, ...]
    innermost: tuple[Key, ...]
    sums: csr_array

    @cached_property
    def at(self) -> np.ndarray:
        """The places of the innermost cells among the keys."""
        return np.flatnonzero([ALL not in key for key in self.keys])


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
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return CellTable(
        keys, innermost, csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(keys), len(innermost)))
    )
