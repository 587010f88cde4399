"""Tiny recordings in the formats that recorders write, made once for all tests."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.transforms.numbered_clips import encode, regular


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
        "msmpeg4": encode(folder / "msmpeg4.avi", "msmpeg4v2", regular(60, 10), fps=10, gop=20, qscale="2"),
        "mjpeg": encode(folder / "mjpeg.avi", "mjpeg", regular(60, 10), fps=10),
        "vp8": encode(folder / "vp8.webm", "libvpx", regular(75), gop=50, deadline="realtime", **{"cpu-used": "8"}),
        "vp9": encode(folder / "vp9.webm", "libvpx-vp9", regular(75), gop=50, deadline="realtime", **{"cpu-used": "8"}),
        "raw": encode(folder / "raw.h264", "libx264", regular(200), **h264),
        "slow": encode(folder / "slow.mp4", "libx264", regular(105, 21), **as_if_25),
        "jump": encode(folder / "jump.mp4", "libx264", np.r_[regular(100), 10 + regular(100)], **h264),
    }
    # Hikvision calls MPEG program streams .mp4
    made["program_stream"] = encode(folder / "hiv00000.vob", "libx264", regular(200), **h264).rename(
        folder / "hiv00000.mp4"
    )
    made["dav"] = folder / "raw.dav"
    shutil.copy(made["raw"], made["dav"])
    return made
