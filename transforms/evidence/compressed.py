"""Frames compressed anew: VP9 in WebM, which browsers and VLC play, by an encoder under a BSD licence."""

from fractions import Fraction

from av.container import OutputContainer
from av.video.stream import VideoStream

from pantau.transforms.evidence.cut import TICKS

CONTAINER, CODEC = "webm", "libvpx-vp9"
ENCODING = {"deadline": "realtime", "cpu-used": "8", "crf": "24", "b": "0", "threads": "1"}
"""`cpu-used` is the fastest there is. Measured on four real clips of up to 960 × 576: 5 to 7 ms a frame at 38 to 42 dB,
as near to the original as H.264 by libx264 (`ultrafast`, `crf` 23), which is under the GPL, in 41 to 80 % of its bytes.
"""

SEEK_FRAMES = 25
"""Frames between two key frames at most: chosen, a player that seeks decodes no more than that."""


def add_compressed(output: OutputContainer, width: int, height: int) -> VideoStream:
    """The stream of a `CONTAINER` to which frames of one size are written, their times in `TICKS` a second."""
    stream = output.add_stream(CODEC, rate=Fraction(25), options=ENCODING)
    stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", 0
    stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
    stream.codec_context.gop_size = SEEK_FRAMES
    return stream
