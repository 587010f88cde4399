"""Pairs of detections that may be of one person, one after the other, and what was seen in between."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.motion import within_gate
from pantau.transforms.tracking.occlusion import occludes
from pantau.transforms.tracking.people_seen import PeopleSeen


@dataclass(frozen=True)
class CandidatePairs:
    """Pairs (n,) of an earlier and a later detection; missed: for how many samples in between the person should have
    been seen, not counting those on which somebody nearer hid the place."""

    earlier: np.ndarray
    later: np.ndarray
    missed: np.ndarray

    def part(self, chosen: np.ndarray) -> "CandidatePairs":
        """Those at the indices `chosen` (m,)."""
        return CandidatePairs(*(values[chosen] for values in vars(self).values()))


def candidate_pairs(
    people: PeopleSeen, tails: np.ndarray, heads: np.ndarray, gap_s: float, walking_m_s: float, consecutive: bool
) -> CandidatePairs:
    """All pairs of one of the `tails` (n,) with a later detection of those flagged in `heads` (s,) that is in reach.

    In reach is who can have walked there within `gap_s`; with `consecutive`, on the next frame alone.
    """
    last = np.searchsorted(people.frame_times, people.times[tails] + gap_s + 1e-6) - 1
    count = np.clip(last - people.frame[tails], 0, 1 if consecutive else None)
    number = np.repeat(np.arange(len(tails)), count)
    frame = ranges(people.frame[tails] + 1, count)
    hidden = _hidden(people, tails[number], frame)
    missed = _sum_before(np.where(hidden, 0.0, people.weight[frame]), number)
    row, later = people.on(frame)
    pairs = CandidatePairs(tails[number[row]], later, missed[row])
    away = people.heads[later] - people.heads[pairs.earlier]
    scale = (people.heights[later] + people.heights[pairs.earlier]) / 2
    near = within_gate(people.times[later] - people.times[pairs.earlier], away, scale, walking_m_s)
    return pairs.part(np.flatnonzero(heads[later] & near))


def _hidden(people: PeopleSeen, detection: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """(rows,) flags: somebody nearer to the camera covers enough of the box of a detection on a later frame."""
    row, other = people.on(frame)
    hidden = np.zeros(len(frame), dtype=bool)
    hidden[row[occludes(people.boxes[other], people.boxes[detection[row]])]] = True
    return hidden


def _sum_before(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """(rows,) the sum over the earlier rows of the same number; equal numbers follow each other."""
    before = np.cumsum(values) - values
    first = np.flatnonzero(np.diff(number, prepend=-1))
    return before - np.repeat(before[first], np.diff(first, append=len(number)))
