"""Where decoding must begin for a frame to be whole, and which frames cannot be, as what they refer to is damaged."""

import numpy as np

from pantau.transforms.recordings.probing.recording import PacketIndex

BEFORE = 0.5
"""Places are numbers of packets; what was lost before a packet lies half a packet before it."""


def starts(packets: PacketIndex, picks: np.ndarray) -> np.ndarray:
    """int64[K]: the packet at which decoding must begin for the frame of each of the packets `picks` to be whole.

    The last place to begin that is far enough before it; -1 where there is none. Without any in the recording, its
    first packet.
    """
    begin, whole = places_to_begin(packets)
    if not len(begin):
        return np.zeros(len(picks), dtype=np.int64)
    at = np.searchsorted(whole, picks, side="right") - 1
    # a frame shown before the key frame it follows refers to the group before that
    leading = (at > 0) & (packets.seconds[picks] < packets.seconds[begin[np.maximum(at, 0)]])
    at = at - leading
    return np.where(at >= 0, begin[np.maximum(at, 0)], -1)


def damaged(damage: np.ndarray, begin: np.ndarray, picks: np.ndarray) -> np.ndarray:
    """bool[K]: whether there is damage, at one of the places `damage` (ascending), from where decoding begins on.

    picks: int64[K], packets. begin: int64[K], where decoding begins for each.
    """
    if not len(damage):
        return np.zeros(len(picks), dtype=bool)
    last = np.searchsorted(damage, picks, side="right") - 1
    return (last >= 0) & (damage[np.maximum(last, 0)] >= begin)


def cannot_be_whole(packets: PacketIndex, picks: np.ndarray) -> np.ndarray:
    """bool[K]: whether the packets say that the frame of each of the packets `picks` will not be whole."""
    begin = starts(packets, picks)
    return (begin < 0) | damaged(packets.damage, begin, picks)


def places_to_begin(packets: PacketIndex) -> tuple[np.ndarray, np.ndarray]:
    """int64[E] where decoding can begin, and from which packet on frames are whole then; both ascend."""
    begin = np.flatnonzero(packets.is_key | (packets.whole_from >= 0))
    whole = np.where(packets.is_key[begin], begin, packets.whole_from[begin])
    order = np.lexsort((begin, whole))
    begin, whole = begin[order], whole[order]
    # One that is whole later than another behind it is of no use.
    useful = begin >= np.maximum.accumulate(begin) if len(begin) else np.zeros(0, dtype=bool)
    return begin[useful], whole[useful]
