"""The packets of a recording, as arrays: what the demuxer says, before anything is made of it."""

from array import array
from dataclasses import dataclass

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from transforms.inventory.opening import MEDIA_ERRORS

_NO_TIME = -(2**63)


@dataclass(frozen=True, slots=True, eq=False)
class RawPackets:
    """N packets of the video stream in decoding order; empty packets (a recorder's placeholders) are left out.

    pts, dts: float64[N], seconds of the container's clock, NaN where the container has none.
    is_key: bool[N]. size: int64[N], bytes.
    shown: bool[N], False for what an edit list takes out; all True where it would leave nothing.
    corrupt: packets that the demuxer itself calls damaged.
    parameter_changes: packets that bring new decoder parameters.
    read_error: the error at which reading ended early, else empty.
    first_frame: (width, height, rotation in degrees counter-clockwise) of the first frame; None if none decodes.
    """

    pts: np.ndarray
    dts: np.ndarray
    is_key: np.ndarray
    size: np.ndarray
    shown: np.ndarray
    corrupt: int
    parameter_changes: int
    read_error: str
    first_frame: tuple[int, int, int] | None

    def __len__(self) -> int:
        return len(self.size)


def read_packets(container: InputContainer, stream: VideoStream) -> RawPackets:
    """Demux the whole stream, decoding only until the first frame appears. Memory grows by about 26 bytes a packet."""
    pts, dts, size = array("q"), array("q"), array("q")
    is_key, shown = array("b"), array("b")
    corrupt = parameter_changes = 0
    read_error = ""
    first: VideoFrame | None = None
    try:
        for packet in container.demux(stream):
            if packet.size:
                pts.append(_NO_TIME if packet.pts is None else packet.pts)
                dts.append(_NO_TIME if packet.dts is None else packet.dts)
                size.append(packet.size)
                is_key.append(packet.is_keyframe)
                shown.append(not packet.is_discard)
                corrupt += packet.is_corrupt
                parameter_changes += packet.has_sidedata("new_extradata")
            first = first or _first_frame(stream, packet)
    except MEDIA_ERRORS as error:
        read_error = getattr(error, "strerror", None) or str(error)
        first = first or _first_frame(stream, None)
    return RawPackets(
        pts=_seconds(pts, stream),
        dts=_seconds(dts, stream),
        is_key=np.array(is_key, dtype=bool),
        size=np.array(size, dtype=np.int64),
        shown=np.array(shown, dtype=bool) | (not any(shown)),
        corrupt=corrupt,
        parameter_changes=parameter_changes,
        read_error=read_error,
        first_frame=first and (first.width, first.height, first.rotation),
    )


def _first_frame(stream: VideoStream, packet: av.Packet | None) -> VideoFrame | None:
    try:
        return next(iter(stream.codec_context.decode(packet)), None)
    except MEDIA_ERRORS:
        return None


def _seconds(ticks: array, stream: VideoStream) -> np.ndarray:
    values = np.array(ticks, dtype=np.int64)
    return np.where(values == _NO_TIME, np.nan, values * float(stream.time_base or 1))
