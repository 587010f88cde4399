"""Recordings: a camera's scripted day as video files. Each file is drawn from the script alone."""

import os
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from math import pi, sin
from pathlib import Path
from zlib import crc32

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from pantau.simulation.cutouts.real_people import real_people
from pantau.simulation.day_script import ScriptedCameraDay, ScriptedDay, write_script
from pantau.simulation.recorded_files import RecordedFile
from pantau.simulation.recorders import Video
from pantau.simulation.rendering.backdrop import Backdrop, backdrop_of
from pantau.simulation.rendering.composing import compose, rendered_figure
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.rendering.lighting import GAIN_OF_ONE, light_gains
from pantau.simulation.scenario import CameraScene, Scenario

_ENCODERS = {"h264": "libx264", "hevc": "libx265", "mpeg4": "mpeg4"}
FORMATS = {".mp4": "mp4", ".dav": "h264", ".h264": "h264", ".avi": "avi"}
_NOISE_PADDING = 64
_INFRARED_LIGHT = 0.6


def render_segment(scenario: Scenario, seed: int, segment: RecordedFile, archive: Path) -> Path:
    """Render one file into the archive folder and return its path; it appears there only when complete.

    Frames are `video.fps` a second from the segment's start. Equal arguments give equal bytes.

    Raises:
        OSError: the file cannot be written.
    """
    target = Path(archive) / segment.path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    drawn = _script(scenario, seed).scenario
    video = _camera(drawn, segment).video_of(segment.piece, drawn.video)
    with av.open(str(part), "w", format=FORMATS[target.suffix]) as container:
        stream = add_stream(container, video)
        for number, frame in enumerate(rendered_frames(scenario, seed, segment)):
            container.mux(stream.encode(frame_of(frame, number, video.fps)))
        container.mux(stream.encode(None))
    os.replace(part, target)
    return target


def add_stream(container: OutputContainer, video: Video) -> VideoStream:
    """A stream of a container being written that stores frames as told."""
    stream = container.add_stream(_ENCODERS[video.codec], rate=video.fps)
    stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
    stream.options = _options(video)
    return stream


def frame_of(bgr: np.ndarray, number: int, fps: int) -> av.VideoFrame:
    """A frame (h, w, 3) BGR of even sides, ready to be encoded as the one of a number."""
    frame = av.VideoFrame.from_ndarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420), format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, fps)
    return frame


def rendered_frames(scenario: Scenario, seed: int, segment: RecordedFile) -> Iterator[np.ndarray]:
    """The frames (h, w, 3) BGR of a segment, in order."""
    script = _script(scenario, seed)
    fps = _camera(script.scenario, segment).video_of(segment.piece, script.scenario.video).fps
    return draw(script.scenario, script.camera(segment.camera), fps, segment.start, segment.seconds)


def draw(scenario: Scenario, day: ScriptedCameraDay, fps: int, start: float, seconds: float) -> Iterator[np.ndarray]:
    """The frames (h, w, 3) BGR of a camera's day, `fps` a second, from a true second of the footage on.

    The scenario is one with nothing left to draw.

    Raises:
        ValueError: real people are asked for, and their clip is not there.
    """
    backdrop, noise = _prepared(day.scene, scenario.video)
    hall, gains = day.hall.straight, light_gains(day.scene.light, scenario.video.width, scenario.video.height)
    figure = rendered_figure if scenario.people == "rendered" else real_people().figure
    spans = [(person.span, person) for person in day.people]
    for number in range(round(seconds * fps)):
        t = start + number / fps
        people = [person.at(t) for (since, until), person in spans if since <= t <= until]
        frame = compose(hall, backdrop, [person for person in people if person], figure)
        if day.hall.view.bend:
            frame = cv2.remap(frame, *day.hall.view.bending, cv2.INTER_LINEAR)
        light = _light(day, t, scenario.seconds)
        if gains is None:
            frame = cv2.convertScaleAbs(frame, alpha=light)
        else:
            frame = cv2.multiply(frame, gains, scale=light / GAIN_OF_ONE)
        _print_clock(frame, scenario, day.scene, t)
        frame = cv2.add(frame, _noise_at(noise, frame.shape, number, start), dtype=cv2.CV_8U)
        if day.scene.infrared:
            frame = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        yield frame


