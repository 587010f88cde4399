"""Reading a recording from amid it, where its container has an index that says where the frames are."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from pantau.transforms.recordings.probing.geometry import container_pixels
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS, Source, open_video
from pantau.transforms.recordings.probing.recording import PacketIndex

INDEXED = "mov,mp4,m4a,3gp,3g2,mj2"
"""FFmpeg's name of the only containers that are trusted: a search by time can end anywhere in others."""

WORTH_IT = 40
"""Reading past fewer packets than this costs less than seeking: one takes 3 µs, a search 35 µs and some to prove it."""


class Reader:
    """The packets of a recording by their numbers in `packets`, and a decoder for them with `options`.

    stream, container_pixels: what `read_geometry` asks for.

    Reads on from where it is or, where that pays, seeks. If that leads elsewhere than to what `packets` say, the
    recording is opened again and read through. Opening raises Unreadable.
    """

    decoder: VideoCodecContext
    stream: VideoStream
    container_pixels: Fraction | None

    def __init__(
        self, source: Source, name: str, packets: PacketIndex, options: dict[str, str] | None = None, threads: int = 1
    ) -> None:
        self._open, self._packets, self._options = partial(open_video, source, name, threads), packets, options or {}
        self._stack = ExitStack()
        self._open_again()
        self._trusted = self._container.format.name == INDEXED

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *raised) -> None:
        self._stack.close()

    def packets_from(self, first: int) -> Iterator[tuple[int, av.Packet]]:
        """Packets with their numbers, from `first`, a key frame, or from before it; never before what was read already.

        Raises one of MEDIA_ERRORS where the file cannot be read any further.
        """
        far = first - self._next >= WORTH_IT
        if far and self._trusted and first in self._landmarks and not self._seek(first):
            self._open_again()
            self._trusted = False
        for packet in self._demuxed:
            if packet.size:
                self._next += 1
                yield self._next - 1, packet

    def _open_again(self) -> None:
        self._stack.close()
        self._container, self.stream = self._stack.enter_context(self._open())
        self.container_pixels = container_pixels(self.stream)
        self.decoder = self.stream.codec_context
        self.decoder.options = {**self.decoder.options, **self._options}
        self._next, self._demuxed = 0, self._container.demux(self.stream)

    def _seek(self, first: int) -> bool:
        """Whether that packet, and no other, is the next one now."""
        at = round(float(self._packets.stamps[first]) / float(self.stream.time_base))
        try:
            self._container.seek(at, stream=self.stream)
            demuxed = self._container.demux(self.stream)
            found = next(packet for packet in demuxed if packet.size)
        except (*MEDIA_ERRORS, StopIteration):
            return False
        self._next, self._demuxed = first, chain([found], demuxed)
        return (found.pts, found.size, found.is_keyframe) == (at, self._packets.size[first], True)

    @cached_property
    def _landmarks(self) -> frozenset[int]:
        """The key frames whose time stamps no other packet has."""
        stamps = self._packets.stamps
        if stamps is None:
            return frozenset()
        _, places, times = np.unique(stamps, return_index=True, return_counts=True)
        alone = places[times == 1]
        return frozenset(alone[self._packets.is_key[alone] & np.isfinite(stamps[alone])].tolist())
