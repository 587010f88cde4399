"""Frames that are whole, of all that come out of a decoder: damage spreads until decoding could begin anew."""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterator

import numpy as np
from av.video.frame import VideoFrame

from pantau.transforms.recordings.probing.recording import PacketIndex
from pantau.transforms.recordings.probing.timeline import MOST_REORDERED


class Damage:
    """The damage in packets that are decoded one after the other; frames carry the number of their packet as `pts`.

    begin: int64[N], for each packet where decoding begins for its frame, see `random_access.starts`.
    """

    def __init__(self, packets: PacketIndex, begin: np.ndarray) -> None:
        self._places = packets.damage.tolist()
        self._seconds, self._begin = packets.seconds, begin

    def add(self, number: int) -> None:
        """That packet is damaged."""
        insort(self._places, number)

    def reaches(self, number: int) -> bool:
        """Whether the frame of that packet is not whole."""
        last = bisect_right(self._places, number) - 1
        return last >= 0 and self._places[last] >= self._begin[number]

    def whole(self, decoded: Iterator[VideoFrame], first: int, last: int) -> Iterator[VideoFrame]:
        """Those that are whole, in order of showing, of all that are decoded from the packet `first` to `last`.

        A frame waits until those that were decoded before it and are shown after it have come: it may refer to them.
        """
        latest_before = np.maximum.accumulate(self._seconds[first : last + 1])
        waiting: deque[VideoFrame] = deque()
        shown = -np.inf
        for frame in decoded:
            if frame.is_corrupt:
                self.add(frame.pts)
            waiting.append(frame)
            shown = max(shown, self._seconds[frame.pts])
            while waiting and (shown >= latest_before[waiting[0].pts - first] or len(waiting) > MOST_REORDERED):
                yield from self._if_whole(waiting.popleft())
        for frame in waiting:
            yield from self._if_whole(frame)

    def _if_whole(self, frame: VideoFrame) -> list[VideoFrame]:
        return [] if self.reaches(frame.pts) else [frame]