def _camera(scenario: Scenario, segment: RecordedFile) -> CameraScene:
    return next(camera for camera in scenario.cameras if camera.id == segment.camera)


def _options(video: Video) -> dict[str, str]:
    """Key frames at the interval and nowhere else, no frames out of order, and the same bytes every time."""
    keys = max(1, round(video.key_interval_s * video.fps))
    if video.codec == "mpeg4":
        return {"g": str(keys), "sc_threshold": "1000000000", "bf": "0", "qscale": "4", "threads": "1"}
    same = f"keyint={keys}:min-keyint={keys}:scenecut=0:bframes=0"
    own = (
        {"x264-params": f"{same}:threads=1"}
        if video.codec == "h264"
        else {"x265-params": f"{same}:open-gop=0:pools=none:frame-threads=1:log-level=none"}
    )
    if video.kbit_s:
        held = f":vbv-maxrate={video.kbit_s}:vbv-bufsize={video.kbit_s}"
        held += f":bitrate={video.kbit_s}" if video.constant_rate else ""
        own = {name: value + held for name, value in own.items()}
    quality = {} if video.constant_rate else {"crf": str(video.crf)}
    return {"preset": video.preset, **quality, **own}


@lru_cache(maxsize=4)
def _script(scenario: Scenario, seed: int) -> ScriptedDay:
    return write_script(scenario, seed)


@lru_cache(maxsize=8)
def _prepared(scene: CameraScene, video: Video) -> tuple[Backdrop, np.ndarray]:
    """The empty hall, and a sheet of noise larger than the frame to cut pieces from."""
    stools = frozenset(counter.id for counter in scene.counters if counter.stool)
    names = {counter.id: counter.name.upper() for counter in scene.counters}
    number = crc32(scene.id.encode())
    backdrop = backdrop_of(hall_of(scene, video).straight, stools, names, number)
    shape = (video.height + _NOISE_PADDING, video.width + _NOISE_PADDING)
    rng = np.random.default_rng([number, 1])
    grey = rng.normal(0, video.noise, (*shape, 1)) + rng.normal(0, video.noise / 2, (*shape, 3))
    return backdrop, np.round(grey).astype(np.int16)


def _noise_at(noise: np.ndarray, shape: tuple[int, ...], number: int, start: float) -> np.ndarray:
    own = crc32(f"{start}/{number}".encode())
    left, top = own % _NOISE_PADDING, own // _NOISE_PADDING % _NOISE_PADDING
    return noise[top : top + shape[0], left : left + shape[1]]


def _light(day: ScriptedCameraDay, t: float, seconds: float) -> float:
    """Brightness of the moment: a slow swing over the day, and clouds of some minutes; none where the camera lights."""
    if day.scene.infrared:
        return _INFRARED_LIGHT
    swing = day.scene.light_swing
    return 1.0 + swing * (0.7 * sin(2 * pi * t / max(seconds, 600.0)) + 0.3 * sin(2 * pi * t / 170.0))


def _print_clock(frame: np.ndarray, scenario: Scenario, scene: CameraScene, t: float) -> None:
    """The recorder's own clock, burnt into the frame as recorders do."""
    shown = scenario.started_at + timedelta(seconds=t + scene.clock_at(t))
    size = frame.shape[1] / 1280
    for place, words in (((0.02, 0.05), f"{shown:%d-%m-%Y %H:%M:%S}"), ((0.82, 0.97), scene.id.upper())):
        left, base = round(place[0] * frame.shape[1]), round(place[1] * frame.shape[0])
        for shift, ink in ((1, (40, 40, 40)), (0, (245, 245, 245))):
            at = left + shift, base + shift
            cv2.putText(frame, words, at, cv2.FONT_HERSHEY_SIMPLEX, size, ink, 1, cv2.LINE_AA)
