"""Clips that browsers play: copied where they can play what was recorded, converted for the clip alone where not."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType
from av.video.stream import VideoStream

from pantau.transforms.evidence.compressed import CONTAINER, add_compressed
from pantau.transforms.evidence.cut import TICKS, clip_ticks
from pantau.transforms.playback.nearby_packets import TimedPacket, packets_near
from pantau.transforms.playback.shown_frames import FrameShower
from pantau.transforms.recordings.probing.opening import Unreadable, open_video

BEFORE_S, BEFORE_CONVERTED_S = 5.0, 2.0
"""A clip begins so long before the moment asked for, so that one sees what led to it: chosen, as `pantau clip`; and one
that must be converted, so that the moment is there within two seconds of processor time (docs/MEASURED.md)."""

COPIED_S, CONVERTED_S = 60.0, 20.0
"""The longest clip, seconds: chosen, so that one is on the screen within seconds, also where it must be converted."""

CONVERTED_WIDTH = 960
"""Pixels; chosen: people are still told apart, at a quarter of the work of full HD."""

CONVERTED_STEP_S = 0.075
"""Frames that follow sooner are left out of a converted clip: chosen, half of 25 a second remain."""

CONVERTING_S, SURELY_CONVERTED_S = 4.0, 8.0
"""Seconds by the clock after which a converted clip ends, and seconds that it shows at least: chosen, so that on a
machine with other work something is shown soon rather than more of it later. What follows is another clip."""

FIRST_CONVERTING_S, FIRST_CONVERTED_S = 0.5, 3.0
"""The same of a clip for which somebody waits: chosen, as short as shows the moment asked for, 2 s after the beginning,
and what comes while the next clip is made."""

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
_PLAYED = ("yuv420p", "yuvj420p")


@dataclass(frozen=True)
class BrowserClip:
    """A clip that was made: from when to when it shows the recording, seconds from that one's first frame.

    Position 0 of the clip is `first_s`. `copied` is whether the frames are the very ones of the recorder.
    """

    first_s: float
    last_s: float
    copied: bool

    @property
    def media_type(self) -> str:
        """Copied frames lie in MP4, others in WebM."""
        return "video/mp4" if self.copied else "video/webm"


def is_played(row: Mapping[str, Any]) -> bool:
    """Whether browsers play a recording's frames as they are: H.264, upright, of square pixels."""
    square = row["pixel_aspect"] is None or abs(row["pixel_aspect"] - 1) < 1e-6
    return row["codec"] == "h264" and square and not row["rotation"] and not row["mirrored"]


def seconds_before(row: Mapping[str, Any]) -> float:
    """How long before a moment of a recording its clip begins."""
    return BEFORE_S if is_played(row) else BEFORE_CONVERTED_S


def write_browser_clip(
    path: Path,
    row: Mapping[str, Any],
    from_s: float,
    target: Path,
    display_aspect: Fraction | None = None,
    at_once: bool = False,
) -> BrowserClip:
    """Writes a clip that begins at the key frame before `from_s`, seconds from the recording's first frame.

    H.264 is copied into a fragmented MP4; else it is VP9 in WebM, and begins at `from_s`, whatever `target` is called.

    `row` is the recording's row of `recordings`, `path` its file. `at_once`: a converted clip may be shorter, so that
    it is there sooner.

    Raises:
        Unreadable: the file gives no frames at that place.
    """
    with open_video(path, row["recording_uri"]) as (container, stream):
        copied = is_played(row) and stream.codec_context.pix_fmt in _PLAYED
        to_s = from_s + (COPIED_S if copied else CONVERTED_S)
        shower = FrameShower(stream, display_aspect)
        packets = packets_near(container, stream, path, row, from_s, to_s)
        if copied:
            return _copy(stream, packets, target)
        lasting = (FIRST_CONVERTING_S, FIRST_CONVERTED_S) if at_once else (CONVERTING_S, SURELY_CONVERTED_S)
        return _convert(shower, packets, max(0.0, from_s), target, row["recording_uri"], lasting)


def _copy(stream: VideoStream, packets: list[TimedPacket], target: Path) -> BrowserClip:
    seconds = np.array([timed.seconds for timed in packets])
    first_s = float(seconds.min())
    shown, decoded, lasting = (ticks.tolist() for ticks in clip_ticks(seconds - first_s))
    with av.open(str(target), "w", format="mp4", options=FRAGMENTED) as output:
        copy = output.add_stream_from_template(stream, opaque=True)
        copy.time_base = Fraction(1, TICKS)
        for timed, pts, dts, duration in zip(packets, shown, decoded, lasting, strict=True):
            packet = timed.packet
            packet.pts, packet.dts, packet.duration = pts, dts, duration
            packet.time_base, packet.stream = Fraction(1, TICKS), copy
            output.mux(packet)
    return BrowserClip(first_s, float(seconds.max()), True)


def _convert(
    shower: FrameShower,
    packets: list[TimedPacket],
    from_s: float,
    target: Path,
    name: str,
    lasting: tuple[float, float],
) -> BrowserClip:
    """Frames before `from_s`, from the key frame on, are decoded for the others and not shown.

    `lasting`: seconds by the clock after which it ends, and seconds that it shows at least.
    """
    first_s = last_s = None
    began = time.monotonic()
    with av.open(str(target), "w", format=CONTAINER) as output:
        stream = None
        for shown in shower.frames(packets):
            soon = last_s is not None and shown.seconds - last_s < CONVERTED_STEP_S
            if soon or shown.seconds < from_s - CONVERTED_STEP_S:
                continue
            frame = shower.encodable(shown.frame, CONVERTED_WIDTH)
            if stream is None:
                first_s = shown.seconds
                stream = add_compressed(output, frame.width, frame.height)
            if (frame.width, frame.height) != (stream.width, stream.height):
                break
            if shown.seconds - first_s > lasting[1] and time.monotonic() - began > lasting[0]:
                break
            last_s = shown.seconds
            frame.pict_type = PictureType.NONE  # or each frame that was a key frame would be one again
            frame.pts, frame.time_base = round((shown.seconds - first_s) * TICKS), Fraction(1, TICKS)
            output.mux(stream.encode(frame))
        if stream is not None:
            output.mux(stream.encode(None))
    if first_s is None:
        raise Unreadable("undecodable", f"{name}: nothing decodes from {from_s:.1f} s on; choose another moment")
    return BrowserClip(first_s, last_s, False)
