"""Probe a recording: demux all of it, decode one frame."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.recordings.probing.container_time import container_time
from pantau.transforms.recordings.probing.defects import find_defects
from pantau.transforms.recordings.probing.opening import Source, Unreadable, open_video
from pantau.transforms.recordings.probing.packets import RawPackets, read_packets
from pantau.transforms.recordings.probing.recording import PacketIndex, Recording
from pantau.transforms.recordings.probing.timeline import LONGEST_S, Timeline, even_timeline, read_timeline

# FFmpeg's AVFMT_NOTIMESTAMPS: a bare stream, whose times the demuxer only makes up
_NO_TIMESTAMPS = 0x0080
# above this a frame rate is a container's clock rate, not a rate of frames
_HIGHEST_FPS = 240.0
_USUAL_FPS = 25.0


def probe(
    source: Source,
    name: str,
    name_span_s: float | None = None,
    gap_s: float = 2.0,
    display_aspect: Fraction | None = None,
) -> Recording:
    """Read a recording (a path, or a binary file that can seek) and say what it really holds.

    `name` is the path in the archive, for messages and for its suffix; `name_span_s` the seconds from start to end in
    the file's name, if it has an end (negative where the clock was set back); `gap_s` the shortest stretch without
    frames that counts as a gap; `display_aspect` width by height of the picture as displayed, where the stream does not
    say it or says it wrongly.
    Raises Unreadable, and nothing else, for a file that gives no frame.
    """
    with open_video(source, name) as (container, stream):
        raw = read_packets(container, stream, display_aspect)
        if not len(raw):
            raise Unreadable("no_packets", f"{name}: holds a header and no frames; export it again from the recorder")
        if raw.first_frame is None:
            raise Unreadable(
                "no_pictures", f"{name}: none of its {len(raw)} packets decodes (encrypted or damaged); export it again"
            )
        rates = _declared_fps(container, stream)
        timeline, timeline_source = _timeline(container, raw, rates, name_span_s, gap_s)
        recording = _describe(container, stream, raw, timeline, timeline_source, rates)
        defects = find_defects(recording, raw, timeline, name, stream.frames, rates, name_span_s, display_aspect)
        return replace(recording, defects=tuple(defects))


def _declared_fps(container: InputContainer, stream: VideoStream) -> tuple[float, ...]:
    """Rates of the codec and of the container; the codec's first, as an MP4's is only counted from its timestamps."""
    rates = (stream.codec_context.framerate, stream.average_rate)
    return tuple(float(rate) for rate in rates if rate and 0 < rate <= _HIGHEST_FPS)


def _declared_duration(container: InputContainer, stream: VideoStream) -> float | None:
    if container.format.flags & _NO_TIMESTAMPS:
        return None
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _timeline(
    container: InputContainer,
    raw: RawPackets,
    rates: tuple[float, ...],
    name_span_s: float | None,
    gap_s: float,
) -> tuple[Timeline, str]:
    disbelieved_s = 0.0
    if not container.format.flags & _NO_TIMESTAMPS:
        timeline = read_timeline(raw.pts, raw.dts, raw.shown, gap_s)
        if timeline is not None:
            disbelieved_s = float(timeline.seconds[raw.shown].max())
            if disbelieved_s <= LONGEST_S:
                return timeline, "pts"
    if name_span_s and name_span_s > 0:
        step_s, source = name_span_s / len(raw), "name_span"
    else:
        believable = (rate for rate in rates if len(raw) / rate <= LONGEST_S)
        step_s, source = 1 / next(believable, _USUAL_FPS), "declared_rate"
    return replace(even_timeline(len(raw), step_s), disbelieved_s=disbelieved_s), source


def _describe(
    container: InputContainer,
    stream: VideoStream,
    raw: RawPackets,
    timeline: Timeline,
    timeline_source: str,
    rates: tuple[float, ...],
) -> Recording:
    *decoded, geometry = raw.first_frame
    width, height = geometry.size(*decoded)
    last_step_s = timeline.step_s or 1 / (rates[0] if rates else _USUAL_FPS)
    key_steps = np.diff(np.sort(timeline.seconds[raw.is_key]))
    return Recording(
        container=container.format.name,
        codec=stream.codec_context.name,
        width=width,
        height=height,
        geometry=geometry,
        declared_fps=rates[0] if rates else None,
        measured_fps=1 / timeline.step_s if timeline.step_s else None,
        declared_duration_s=_declared_duration(container, stream),
        duration_s=float(timeline.seconds[raw.shown].max()) + last_step_s,
        timeline_source=timeline_source,
        key_interval_s=float(np.median(key_steps)) if len(key_steps) else None,
        key_interval_max_s=float(key_steps.max()) if len(key_steps) else None,
        gaps=timeline.gaps,
        container_started_at=container_time(container, stream),
        defects=(),
        packets=PacketIndex(timeline.seconds, raw.is_key, raw.size, raw.shown, raw.pts, raw.whole_from, raw.damage),
    )
