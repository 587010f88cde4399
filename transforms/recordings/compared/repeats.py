"""Where a recording has the coded frames of another time: the same footage twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pantau.transforms.recordings.compared.compared_recording import ComparedRecording
from pantau.transforms.recordings.probing.coded.frame_marks import WITHIN_S, FrameMarks, unpacked

SAME_TIME_S = 10.0
"""Recordings of one camera may overlap: the same frames within so many seconds are shown once. Chosen: recorders write
up to some seconds twice, and names give whole seconds."""

FEWEST = 3
"""So many different marks in a row, each as far from the next as the other time. Chosen: where nothing moves and no
noise is, as on a drawn test card, an encoder may give one frame, or two by turns, again and again."""

LAG_S = 0.5
"""By so much distances may differ: a container that is packed anew rounds times, by a frame at most."""

APART_S = 60.0
"""Farther apart, marks are of two stretches. Chosen: among key frames up to 10 s apart none is lacking for so long."""

MOST_PLACES = 8
"""What stands in more places tells none of them: a test card, a black frame. Chosen."""


class Repeat(NamedTuple):
    """A stretch of a recording that another has at another time.

    From the earliest to the latest that it can be, with the first and last frames that are known again between; seconds
    from the first frame. later_s: by how much it is later here.
    """

    from_s: float
    first_s: float
    last_s: float
    until_s: float
    recording_id: str
    later_s: float


class _Marks(NamedTuple):
    """Of all recordings: the mark, the number of its recording, and its offset there; by mark."""

    mark: np.ndarray
    owner: np.ndarray
    offset_s: np.ndarray


def find_repeats(
    own: Sequence[ComparedRecording], others: Iterable[ComparedRecording]
) -> Mapping[str, tuple[Repeat, ...]]:
    """By the id of each recording of `own`, its stretches that are in another one of them or in one of `others`.

    Both in any order; what is in both is its own. Others are taken one by one, and only marks that `own` has are kept
    of them. Which of two is the original frames do not tell.
    """
    mine = {one.recording_id: one for one in own}
    held = {one.recording_id: unpacked(one.frame_marks) for one in own}
    asked = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(some.mark for some in held.values())]))
    known = dict(mine)
    for one in others:
        some = _among(unpacked(one.frame_marks), asked)
        if len(some.mark) and one.recording_id not in mine:
            held[one.recording_id], known[one.recording_id] = some, one._replace(frame_marks=None)
    everything = [known[name] for name in sorted(known)]
    kept = [held[one.recording_id] for one in everything]
    found: dict[str, tuple[Repeat, ...]] = {name: () for name in mine}
    pairs = _pairs(_gathered(kept), np.array([one.recording_id in mine for one in everything], dtype=bool))
    for (here, there), (marks, of_one, of_other) in pairs:
        one, other = everything[here], everything[there]
        apart = one.started_s - other.started_s
        for first, last, lag in _in_a_row(marks, of_one, of_other):
            later = apart + lag
            if one.camera_id == other.camera_id and abs(later) <= SAME_TIME_S:
                continue
            found[one.recording_id] += (_repeat(one, first, last, other.recording_id, later),)
    return {name: tuple(sorted(repeats)) for name, repeats in found.items()}


def _among(marks: FrameMarks, asked: np.ndarray) -> FrameMarks:
    """Those of the marks `asked` (n,), ascending."""
    place = np.minimum(np.searchsorted(asked, marks.mark), len(asked) - 1)
    found = asked[place] == marks.mark if len(asked) else np.zeros(len(marks.mark), dtype=bool)
    return FrameMarks(marks.offset_s[found], marks.mark[found])


def _gathered(kept: Sequence[FrameMarks]) -> _Marks:
    """Those that stand in several places, and not in too many."""
    owner = np.repeat(np.arange(len(kept)), [len(one.mark) for one in kept])
    mark = np.concatenate([np.zeros(0, dtype=np.int64), *(one.mark for one in kept)])
    offset_s = np.concatenate([np.zeros(0), *(one.offset_s for one in kept)])
    order = np.lexsort((offset_s, owner, mark))
    mark, owner, offset_s = mark[order], owner[order], offset_s[order]
    _, group, count = np.unique(mark, return_inverse=True, return_counts=True)
    some = ((count > 1) & (count <= MOST_PLACES))[group]
    return _Marks(mark[some], owner[some], offset_s[some])


def _pairs(
    marks: _Marks, is_own: np.ndarray
) -> Iterator[tuple[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]]:
    """For each two recordings that share marks, of which the first `is_own`: these (n,), and their offsets in both.

    By how much later, to within `LAG_S` from one to the next, then by the offset in the first.
    """
    here, there = [], []
    for step in range(1, MOST_PLACES):
        first = np.flatnonzero(marks.mark[step:] == marks.mark[:-step])
        here += [first, first + step]
        there += [first + step, first]
    one, other = np.concatenate(here), np.concatenate(there)
    asked = is_own[marks.owner[one]]
    one, other = one[asked], other[asked]
    lag = marks.offset_s[one] - marks.offset_s[other]
    order = np.lexsort((lag, marks.owner[other], marks.owner[one]))
    one, other = one[order], other[order]
    both = np.stack([marks.owner[one], marks.owner[other]])
    differ = np.any(np.diff(both), axis=0)
    alike = np.append(0, np.cumsum(differ | (np.diff(lag[order]) > LAG_S)))[: len(order)]
    order = np.lexsort((marks.offset_s[one], alike))
    one, other = one[order], other[order]
    edges = np.flatnonzero(differ) + 1
    for of_one, of_other in zip(np.split(one, edges), np.split(other, edges), strict=True):
        if len(of_one):
            names = int(marks.owner[of_one[0]]), int(marks.owner[of_other[0]])
            yield names, (marks.mark[of_one], marks.offset_s[of_one], marks.offset_s[of_other])


def _in_a_row(marks: np.ndarray, here: np.ndarray, there: np.ndarray) -> Iterator[tuple[float, float, float]]:
    """First, last and by how much later, of stretches whose marks are as far apart in both; see `_pairs`."""
    lag = here - there
    apart = (np.abs(np.diff(lag)) > LAG_S) | (np.diff(here) > APART_S) | (np.diff(here) < 0)
    for some in np.split(np.arange(len(here)), np.flatnonzero(apart) + 1):
        if len(np.unique(marks[some])) >= FEWEST:
            yield float(here[some[0]]), float(here[some[-1]]), float(np.median(lag[some]))


def _repeat(one: ComparedRecording, first: float, last: float, other: str, later: float) -> Repeat:
    """Each `WITHIN_S` of what both have there is a mark of both; the last key frame goes on until the next one."""
    begins, ends = max(0.0, first - WITHIN_S), min(last + 2 * WITHIN_S, max(last, one.duration_s))
    return Repeat(*(round(at, 6) for at in (begins, first, last, ends)), other, round(later, 3))
