"""Tiny recordings whose every picture carries its number, in the formats that recorders write."""

import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

WIDTH, HEIGHT, FPS = 160, 96, 25


def draw_number(number: int) -> np.ndarray:
    """A picture of three flat stripes whose grey levels are the digits of a number below 512, to the base of eight."""
    picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    for stripe, digit in enumerate((number // 64, number // 8 % 8, number % 8)):
        picture[stripe * HEIGHT // 3 : (stripe + 1) * HEIGHT // 3] = 30 + 28 * digit
    return picture


def read_number(bgr: np.ndarray) -> int:
    """The number that `draw_number` drew, from a picture of any size."""
    third = bgr.shape[0] // 3
    levels = [bgr[stripe * third + third // 4 : (stripe + 1) * third - third // 4].mean() for stripe in range(3)]
    high, middle, low = (round((level - 30) / 28) for level in levels)
    return 64 * high + 8 * middle + low


def encode(path: Path, codec: str, seconds: np.ndarray, gop: int = 50, fps: int = FPS, **options: str) -> Path:
    """Write picture number i at `seconds[i]`; the encoder is told `fps`."""
    regular = len(seconds) < 2 or np.allclose(np.diff(seconds), 1 / fps)
    time_base = Fraction(1, fps) if regular else Fraction(1, 1000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height = WIDTH, HEIGHT
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.gop_size, stream.max_b_frames, stream.thread_count = gop, 0, 1
        stream.codec_context.time_base = time_base
        for number, second in enumerate(seconds):
            frame = av.VideoFrame.from_ndarray(draw_number(number), format="bgr24")
            frame.time_base, frame.pts = time_base, round(second / time_base)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def regular(count: int, fps: float = FPS) -> np.ndarray:
    return np.arange(count) / fps


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One tiny recording for each format, by a short name."""
    folder = tmp_path_factory.mktemp("clips")
    h264 = {"preset": "ultrafast", "x264-params": "scenecut=0"}
    as_if_25 = h264 | {"x264-params": "scenecut=0:force-cfr=1"}
    made = {
        "gop50": encode(folder / "gop50.mp4", "libx264", regular(200), **h264),
        "gop250": encode(folder / "gop250.mp4", "libx264", regular(400), gop=250, **h264),
        "hevc": encode(
            folder / "hevc.mp4", "libx265", regular(60), preset="ultrafast", **{"x265-params": "log-level=0"}
        ),
        "mpeg4": encode(folder / "mpeg4.avi", "mpeg4", regular(60, 10), fps=10, gop=20, qscale="2"),
        "mjpeg": encode(folder / "mjpeg.avi", "mjpeg", regular(60, 10), fps=10),
        "vp8": encode(folder / "vp8.webm", "libvpx", regular(75), gop=50, deadline="realtime", **{"cpu-used": "8"}),
        "vp9": encode(folder / "vp9.webm", "libvpx-vp9", regular(75), gop=50, deadline="realtime", **{"cpu-used": "8"}),
        "raw": encode(folder / "raw.h264", "libx264", regular(200), **h264),
        "slow": encode(folder / "slow.mp4", "libx264", regular(105, 21), **as_if_25),
        "jump": encode(folder / "jump.mp4", "libx264", np.r_[regular(100), 10 + regular(100)], **h264),
    }
    made["dav"] = folder / "raw.dav"
    shutil.copy(made["raw"], made["dav"])
    return made
