"""The packets of a recording, as arrays: what the demuxer says, before anything is made of it."""

from array import array
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from pantau.transforms.intervals import Interval, Intervals
from pantau.transforms.recordings.probing.coded.frame_marks import MarkReader
from pantau.transforms.recordings.probing.coded.h264 import H264Headers
from pantau.transforms.recordings.probing.geometry import Geometry, container_pixels, read_geometry
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS
from pantau.transforms.recordings.probing.random_access import BEFORE

_NO_TIME = -(2**63)
_FRAMES_TRIED = 4

FEWEST_MISCOUNTED = 25
"""So many packets, a second of most cameras, are not all damaged without one that lost nothing: chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class RawPackets:
    """N packets of the video stream in decoding order; empty packets (a recorder's placeholders) are left out.

    pts, dts: float64[N], seconds of the container's clock, NaN where the container has none.
    is_key: bool[N], key frames. size: int64[N], bytes.
    shown: bool[N], False for what an edit list takes out; all True where it would leave nothing.
    corrupt: packets that the demuxer itself calls damaged.
    whole_from, damage: see `PacketIndex`. lost: how often frames are not there that later ones may refer to.
    parameter_changes: packets that bring new decoder parameters.
    false_keys: all packets claim to be key frames and are not; only the first is kept as one.
    marked, marks: int64[K], packets of key frames, and the mark of each; see `frame_marks`.
    read_error: the error at which reading ended early, else empty.
    first_frame: width and height of the first frame as decoded, and how it is shown; None if none decodes.
    declared_pixels: width by height of a pixel as the stream declares it, None if it does not.
    beside: from when to when, in seconds of the container's clock, each other stream with sound or frames has packets.
    """

    pts: np.ndarray
    dts: np.ndarray
    is_key: np.ndarray
    size: np.ndarray
    shown: np.ndarray
    corrupt: int
    whole_from: np.ndarray
    damage: np.ndarray
    lost: int
    parameter_changes: int
    false_keys: bool
    marked: np.ndarray
    marks: np.ndarray
    read_error: str
    first_frame: tuple[int, int, Geometry] | None
    declared_pixels: Fraction | None
    beside: Intervals

    def __len__(self) -> int:
        return len(self.size)


def read_packets(container: InputContainer, stream: VideoStream, display_aspect: Fraction | None = None) -> RawPackets:
    """Demux the whole stream, and what is beside it, decoding only its beginning. Memory: about 40 bytes a packet.

    `display_aspect` as for `read_geometry`.
    """
    pts, dts, size = array("q"), array("q"), array("q")
    is_key, shown, corrupt = array("b"), array("b"), array("b")
    parameter_changes = 0
    access, marks = _Accesses(stream), MarkReader(stream)
    read_error = ""
    beginning, beside = _Beginning(stream, display_aspect), _Beside()
    others = [other for other in container.streams if other.type in ("audio", "video") and other.index != stream.index]
    try:
        for packet in container.demux(stream, *others):
            if packet.stream_index != stream.index:
                beside.take(packet)
                continue
            if packet.size:
                pts.append(_NO_TIME if packet.pts is None else packet.pts)
                dts.append(_NO_TIME if packet.dts is None else packet.dts)
                size.append(packet.size)
                is_key.append(packet.is_keyframe)
                shown.append(not packet.is_discard)
                corrupt.append(packet.is_corrupt)
                access.take(packet)
                if packet.is_keyframe:
                    marks.take(len(size) - 1, memoryview(packet))
                parameter_changes += packet.has_sidedata("new_extradata")
            beginning.take(packet)
    except MEDIA_ERRORS as error:
        read_error = getattr(error, "strerror", None) or str(error)
        beginning.take(None)
    keys = np.array(is_key, dtype=bool) & ~access.needs_lead
    if beginning.false_keys:
        keys[1:] = False
    corrupt = np.array(corrupt, dtype=bool)
    return RawPackets(
        pts=_seconds(pts, stream),
        dts=_seconds(dts, stream),
        is_key=keys,
        size=np.frombuffer(size, dtype=np.int64),
        shown=np.array(shown, dtype=bool) | (not any(shown)),
        corrupt=int(corrupt.sum()),
        whole_from=access.whole_from,
        damage=_damage(corrupt, access.lost),
        lost=int(access.lost.sum()),
        parameter_changes=parameter_changes,
        false_keys=beginning.false_keys,
        marked=marks.places,
        marks=marks.marks,
        read_error=read_error,
        first_frame=beginning.first,
        declared_pixels=beginning.declared_pixels,
        beside=beside.spans,
    )


def _damage(corrupt: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """float64[D], see `PacketIndex`. Marks on all packets say nothing of any: the multiplexer does not count.

    The last one has none behind it that would show that.
    """
    miscounted = len(corrupt) > FEWEST_MISCOUNTED and corrupt[:-1].all()
    marked = np.zeros(0) if miscounted else np.flatnonzero(corrupt)
    return np.sort(np.concatenate([marked, np.flatnonzero(lost) - BEFORE]))


class _Accesses:
    """Where decoding can begin and what is lost, as the packets of a stream say; of codecs not read here, nothing."""

    def __init__(self, stream: VideoStream) -> None:
        codec = stream.codec_context
        self._headers = H264Headers(codec.extradata) if codec.name == "h264" else None
        self._lost, self._number, self._recovery = array("b"), array("q"), array("i")

    def take(self, packet: av.Packet) -> None:
        """The next packet, which has bytes."""
        if self._headers is None:
            self._lost.append(0)
            return
        lost, number, recovery = self._headers.read(memoryview(packet))
        self._lost.append(lost)
        self._number.append(number)
        self._recovery.append(-1 if recovery is None else recovery)

    @property
    def lost(self) -> np.ndarray:
        """bool[N]: frames before it are not there."""
        return np.array(self._lost, dtype=bool)

    @property
    def needs_lead(self) -> np.ndarray:
        """bool[N]: a place to begin whose own frame is not whole then, called a key frame all the same."""
        return np.array(self._recovery) > 0 if self._headers else np.zeros(len(self._lost), dtype=bool)

    @property
    def whole_from(self) -> np.ndarray:
        """int64[N], see `PacketIndex`."""
        whole = np.full(len(self._lost), -1)
        if self._headers:
            number = np.array(self._number)
            places = np.flatnonzero(self.needs_lead)
            reached = np.maximum.accumulate(number) if len(number) else number
            first = np.searchsorted(reached, number[places] + np.array(self._recovery)[places])
            inside = first < len(number)
            whole[places[inside]] = first[inside]
        return whole


class _Beside:
    """Notes from when to when the other streams have packets."""

    def __init__(self) -> None:
        self._spans: dict[int, Interval] = {}

    @property
    def spans(self) -> Intervals:
        return sorted(self._spans.values())

    def take(self, packet: av.Packet) -> None:
        if packet.size and packet.pts is not None:
            at = float(packet.pts * packet.time_base)
            first, last = self._spans.get(packet.stream_index, (at, at))
            self._spans[packet.stream_index] = min(first, at), max(last, at)


class _Beginning:
    """Decodes until the first frame, and a few more where every packet so far claims to be a key frame.

    An AVI that lost its index calls all packets key frames if its codec has no parser in FFmpeg.
    """

    def __init__(self, stream: VideoStream, display_aspect: Fraction | None) -> None:
        self.first: tuple[int, int, Geometry] | None = None
        self.declared_pixels: Fraction | None = None
        self.false_keys = False
        self._stream, self._decoder, self._display_aspect = stream, stream.codec_context, display_aspect
        self._container = container_pixels(stream)
        self._all_keys = True
        self._frames = 0

    def take(self, packet: av.Packet | None) -> None:
        if packet is not None and packet.size:
            self._all_keys = self._all_keys and packet.is_keyframe
        if self.first is not None and not (self._all_keys and self._frames < _FRAMES_TRIED):
            return
        try:
            frames = self._decoder.decode(packet)
        except MEDIA_ERRORS:
            return
        for frame in frames:
            self.first = self.first or self._told(frame)
            self._frames += 1
            if self._all_keys and frame.pict_type in (PictureType.P, PictureType.B):
                self.false_keys = True

    def _told(self, frame: VideoFrame) -> tuple[int, int, Geometry]:
        self.declared_pixels = self._container or self._decoder.sample_aspect_ratio
        geometry = read_geometry(frame, self._stream, self._container, self._display_aspect)
        return frame.width, frame.height, geometry


def _seconds(ticks: array, stream: VideoStream) -> np.ndarray:
    values = np.frombuffer(ticks, dtype=np.int64)
    seconds = values * float(stream.time_base or 1)
    seconds[values == _NO_TIME] = np.nan
    return seconds
