"""Choose the frames to observe: one for each point of an absolute grid of seconds, as cheaply as decoding allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pantau.transforms.intervals import Intervals
from pantau.transforms.recordings.probing.random_access import damaged, starts
from pantau.transforms.recordings.probing.recording import PacketIndex
from pantau.transforms.recordings.time_ownership import SAME_TIME_S

Slots = tuple[float, float]
"""Grid points from the first to before the second."""

EVERYWHERE: Slots = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False)
class Plan:
    """Which packets to feed to the decoder and which frames to keep; packets are counted from 0 in decoding order.

    cadence_s: seconds between two grid points.
    starts: int64[K], the packet at which decoding must begin for each sample to be whole.
    keep: int64[K], packets whose frames are samples, by time.
    slots: int64[K], the grid point of each sample: slot × cadence is its time in epoch seconds of the recorder's clock.
    unreachable: grid points inside of the recording for which it has no frame that can be decoded.
    """

    cadence_s: float
    starts: np.ndarray
    keep: np.ndarray
    slots: np.ndarray
    unreachable: int

    @cached_property
    def runs(self) -> np.ndarray:
        """int64[R, 2]: first and last packet to feed, ascending; each run begins where decoding can begin."""
        runs: list[list[int]] = []
        for start, packet in sorted(zip(self.starts.tolist(), self.keep.tolist(), strict=True)):
            if runs and start <= runs[-1][1]:
                runs[-1][1] = max(runs[-1][1], packet)
            else:
                runs.append([start, packet])
        return np.array(runs, dtype=np.int64).reshape(-1, 2)

    @property
    def packets_fed(self) -> int:
        return int((self.runs[:, 1] - self.runs[:, 0] + 1).sum())

    @property
    def alone(self) -> np.ndarray:
        """bool[K]: whether a sample is a frame that is decoded from its packet alone."""
        return np.isin(self.keep, self.runs[self.runs[:, 0] == self.runs[:, 1], 0])

    def within(self, packets: PacketIndex, spans: Intervals) -> "Plan":
        """The part of the plan whose frames lie in `spans`, seconds from the recording's first frame."""
        shown = packets.seconds[self.keep]
        wanted = np.zeros(len(shown), dtype=bool)
        for start, end in spans:
            wanted |= (shown >= start - SAME_TIME_S) & (shown <= end + SAME_TIME_S)
        return self.only(wanted)

    def only(self, wanted: np.ndarray) -> "Plan":
        """The part of the plan for the samples `wanted`, bool[K] or their places, and the packets that they need."""
        return replace(self, starts=self.starts[wanted], keep=self.keep[wanted], slots=self.slots[wanted])

    def around(self, first: float, end: float) -> "Plan":
        """The part for the grid points from `first` to before `end`, and for what is decoded together with those."""
        run = self._run_of(self.keep)
        return self.only(np.isin(run, run[(self.slots >= first) & (self.slots < end)]))

    def _run_of(self, keep: np.ndarray) -> np.ndarray:
        """The run that each of the packets is in; runs do not overlap."""
        return np.searchsorted(self.runs[:, 0], keep, side="right") - 1


def plan_between(
    packets: PacketIndex, started_s: float, step_s: float, spans: Intervals, also: Sequence[float]
) -> Plan:
    """The frames nearest to the multiples of `step_s`, inside `spans` (seconds from the recording's first frame).

    The ends of the spans are samples; what is nearer to them than half a step is left out. The frames at `also`,
    offsets of samples, are decoded again, so that what is seen between them can be compared with them.
    """
    half, seconds = step_s / 2, packets.seconds
    fine = plan_samples(packets, started_s, step_s, prefer_keys=False)
    inside = np.zeros(len(fine.keep), dtype=bool)
    for start, end in spans:
        inside |= (seconds[fine.keep] > start + half) & (seconds[fine.keep] < end - half)
    shown = np.flatnonzero(packets.shown)
    again = [int(shown[np.abs(seconds[shown] - at).argmin()]) for at in also]
    keep = np.union1d(fine.keep[inside], np.array(again, dtype=np.int64))
    keep = keep[np.argsort(seconds[keep], kind="stable")]
    return Plan(step_s, np.maximum(starts(packets, keep), 0), keep, grid_points(started_s + seconds[keep], step_s), 0)


def plan_samples(packets: PacketIndex, started_s: float, cadence_s: float = 2.0, prefer_keys: bool = True) -> Plan:
    """Sample a recording that starts at `started_s` (epoch seconds by the recorder's clock) every `cadence_s` seconds.

    The grid is that of the multiples of the cadence. Each frame belongs to the grid point nearest to it, and each
    grid point takes its best frame (see `best`) of those that are whole, so that a recording that is cut elsewhere
    gives the same frames: where a cut divides what belongs to a grid point, the better one of both parts is that of the
    whole. A frame that is no key frame costs decoding from the key frame before it, or from a recovery point long
    enough before; for a grid point outside of the recording only a key frame is taken. Without `prefer_keys` the
    nearest frame is taken whatever it costs. With no key frame at all, decoding starts at the first packet. Where no
    grid point can be served, as in a short recording without key frames, the first frame is the only sample.
    """
    if cadence_s <= 0:
        raise ValueError(f"cadence is {cadence_s} s; give the seconds between two samples, more than 0")
    shown = np.flatnonzero(packets.shown)
    times = started_s + packets.seconds
    # The last frame stands until the next one would come, which may be in another recording.
    ended_s = times[shown].max() + _step(times[shown])
    first, last = np.ceil(started_s / cadence_s), np.ceil(round(ended_s / cadence_s, 6)) - 1
    begin = starts(packets, shown)
    whole = (begin >= 0) & ~damaged(packets.damage, begin, shown)
    slots = grid_points(times[shown], cadence_s)
    inside = (slots >= first) & (slots <= last)
    usable = whole & (inside | packets.is_key[shown])
    served = len(np.unique(slots[usable & inside]))
    unreachable = int(max(last - first + 1, 0)) - served
    if usable.any():
        shown, begin, slots = shown[usable], begin[usable], slots[usable]
        chosen = best(slots, packets.is_key[shown] & prefer_keys, times[shown], slots * cadence_s)
    else:
        chosen = np.array([0])
        begin = np.maximum(begin, 0)
    keep, begin, slots = shown[chosen], begin[chosen], slots[chosen]
    order = np.argsort(packets.seconds[keep], kind="stable")
    return Plan(cadence_s, begin[order], keep[order], slots[order], unreachable)


def grid_points(times: np.ndarray, cadence_s: float) -> np.ndarray:
    """int64: the number of the grid point nearest to each time, the later of two; times count to the millisecond."""
    return np.floor(np.round(times, 3) / cadence_s + 0.5 + 1e-6).astype(np.int64)


def best(group: np.ndarray, is_key: np.ndarray, times: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Index of the best frame of each group, in the order of the groups: a key frame before others, then the nearest.

    `wanted` is the time of each frame's grid point; distances count to the millisecond; of two the earlier is taken.
    """
    distance = np.round(np.abs(times - wanted), 3)
    order = np.lexsort((times, distance, ~is_key, group))
    return order[np.unique(group[order], return_index=True)[1]]


def _step(times: np.ndarray) -> float:
    """The typical time between two frames."""
    return float(np.median(np.diff(np.sort(times)))) if len(times) > 1 else 0.0
