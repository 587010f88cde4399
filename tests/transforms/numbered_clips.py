"""Tiny recordings whose every frame carries its number, in the formats that recorders write."""

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, FPS = 160, 96, 25

BAR = 10
"""Pixels."""


def draw_number(number: int) -> np.ndarray:
    """A frame of three stripes whose grey levels are the digits of a number below 512, to the base of eight.

    Over them stand bars, the same on all frames: a static scene.
    """
    frame = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    for stripe, digit in enumerate((number // 64, number // 8 % 8, number % 8)):
        frame[stripe * HEIGHT // 3 : (stripe + 1) * HEIGHT // 3] = 30 + 28 * digit
    return frame + (np.arange(WIDTH) // BAR % 2 * 12).astype(np.uint8)[None, :, None]


def read_number(bgr: np.ndarray) -> int:
    """The number that `draw_number` drew, from a frame of any size."""
    third = bgr.shape[0] // 3
    levels = [bgr[stripe * third + third // 4 : (stripe + 1) * third - third // 4].mean() - 6 for stripe in range(3)]
    high, middle, low = (round((level - 30) / 28) for level in levels)
    return 64 * high + 8 * middle + low


def encode(
    path: Path,
    codec: str,
    seconds: np.ndarray,
    gop: int = 50,
    fps: int = FPS,
    rotation: int = 0,
    pixel_aspect: Fraction | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    draw: Callable[[int], np.ndarray] = draw_number,
    **options: str,
) -> Path:
    """Write frame number i at `seconds[i]`, to be turned counter-clockwise for display; the encoder is told `fps`.

    `draw` gives the frames, which are scaled to `size`, width and height; `pixel_aspect` is declared by the stream.
    """
    regular = len(seconds) < 2 or np.allclose(np.diff(seconds), 1 / fps)
    time_base = Fraction(1, fps) if regular else Fraction(1, 1000)
    if codec == "libx264":
        options = {"sc_threshold": "0", **options}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.gop_size, stream.max_b_frames, stream.thread_count = gop, 0, 1
        stream.codec_context.time_base = time_base
        if pixel_aspect:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if rotation:
            stream.set_display_rotation(rotation)
        for number, second in enumerate(seconds):
            frame = av.VideoFrame.from_ndarray(draw(number), format="bgr24")
            frame.time_base, frame.pts = time_base, round(second / time_base)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def filled_up(clip: Path, path: Path, size: int) -> Path:
    """Copies an MP4 with free space at its end (ISO/IEC 14496-12, 8.1.2), so that it has `size` bytes."""
    content = clip.read_bytes()
    path.write_bytes(content + struct.pack(">I4s", size - len(content), b"free") + bytes(size - len(content) - 8))
    return path


def marked(clip: Path, mark: str) -> Path:
    """An MP4 with free space at its end that holds a text, so that its bytes are its own."""
    with clip.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(mark.encode()), b"free") + mark.encode())
    return clip


def regular(count: int, fps: float = FPS) -> np.ndarray:
    return np.arange(count) / fps
