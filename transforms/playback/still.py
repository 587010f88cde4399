"""One frame of a recording as a JPEG."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2

from pantau.transforms.playback.nearby_packets import packets_near
from pantau.transforms.playback.shown_frames import FrameShower, ShownFrame
from pantau.transforms.recordings.probing.opening import Unreadable, open_video

WIDTH = 960
"""Pixels at most; chosen as for converted clips."""

NEAR_S = 2.0
"""A frame farther than this from the moment asked for does not show it: chosen, the shortest gap that is reported."""


@dataclass(frozen=True)
class Still:
    """A JPEG, and when it was taken, seconds from the recording's first frame."""

    jpeg: bytes
    offset_s: float


def take_still(path: Path, row: Mapping[str, Any], offset_s: float, display_aspect: Fraction | None = None) -> Still:
    """The frame nearest to `offset_s`, seconds from the recording's first frame; `row` is of `recordings`.

    Raises:
        Unreadable: no frame within `NEAR_S` of it decodes.
    """
    name = row["recording_uri"]
    with open_video(path, name) as (container, stream):
        shower = FrameShower(stream, display_aspect)
        packets = packets_near(container, stream, path, row, offset_s, offset_s + NEAR_S)
        nearest: ShownFrame | None = None
        for shown in shower.frames(packets):
            if nearest is None or abs(shown.seconds - offset_s) < abs(nearest.seconds - offset_s):
                nearest = shown
            elif shown.seconds > offset_s:
                break
        if nearest is None or abs(nearest.seconds - offset_s) > NEAR_S:
            raise Unreadable("undecodable", f"{name}: the frame at {offset_s:.1f} s does not decode; choose another")
        done, jpeg = cv2.imencode(".jpg", shower.pixels(nearest.frame, WIDTH), [cv2.IMWRITE_JPEG_QUALITY, 85])
        assert done, "OpenCV encodes any frame as JPEG"
        return Still(jpeg.tobytes(), nearest.seconds)
