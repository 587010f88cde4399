"""Who was compared with whom: the similarity of the detections of a camera day from the rows of the warehouse."""

from itertools import pairwise

import numpy as np
import pyarrow as pa

from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity, of_lists
from pantau.transforms.tracking.camera_days.index_ranges import ranges

TOGETHER = 1 << 15
"""So many pairs are looked through at once, which the processor's cache has room for. Chosen."""


def similarity_of(rows: pa.Table, detection: np.ndarray) -> AppearanceSimilarity:
    """From rows of `observations`; `detection` (rows,) is the index of each, from 0, ascending in time.

    A detection may have several rows; of a pair told twice the first telling counts. A pair belongs to the later one.
    Where a clock was set back two detections may have one number; the one nearest before is meant, else the next.
    """
    count = int(detection.max(initial=-1)) + 1
    step = max(count, 1)
    # A busy day has millions of pairs, which only plain arrays have room for.
    compared, alike = (whole(rows[name]) for name in ("compared_to", "appearance_similarity"))
    lengths, asked = compared.value_lengths().to_numpy(), compared.flatten().to_numpy()
    alike = alike.flatten().to_numpy().astype(float, copy=False)
    told = rows["detection"].to_numpy()
    if (np.diff(told) > 0).all() and np.array_equal(detection, np.arange(count)):
        first, oldest = np.append(0, np.cumsum(lengths)), _oldest(told, asked, lengths)
        if _follow_each_other(told, asked, first, oldest):
            return AppearanceSimilarity(first, oldest, alike)
        place = _places(told, asked, lengths)
        if (told[place] == asked).all() and _are_before(place, lengths):
            return AppearanceSimilarity(first, oldest, alike, place)
    one = np.repeat(detection, lengths)
    numbers, rank = np.unique(told, return_inverse=True)
    number = _places(numbers, asked, lengths)
    holders = np.unique(rank * step + detection)
    meant = numbers[number] == asked if len(numbers) else np.zeros(0, dtype=bool)
    if len(holders) == len(numbers):
        other = holders[number]
        meant &= other % step != one
    else:
        other = _nearest_before(holders, number, number * step + one, step)
        meant &= other // step == number
    if not meant.all():
        one, other, alike = one[meant], other[meant], alike[meant]
    other = other % step
    pairs = np.maximum(one, other) * step + np.minimum(one, other)
    if not (np.diff(pairs) > 0).all():
        pairs, first_told = np.unique(pairs, return_index=True)
        alike = alike[first_told]
    return of_lists(np.searchsorted(pairs, np.arange(count + 1) * step), pairs % step, alike)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, copied only where it is in several."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _oldest(numbers: np.ndarray, asked: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """(p,) where in the ascending `numbers` (p,) each list's first number is, or would be; itself for an empty list."""
    oldest, some = np.arange(len(lengths)), np.flatnonzero(lengths)
    oldest[some] = np.searchsorted(numbers, asked[(np.cumsum(lengths) - lengths)[some]])
    return oldest


def _follow_each_other(numbers: np.ndarray, asked: np.ndarray, first: np.ndarray, oldest: np.ndarray) -> bool:
    """Whether each list is of as many of the `numbers` (p,) as it has, from its `oldest` on, all before its own."""
    lengths = np.diff(first)
    if (oldest + lengths > np.arange(len(lengths))).any():
        return False
    cuts = np.unique(np.searchsorted(first, np.arange(0, len(asked) + TOGETHER, TOGETHER)).clip(max=len(lengths)))
    return all(
        np.array_equal(numbers[ranges(oldest[begin:end], lengths[begin:end])], asked[first[begin] : first[end]])
        for begin, end in pairwise(cuts.tolist())
    )


def _are_before(place: np.ndarray, lengths: np.ndarray) -> bool:
    """Whether each of the lists that `place` (pairs,) consists of ascends and ends before its own number."""
    some = np.flatnonzero(lengths)
    end = np.cumsum(lengths)[some]
    ascending = np.diff(place) > 0
    ascending[end[:-1] - 1] = True
    return bool(ascending.all() and (place[end - 1] < some).all())


def _places(numbers: np.ndarray, asked: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """(pairs,) where in the ascending `numbers` each of `asked` is, or would be; `lengths` of the lists it consists of.

    Most lists are of numbers that follow each other, so that the first one tells where the others are.
    """
    last, lengths = len(numbers) - 1, lengths[lengths > 0]
    begin = np.cumsum(lengths) - lengths
    first = np.searchsorted(numbers, asked[begin])
    place = np.minimum(np.repeat(first - begin, lengths) + np.arange(len(asked)), last)
    astray = np.flatnonzero(numbers[place] != asked) if len(asked) else place
    place[astray] = np.minimum(np.searchsorted(numbers, asked[astray]), last)
    return place


def _nearest_before(holders: np.ndarray, number: np.ndarray, asking: np.ndarray, step: int) -> np.ndarray:
    """Who of several holders of a number is meant; who is asking is not."""
    # The last entry is nobody.
    holders = np.append(holders, -1)
    at = np.searchsorted(holders[:-1], asking)
    before, after = holders[at - 1], holders[at + (holders[at] == asking)]
    return np.where(before // step == number, before, after)
