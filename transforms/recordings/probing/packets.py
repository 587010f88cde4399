"""The packets of a recording, as arrays: what the demuxer says, before anything is made of it."""

from array import array
from dataclasses import dataclass

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from pantau.transforms.intervals import Interval, Intervals
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS

_NO_TIME = -(2**63)
_FRAMES_TRIED = 4


@dataclass(frozen=True, slots=True, eq=False)
class RawPackets:
    """N packets of the video stream in decoding order; empty packets (a recorder's placeholders) are left out.

    pts, dts: float64[N], seconds of the container's clock, NaN where the container has none.
    is_key: bool[N]. size: int64[N], bytes.
    shown: bool[N], False for what an edit list takes out; all True where it would leave nothing.
    corrupt: packets that the demuxer itself calls damaged.
    parameter_changes: packets that bring new decoder parameters.
    false_keys: all packets claim to be key frames and are not; only the first is kept as one.
    read_error: the error at which reading ended early, else empty.
    first_frame: (width, height, rotation in degrees counter-clockwise) of the first frame; None if none decodes.
    beside: from when to when, in seconds of the container's clock, each other stream with sound or frames has packets.
    """

    pts: np.ndarray
    dts: np.ndarray
    is_key: np.ndarray
    size: np.ndarray
    shown: np.ndarray
    corrupt: int
    parameter_changes: int
    false_keys: bool
    read_error: str
    first_frame: tuple[int, int, int] | None
    beside: Intervals

    def __len__(self) -> int:
        return len(self.size)


def read_packets(container: InputContainer, stream: VideoStream) -> RawPackets:
    """Demux the whole stream, and what is beside it, decoding only its beginning. Memory: about 26 bytes a packet."""
    pts, dts, size = array("q"), array("q"), array("q")
    is_key, shown = array("b"), array("b")
    corrupt = parameter_changes = 0
    read_error = ""
    beginning, beside = _Beginning(stream), _Beside()
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
                corrupt += packet.is_corrupt
                parameter_changes += packet.has_sidedata("new_extradata")
            beginning.take(packet)
    except MEDIA_ERRORS as error:
        read_error = getattr(error, "strerror", None) or str(error)
        beginning.take(None)
    keys = np.array(is_key, dtype=bool)
    if beginning.false_keys:
        keys[1:] = False
    first = beginning.first
    return RawPackets(
        pts=_seconds(pts, stream),
        dts=_seconds(dts, stream),
        is_key=keys,
        size=np.frombuffer(size, dtype=np.int64),
        shown=np.array(shown, dtype=bool) | (not any(shown)),
        corrupt=corrupt,
        parameter_changes=parameter_changes,
        false_keys=beginning.false_keys,
        read_error=read_error,
        first_frame=first and (first.width, first.height, first.rotation),
        beside=beside.spans,
    )


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

    def __init__(self, stream: VideoStream) -> None:
        self.first: VideoFrame | None = None
        self.false_keys = False
        self._decoder = stream.codec_context
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
            self.first = self.first or frame
            self._frames += 1
            if self._all_keys and frame.pict_type in (PictureType.P, PictureType.B):
                self.false_keys = True


def _seconds(ticks: array, stream: VideoStream) -> np.ndarray:
    values = np.frombuffer(ticks, dtype=np.int64)
    seconds = values * float(stream.time_base or 1)
    seconds[values == _NO_TIME] = np.nan
    return seconds
