"""Choose the pictures to look at: one for each point of an absolute grid of seconds, as cheaply as decoding allows."""

from dataclasses import dataclass

import numpy as np

from transforms.inventory.recording import PacketIndex


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Which packets to feed to the decoder and which pictures to keep; packets are counted from 0 in decoding order.

    cadence_s: seconds between two grid points.
    runs: int64[R, 2], first and last packet to feed; each run starts where decoding can start.
    keep: int64[K], packets whose pictures are samples, by time.
    slots: int64[K], the grid point of each sample: slot × cadence is its time in epoch seconds of the recorder's clock.
    unreachable: grid points inside of the recording for which it has no picture that can be decoded.
    """

    cadence_s: float
    runs: np.ndarray
    keep: np.ndarray
    slots: np.ndarray
    unreachable: int

    @property
    def packets_fed(self) -> int:
        return int((self.runs[:, 1] - self.runs[:, 0] + 1).sum())


def plan_samples(packets: PacketIndex, started_s: float, cadence_s: float = 2.0) -> Plan:
    """Sample a recording that starts at `started_s` (epoch seconds by the recorder's clock) every `cadence_s` seconds.

    The grid is that of the multiples of the cadence, so a recording that is cut elsewhere gives the same pictures, away
    from the cut. A grid point takes the nearest key frame within half a cadence. Where key frames are farther apart it
    takes the nearest picture, which costs decoding from the key frame before it. A picture serves one grid point.
    With no key frame at all, decoding starts at the first packet. Where no grid point can be served, as in a recording
    shorter than the cadence, the first key frame is the only sample.
    """
    if cadence_s <= 0:
        raise ValueError(f"cadence is {cadence_s} s; give the seconds between two samples, more than 0")
    keys = np.flatnonzero(packets.is_key)
    shown = np.flatnonzero(packets.shown)
    shown_keys = shown[packets.is_key[shown]]
    slots, unreachable = _slots(packets.seconds[shown], started_s, cadence_s)
    wanted = slots * cadence_s - started_s
    picks, distances = _nearest(packets.seconds, shown_keys, wanted)
    far = distances > cadence_s / 2
    picks[far], distances[far] = _nearest(packets.seconds, shown, wanted[far])
    starts = _starts(packets.seconds, keys, picks)
    reachable = (starts >= 0) & (distances <= cadence_s / 2)
    unreachable += int((~reachable).sum())
    if reachable.any():
        keep, chosen = _one_slot_each(picks[reachable], distances[reachable])
        starts, slots = starts[reachable][chosen], slots[reachable][chosen]
    else:
        keep = (shown_keys if len(shown_keys) else shown)[:1]
        starts = np.maximum(_starts(packets.seconds, keys, keep), 0)
        slots = np.round((started_s + packets.seconds[keep]) / cadence_s).astype(np.int64)
    order = np.argsort(packets.seconds[keep], kind="stable")
    return Plan(cadence_s, _runs(starts, keep), keep[order], slots[order], unreachable)


def _slots(seconds: np.ndarray, started_s: float, cadence_s: float) -> tuple[np.ndarray, int]:
    """Grid points inside of the recording beside which there are pictures, and how many it has besides."""
    first, last = np.ceil(started_s / cadence_s), np.floor((started_s + seconds.max()) / cadence_s)
    places = (started_s + seconds) / cadence_s
    beside = np.unique(np.concatenate([np.floor(places), np.ceil(places)]))
    slots = beside[(beside >= first) & (beside <= last)].astype(np.int64)
    return slots, int(max(last - first + 1, 0)) - len(slots)


def _nearest(seconds: np.ndarray, among: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The packet of `among` nearest to each wanted time, the earlier of two, and its distance to the millisecond."""
    if not len(among):
        return np.full(len(wanted), -1), np.full(len(wanted), np.inf)
    ordered = among[np.argsort(seconds[among], kind="stable")]
    times = seconds[ordered]
    after = np.clip(np.searchsorted(times, wanted), 0, len(times) - 1)
    before = np.maximum(after - 1, 0)
    distances = np.round(np.abs(np.stack([times[before], times[after]]) - wanted), 3)
    earlier = distances[0] <= distances[1]
    return np.where(earlier, ordered[before], ordered[after]), distances.min(axis=0)


def _starts(seconds: np.ndarray, keys: np.ndarray, picks: np.ndarray) -> np.ndarray:
    """The packet at which decoding must start to get each pick; -1 where there is none before it."""
    if not len(keys):
        return np.zeros(len(picks), dtype=np.int64)
    at = np.searchsorted(keys, picks, side="right") - 1
    # a picture shown before the key frame it follows refers to the group before that
    leading = (at > 0) & (seconds[picks] < seconds[keys[np.maximum(at, 0)]])
    at = at - leading
    return np.where(at >= 0, keys[np.maximum(at, 0)], -1)


def _one_slot_each(picks: np.ndarray, distances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each picked packet once, with the index of the grid point nearest to it."""
    nearest_first = np.argsort(distances, kind="stable")
    keep, first = np.unique(picks[nearest_first], return_index=True)
    return keep, nearest_first[first]


def _runs(starts: np.ndarray, keep: np.ndarray) -> np.ndarray:
    runs: list[list[int]] = []
    for start, packet in sorted(zip(starts.tolist(), keep.tolist(), strict=True)):
        if runs and start <= runs[-1][1]:
            runs[-1][1] = max(runs[-1][1], packet)
        else:
            runs.append([start, packet])
    return np.array(runs, dtype=np.int64).reshape(-1, 2)
