"""Frames that are whole, of all that come out of a decoder: damage spreads until decoding could begin anew."""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterator

import numpy as np
from av.video.frame import VideoFrame

from pantau.transforms.recordings.probing.recording import PacketIndex
from pantau.transforms.recordings.probing.timeline import MOST_REORDERED


class Damage:
    """The damage in the packets from `first` to `last`, which are decoded one after the other.

    Frames carry the number of their packet as `pts`. begin: int64[N], for each packet where decoding must begin for its
    frame, see `random_access.starts`.
    """

    def __init__(self, packets: PacketIndex, begin: np.ndarray, first: int, last: int) -> None:
        inside = np.searchsorted(packets.damage, [first, last + 1])
        self._places = packets.damage[slice(*inside)].tolist()
        self._begin, self._first = begin, first
        self._seconds = packets.seconds
        self._latest_before = np.maximum.accumulate(packets.seconds[first : last + 1])

    def add(self, number: int) -> None:
        """That packet is damaged."""
        insort(self._places, number)

    def reaches(self, number: int) -> bool:
        """Whether the frame of that packet is not whole; so is one that refers to what lies before the first packet."""
        if self._begin[number] < self._first:
            return True
        last = bisect_right(self._places, number) - 1
        return last >= 0 and self._places[last] >= self._begin[number]

    def whole(self, decoded: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
        """Those that are whole of all that are decoded, in order of showing.

        A frame waits until those that were decoded before it and are shown after it have come: it may refer to them.
        """
        waiting: deque[VideoFrame] = deque()
        shown = -np.inf
        for frame in decoded:
            if frame.is_corrupt:
                self.add(frame.pts)
            waiting.append(frame)
            shown = max(shown, self._seconds[frame.pts])
            while waiting and (shown >= self._latest(waiting[0]) or len(waiting) > MOST_REORDERED):
                yield from self._if_whole(waiting.popleft())
        for frame in waiting:
            yield from self._if_whole(frame)

    def _latest(self, frame: VideoFrame) -> float:
        """The latest time at which what was decoded until that frame is shown."""
        return self._latest_before[frame.pts - self._first]

    def _if_whole(self, frame: VideoFrame) -> list[VideoFrame]:
        return [] if self.reaches(frame.pts) else [frame]
