"""Choosing the packets of a clip, and the times at which they are decoded and shown."""

import numpy as np

from pantau.transforms.recordings.probing.random_access import places_to_begin
from pantau.transforms.recordings.probing.recording import PacketIndex

TICKS = 90_000
"""Time units a second in a clip: those of MPEG systems, which frame rates of 24, 25 and 30 divide."""


def cut_packets(packets: PacketIndex, from_s: float, to_s: float) -> np.ndarray:
    """int64[K]: the packets to copy, in decoding order, so that the frames from `from_s` until `to_s` can be shown.

    They begin with the last key frame shown at or before `from_s`, or a recovery point so long before that frames are
    whole by then; or with the first of these in the recording. They end before the first one to be shown at `to_s` or
    later, at which the next recording may speak. Frames that are shown before that first one and decoded after it refer
    to what is left out, and are left out as well.
    """
    shown = np.flatnonzero(packets.shown)
    begin, whole = places_to_begin(packets)
    begin, whole = begin[packets.shown[begin]], whole[packets.shown[begin]]
    before = begin[packets.seconds[whole] <= from_s]
    start = before[-1] if len(before) else begin[0] if len(begin) else shown[0]
    following = np.arange(start, len(packets))
    beyond = np.flatnonzero(packets.seconds[following] >= to_s)
    kept = following[: beyond[0]] if len(beyond) else following
    return kept[packets.seconds[kept] >= packets.seconds[start]]


def clip_ticks(seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When the packets are shown, when decoded, and how long each lasts: int64[K] ticks, for float64[K] times shown.

    Containers want decoding times that rise by the packet and never lie after the showing. They are the showing times
    in ascending order, less the longest wait of a packet for frames that are shown before it.
    """
    shown = np.round(seconds * TICKS).astype(np.int64)
    places = np.arange(len(shown))
    rising = np.maximum.accumulate(np.sort(shown) - places) + places
    delay = int((rising - shown).max(initial=0))
    steps = np.diff(rising)
    last = int(np.median(steps)) if len(steps) else TICKS // 25
    return shown, rising - delay, np.append(steps, last)
