"""Pairs of detections that may be of one person, one after the other, and what was seen in between."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.motion import STANDING_SPREAD, within_gate
from pantau.transforms.tracking.occlusion import occludes
from pantau.transforms.tracking.people_seen import PeopleSeen

HIDDEN_AT_MOST_S, IN_PLACE_HEIGHTS = 60.0, 3 * STANDING_SPREAD
"""Longest time for which somebody is waited for whom others hide, and who is to be found so near to the same place:
somebody who comes out elsewhere may be anybody. Chosen: a minute is longer than most people stand before one another;
waiting for them anywhere has a tenth more switches on made-up days of seed 71."""


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

    In reach is who can have walked there within `gap_s`; and who is in the same place, not counting the time for which
    somebody nearer hid it. With `consecutive`, on the next frame alone.
    """
    times = people.frame_times
    last = np.searchsorted(times, people.times[tails] + gap_s + HIDDEN_AT_MOST_S + 1e-6) - 1
    count = np.clip(last - people.frame[tails], 0, 1 if consecutive else None)
    number = np.repeat(np.arange(len(tails)), count)
    frame = ranges(people.frame[tails] + 1, count)
    hidden = _hidden(people, tails[number], frame)
    missed = _sum_before(np.where(hidden, 0.0, people.weight[frame]), number)
    # A second box lies in the first one of its person, and nobody stands hidden behind that.
    waits = hidden & (people.own[tails[number]] > 0.5)
    hidden_s = _sum_before(np.where(waits, np.diff(times, prepend=times[:1])[frame], 0.0), number)
    since = times[frame] - people.times[tails[number]]
    waited = np.flatnonzero(since - np.minimum(hidden_s, HIDDEN_AT_MOST_S) <= gap_s + 1e-6)
    row, later = people.on(frame[waited])
    place = waited[row]
    earlier = tails[number[place]]
    away = people.heads[later] - people.heads[earlier]
    scale = (people.heights[later] + people.heights[earlier]) / 2
    near = within_gate(since[place], away, scale, walking_m_s)
    near &= (since[place] <= gap_s + 1e-6) | (np.hypot(*away.T) <= IN_PLACE_HEIGHTS * scale)
    kept = np.flatnonzero(heads[later] & near)
    return CandidatePairs(earlier[kept], later[kept], missed[place[kept]])


def _hidden(people: PeopleSeen, detection: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """(rows,) flags: somebody nearer to the camera covers enough of the box of a detection on a later frame."""
    row, other = people.on(frame)
    lower = people.boxes[:, 3]
    nearer = lower[other] > lower[detection][row]
    row, other = row[nearer], other[nearer]
    hidden = np.zeros(len(frame), dtype=bool)
    hidden[row[occludes(people.boxes[other], people.boxes[detection[row]])]] = True
    return hidden


def _sum_before(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """(rows,) the sum over the earlier rows of the same number; equal numbers follow each other."""
    before = np.cumsum(values) - values
    first = np.flatnonzero(np.diff(number, prepend=-1))
    return before - np.repeat(before[first], np.diff(first, append=len(number)))
