"""Marks of coded frames: by them the same frames are known again, in another file, container or place of the archive.

A recorder codes a frame once. Whoever copies, cuts or packs footage anew leaves what is coded as it is, and no camera
gives the same bits twice: the noise of its sensor is in them. Only key frames have marks, which can be cut at.
"""

import hashlib
from array import array
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from av.video.stream import VideoStream

EDGE_BYTES = 1024
"""So much of a key frame is hashed, from its beginning and from its end. Chosen: a row of blocks of a frame with noise
takes some hundreds, and all of it would cost as much as reading the file."""

WITHIN_S = 10.0
"""Of the key frames within so many seconds one at least has a mark that is kept. Chosen: recorders have key frames each
second to each ten; half a minute then has three, and a camera's day some thousands."""

_PACKED = np.dtype([("offset_s", "<f4"), ("mark", "<i8")])

_AVC, _HEVC = "h264", "hevc"


class FrameMarks(NamedTuple):
    """offset_s: float64[M], ascending, seconds from the recording's first frame, to the hundredth. mark: int64[M]."""

    offset_s: np.ndarray
    mark: np.ndarray

    def packed(self) -> bytes:
        """As it is stored: 12 bytes each, little-endian: the offset as a 32-bit float, and the mark."""
        both = np.empty(len(self.mark), dtype=_PACKED)
        both["offset_s"], both["mark"] = self.offset_s, self.mark
        return both.tobytes()


def unpacked(stored: bytes | None) -> FrameMarks:
    """From what is stored; none where nothing is."""
    both = np.frombuffer(stored or b"", dtype=_PACKED)
    return FrameMarks(np.round(both["offset_s"].astype(float), 2), both["mark"].astype(np.int64))


class MarkReader:
    """Takes the packets of a stream in decoding order, and marks those that it is told are key frames."""

    def __init__(self, stream: VideoStream) -> None:
        codec = stream.codec_context
        self._codec, self._length_bytes = codec.name, length_bytes(codec.name, codec.extradata or b"")
        self._places, self._marks = array("q"), array("q")

    def take(self, place: int, packet: bytes | memoryview) -> None:
        """The key packet that is number `place` of the stream."""
        frame = self._frame(packet)
        if frame is not None:
            self._places.append(place)
            self._marks.append(_mark(frame))

    @property
    def places(self) -> np.ndarray:
        """int64[K]: the packets that have a mark."""
        return np.array(self._places, dtype=np.int64)

    @property
    def marks(self) -> np.ndarray:
        """int64[K]."""
        return np.array(self._marks, dtype=np.int64)

    def _frame(self, packet: bytes | memoryview) -> bytes | None:
        """The first and the last bytes of what is coded, without what a container sets before it."""
        view = memoryview(packet)
        if self._codec not in (_AVC, _HEVC):
            return bytes(view[:EDGE_BYTES]) + bytes(view[-EDGE_BYTES:])
        begins = next((at for at in self._units(view) if _is_slice(self._codec, view[at])), None)
        if begins is None:
            return None
        # A unit never ends with a zero byte (ITU-T H.264, 7.4.1); what follows it in a byte stream may.
        coded = bytes(view[max(begins, len(view) - 2 * EDGE_BYTES) :]).rstrip(b"\0")[-EDGE_BYTES:]
        return bytes(view[begins : begins + EDGE_BYTES]).rstrip(b"\0") + coded

    def _units(self, packet: memoryview) -> Iterator[int]:
        """Where units of a packet begin."""
        at = 0
        if self._length_bytes:
            while at + self._length_bytes < len(packet):
                length = int.from_bytes(packet[at : at + self._length_bytes])
                if length:
                    yield at + self._length_bytes
                at += self._length_bytes + length
            return
        # Parameter sets and messages before the first slice take some hundreds of bytes.
        head = bytes(packet[: 8 * EDGE_BYTES])
        at = head.find(b"\0\0\1")
        while 0 <= at < len(head) - 3:
            yield at + 3
            at = head.find(b"\0\0\1", at + 3)


def kept_marks(seconds: np.ndarray, marks: np.ndarray) -> FrameMarks:
    """Of marks (n,) of key frames shown at `seconds`: those that are the least within some `WITHIN_S` seconds.

    Which these are depends on the frames around alone, not on where a file begins, so files that share a longer stretch
    keep the same of it (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting",
    2003). Of what is shorter, the least is kept.
    """
    order = np.argsort(seconds, kind="stable")
    seconds, marks = np.round(seconds[order], 2), marks[order]
    kept = np.zeros(len(marks), dtype=bool)
    ends = np.searchsorted(seconds, seconds + WITHIN_S, side="right")
    last = len(marks)
    for begin, end in enumerate(ends.tolist()):
        kept[begin + int(marks[begin:end].argmin())] = True
        if end == last:
            break
    return FrameMarks(seconds[kept], marks[kept])


def _mark(frame: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(frame, digest_size=8).digest(), "little", signed=True)


def _is_slice(codec: str, first: int) -> bool:
    """By the first byte of a unit's header (ITU-T H.264, 7.3.1; H.265, 7.3.1.2)."""
    return first & 31 in (1, 2, 5) if codec == _AVC else first >> 1 & 63 < 32


def length_bytes(codec: str, extradata: bytes) -> int:
    """Of the lengths before units in such a container (ISO/IEC 14496-15, 5.3.3.1, 8.3.3.1); 0 in a byte stream."""
    place = {_AVC: 4, _HEVC: 21}.get(codec, len(extradata))
    return (extradata[place] & 3) + 1 if len(extradata) > place and extradata[0] == 1 else 0
