"""The row space of a whole-number matrix, exactly: reduced row echelon form over the rationals.

Method: elimination modulo a prime, entries read back as fractions (Wang, A p-adic algorithm for univariate partial
fractions, SYMSAC 1981), and the result multiplied out in whole numbers. What does not prove right in this way is
computed with fractions from the start.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm

import numpy as np

PRIME = 2**31 - 1
"""The largest prime below 2^31: products of two residues fit into 64 bits."""


@dataclass(frozen=True, eq=False)
class Echelon:
    """A reduced row echelon form: `rows` divided by `divisor`, with a 1 at its pivot and zeros before it in each row.

    `rows` are whole numbers, shape (rank, columns); `pivots` are the columns of the pivots, ascending.
    """

    pivots: np.ndarray
    rows: np.ndarray
    divisor: int


def echelon(matrix: np.ndarray) -> Echelon:
    """The reduced row echelon form of a matrix of whole numbers, shape (rows, columns), over the rationals."""
    matrix = np.asarray(matrix, np.int64)
    pivots, residues = eliminate(matrix)
    values, places = np.unique(residues, return_inverse=True)
    fractions = [_fraction(int(value)) for value in values]
    if None not in fractions:
        divisor = lcm(*(one.denominator for one in fractions))
        numerators = np.array([int(one * divisor) for one in fractions], object)
        rows = numerators[places].reshape(residues.shape) if len(fractions) else residues.astype(object)
        if _multiplies_to(matrix, pivots, rows, divisor):
            return Echelon(pivots, rows, divisor)
    return _by_fractions(matrix)


def eliminate(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pivots, and the rows of the reduced row echelon form modulo `PRIME`.

    There are never more pivots than over the rationals: what is independent here is so there.
    """
    left = np.unique(np.asarray(matrix, np.int64) % PRIME, axis=0)
    rank, pivots = 0, []
    for column in range(left.shape[1]):
        if rank == len(left):
            break
        below = rank + np.flatnonzero(left[rank:, column])
        if not len(below):
            continue
        left[[rank, below[0]]] = left[[below[0], rank]]
        left[rank] = left[rank] * pow(int(left[rank, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(left[:, column])
        others = others[others != rank]
        touched = np.flatnonzero(left[rank])
        block = np.ix_(others, touched)
        left[block] = (left[block] - left[others, column][:, None] * left[rank, touched]) % PRIME
        pivots.append(column)
        rank += 1
    return np.array(pivots, np.int64), left[:rank]


def rank_is_full(rows: np.ndarray) -> bool:
    """Whether rows of whole numbers are proven to be independent; almost never false where they are."""
    return len(eliminate(np.asarray(rows % PRIME, np.int64))[0]) == len(rows)


def _fraction(residue: int) -> Fraction | None:
    """The fraction of small numbers that a residue stands for, or `None` where there is none."""
    bound = isqrt(PRIME // 2)
    (older, old), (newer, new) = (PRIME, 0), (residue, 1)
    while newer > bound:
        quotient = older // newer
        (older, old), (newer, new) = (newer, new), (older - quotient * newer, old - quotient * new)
    return Fraction(newer, new) if 0 < abs(new) <= bound else None


def _multiplies_to(matrix: np.ndarray, pivots: np.ndarray, rows: np.ndarray, divisor: int) -> bool:
    """Whether the pivot columns times the rows give the matrix: then the rows span all of it, exactly."""
    if not len(pivots):
        return not matrix.any()
    largest = int(abs(rows).max())
    if largest * int(abs(matrix).max()) * len(pivots) < 2**62 and divisor * int(abs(matrix).max()) < 2**62:
        rows = rows.astype(np.int64)
    else:
        matrix = matrix.astype(object)
    # Few entries of a release's tables differ from zero, and numpy multiplies whole numbers slowly.
    return all(
        np.array_equal(row[pivots][used] @ rows[used], row * divisor)
        for row in np.unique(matrix, axis=0)
        for used in [np.flatnonzero(row[pivots])]
    )


def _by_fractions(matrix: np.ndarray) -> Echelon:
    left = [[Fraction(int(value)) for value in row] for row in matrix]
    pivots: list[int] = []
    for column in range(matrix.shape[1]):
        rank = len(pivots)
        found = next((at for at in range(rank, len(left)) if left[at][column]), None)
        if found is None:
            continue
        left[rank], left[found] = left[found], left[rank]
        left[rank] = [value / left[rank][column] for value in left[rank]]
        for at, row in enumerate(left):
            if at != rank and row[column]:
                left[at] = [value - row[column] * of for value, of in zip(row, left[rank], strict=True)]
        pivots.append(column)
    kept = left[: len(pivots)]
    divisor = lcm(*(value.denominator for row in kept for value in row))
    rows = np.array([[int(value * divisor) for value in row] for row in kept], object)
    return Echelon(np.array(pivots, np.int64), rows.reshape(len(pivots), matrix.shape[1]), divisor)
