"""Where nothing stirs: what the sizes of compressed frames say, before any of them is decoded.

A frame that is coded by its difference from the one before is small where nothing moves. That is a reason not to look
only between two frames that were observed and showed nobody: so nobody can be missed who stays longer than the time
between those two.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter, minimum_filter1d

from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.recordings.probing.recording import PacketIndex

FLOOR_S = 600.0
"""How far around a moment the quietest one is sought that it is compared with: light and noise change in a day."""

SMOOTHED_STEPS = 5
"""One step that is quieter than all around proves nothing; the median over so many is taken."""

STIR_RATIO = 1.4
"""Frames this much larger than in the quietest time around: something moves."""

STIR_OF_KEY = 0.005
"""Or larger by this share of a key frame, which tells how much there is to see in the frame."""

CONSTANT_RATE_OF_KEY = 0.05
"""Differences that are never small compared with key frames are filled up to a constant rate, and tell nothing."""


@dataclass(frozen=True, slots=True)
class StaticInterval:
    """Samples `first` to `last` of a plan, both on multiples of the heartbeat, with nothing stirring between them."""

    first: int
    last: int


def find_static_intervals(packets: PacketIndex, plan: Plan, beat: int) -> list[StaticInterval]:
    """The stretches between two heartbeats in which nothing stirs and no grid point is without its frame.

    Heartbeats are every `beat`-th grid point of all time, the same however recordings are cut.
    """
    if beat < 2 or len(plan.keep) < 2:
        return []
    quiet = quiet_steps(packets, plan)
    beats = np.flatnonzero(plan.slots % beat == 0)
    whole = (np.diff(beats) == beat) & (np.diff(plan.slots[beats]) == beat)
    return [
        StaticInterval(int(first), int(last))
        for first, last in zip(beats[:-1][whole], beats[1:][whole], strict=True)
        if quiet[first:last].all()
    ]


def quiet_steps(packets: PacketIndex, plan: Plan) -> np.ndarray:
    """bool[K - 1]: whether nothing stirs between each of the K samples of a plan and the next."""
    at = packets.seconds[plan.keep]
    differences = ~packets.is_key & packets.shown
    key_size = float(np.median(packets.size[packets.is_key])) if packets.is_key.any() else 0.0
    step = np.searchsorted(at, packets.seconds[differences]) - 1
    inside = (step >= 0) & (step < len(at) - 1)
    count = np.bincount(step[inside], minlength=len(at) - 1)
    total = np.bincount(step[inside], packets.size[differences][inside], minlength=len(at) - 1)
    told = (count > 0) & (np.diff(at) < 1.5 * plan.cadence_s)
    size = np.divide(total, count, out=np.full(len(count), np.inf), where=told)
    around = 2 * round(FLOOR_S / plan.cadence_s) + 1
    floor = minimum_filter1d(median_filter(size, SMOOTHED_STEPS), around)
    at_most = np.minimum(STIR_RATIO * floor, floor + STIR_OF_KEY * key_size)
    return told & (size <= at_most) & (floor <= CONSTANT_RATE_OF_KEY * key_size)
