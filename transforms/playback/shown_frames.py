"""Decoding a short stretch into frames as they are displayed, no wider than asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from pantau.transforms.playback.nearby_packets import TimedPacket
from pantau.transforms.recordings.probing.geometry import Geometry, container_pixels, read_geometry
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS


@dataclass(frozen=True, eq=False)
class ShownFrame:
    """A decoded frame, and when it is shown, seconds from the recording's first frame."""

    frame: VideoFrame
    seconds: float


class FrameShower:
    """Decodes the packets of a stream, and turns frames into pixels as they are displayed.

    It is made before anything is decoded from `stream`. `display_aspect` as for `read_geometry`.
    """

    def __init__(self, stream: VideoStream, display_aspect: Fraction | None = None) -> None:
        self._stream, self._aspect = stream, display_aspect
        self._pixels = container_pixels(stream)

    def frames(self, packets: Sequence[TimedPacket]) -> Iterator[ShownFrame]:
        """The frames in the order in which they are shown; those that do not decode are left out."""
        decoder = self._stream.codec_context
        decoder.flush_buffers()
        for number, timed in enumerate([*packets, None]):
            if timed is not None:
                # Decoders hand pts through untouched; the container's own can be missing, doubled or wrong.
                timed.packet.pts, timed.packet.dts = number, None
            try:
                decoded = decoder.decode(timed.packet if timed else None)
            except MEDIA_ERRORS:
                continue
            for frame in decoded:
                if frame.pts is not None:
                    yield ShownFrame(frame, packets[frame.pts].seconds)

    def pixels(self, frame: VideoFrame, most_wide: int) -> np.ndarray:
        """uint8[H, W, 3] BGR as displayed, at most `most_wide` wide."""
        geometry = self._geometry(frame)
        across, down = _sides(geometry, frame, most_wide, 1)
        return geometry.upright(frame.to_ndarray(format="bgr24", width=across, height=down, interpolation="BILINEAR"))

    def encodable(self, frame: VideoFrame, most_wide: int) -> VideoFrame:
        """The same as codecs want it: `yuv420p`, and its sides even. Frames that are upright are scaled as they are."""
        geometry = self._geometry(frame)
        across, down = _sides(geometry, frame, most_wide, 2)
        if (geometry.transposed, geometry.flipped_x, geometry.flipped_y) == (False, False, False):
            return frame.reformat(across, down, "yuv420p", interpolation="BILINEAR")
        bgr = frame.to_ndarray(format="bgr24", width=across, height=down, interpolation="BILINEAR")
        turned = np.ascontiguousarray(geometry.upright(bgr))
        return VideoFrame.from_ndarray(turned, format="bgr24").reformat(format="yuv420p")

    def _geometry(self, frame: VideoFrame) -> Geometry:
        return read_geometry(frame, self._stream, self._pixels, self._aspect)


def _sides(geometry: Geometry, frame: VideoFrame, most_wide: int, step: int) -> tuple[int, int]:
    """Width and height, multiples of `step`, to which a decoded frame is scaled before it is turned."""
    width, height = geometry.size(frame.width, frame.height)
    scale = min(1.0, most_wide / width)
    sides = [max(step, round(side * scale / step) * step) for side in (width, height)]
    return (sides[1], sides[0]) if geometry.transposed else (sides[0], sides[1])
