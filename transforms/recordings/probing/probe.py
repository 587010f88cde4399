"""Probe a recording: demux all of it, decode one frame."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.recordings.probing.breaks import Ends, Reading, breaks_of, choose_reading, read_again, read_as
from pantau.transforms.recordings.probing.coded.frame_marks import kept_marks
from pantau.transforms.recordings.probing.coded.traits import traits_of
from pantau.transforms.recordings.probing.container_time import container_time
from pantau.transforms.recordings.probing.defects import find_defects
from pantau.transforms.recordings.probing.even_times import EvenTimes, even_times
from pantau.transforms.recordings.probing.first_frame import FirstFrame, find_first_frame, start_delay
from pantau.transforms.recordings.probing.opening import Source, Unreadable, open_video
from pantau.transforms.recordings.probing.packets import RawPackets, read_packets
from pantau.transforms.recordings.probing.recording import PacketIndex, Recording
from pantau.transforms.recordings.probing.timeline import LONGEST_S, Timeline, even_timeline, read_timeline
from pantau.transforms.recordings.probing.witnesses import UNKNOWN, Witnesses

# FFmpeg's AVFMT_NOTIMESTAMPS: a bare stream, whose times the demuxer only makes up
_NO_TIMESTAMPS = 0x0080
# FFmpeg's demuxers of pictures after one another, which number them at 25 a second
_PIPES = frozenset({"jpeg_pipe"})
# above this a frame rate is a container's clock rate, not a rate of frames
_HIGHEST_FPS = 240.0
_USUAL_FPS = 25.0


def probe(
    source: Source,
    name: str,
    witnesses: Witnesses = UNKNOWN,
    gap_s: float = 2.0,
    display_aspect: Fraction | None = None,
) -> Recording:
    """Read a recording (a path, or a binary file that can seek) and say what it really holds.

    `name` is the path in the archive, for messages and for its suffix; `gap_s` the shortest stretch without frames that
    counts as a gap; `display_aspect` width by height of the picture as displayed, where the stream does not say it or
    says it wrongly.
    Raises Unreadable, and nothing else, for a file that gives no frame, or whose rate the site file contradicts.
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
        timeline, timeline_source = _timeline(container, raw, rates, witnesses, gap_s, name)
        found = _first_frame(container, raw) if timeline_source == "pts" else None
        reading = _reading(raw, timeline, found, witnesses)
        timeline, shown = read_as(timeline, raw.shown, reading)
        recording = _describe(container, stream, raw, timeline, shown, timeline_source, rates)
        ends = [end for end in (witnesses.named_s, witnesses.following_s) if end is not None and end > 0]
        delay = start_delay(None if witnesses.first_frame_known else found, recording.duration_s, ends)
        recording = replace(recording, start_delay_s=delay.seconds, start_doubt_s=delay.doubt_s)
        span_s = witnesses.named_s
        defects = find_defects(
            recording, raw, timeline, name, stream.frames, rates, span_s, found, reading, display_aspect
        )
        return replace(recording, defects=tuple(defects))


def _first_frame(container: InputContainer, raw: RawPackets) -> FirstFrame | None:
    known = raw.pts[raw.shown & np.isfinite(raw.pts)]
    return find_first_frame(float(known.min()), raw.beside, container.format.name) if len(known) else None


def _reading(raw: RawPackets, timeline: Timeline, found: FirstFrame | None, witnesses: Witnesses) -> Reading:
    duration_s, breaks = _duration_s(timeline, raw.shown), breaks_of(timeline)
    if witnesses.lasted_s is not None:
        return read_again(duration_s, breaks, witnesses.lasted_s)
    late_s = found.late_s if found else 0.0
    return choose_reading(duration_s, breaks, Ends(witnesses.named_s, witnesses.following_s, late_s, witnesses.pauses))


def _declared_fps(container: InputContainer, stream: VideoStream) -> tuple[float, ...]:
    """Rates of the codec and of the container; the codec's first, as an MP4's is only counted from its timestamps."""
    rates = (stream.codec_context.framerate, stream.average_rate)
    return tuple(float(rate) for rate in rates if rate and 0 < rate <= _HIGHEST_FPS)


def _declared_duration(container: InputContainer, stream: VideoStream) -> float | None:
    if _is_bare(container):
        return None
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _timeline(
    container: InputContainer,
    raw: RawPackets,
    rates: tuple[float, ...],
    witnesses: Witnesses,
    gap_s: float,
    name: str,
) -> tuple[Timeline, str]:
    disbelieved_s = 0.0
    if witnesses.timed and not _is_bare(container):
        timeline = read_timeline(raw.pts, raw.dts, raw.shown, gap_s)
        if timeline is not None:
            disbelieved_s = float(timeline.seconds[raw.shown].max())
            if disbelieved_s <= LONGEST_S:
                return timeline, "pts"
    declared = next((rate for rate in rates if len(raw) / rate <= LONGEST_S), _USUAL_FPS)
    if witnesses.lasted_s is not None:
        even = EvenTimes(witnesses.lasted_s / len(raw), "declared_rate")
    else:
        even = even_times(len(raw), witnesses.named_s, witnesses.following_s, witnesses.rate, declared, name)
    return replace(even_timeline(len(raw), even.step_s), disbelieved_s=disbelieved_s), even.source


def _is_bare(container: InputContainer) -> bool:
    """Whether the demuxer only makes times up, of a rate that nobody declared."""
    return bool(container.format.flags & _NO_TIMESTAMPS) or container.format.name in _PIPES


def _describe(
    container: InputContainer,
    stream: VideoStream,
    raw: RawPackets,
    timeline: Timeline,
    shown: np.ndarray,
    timeline_source: str,
    rates: tuple[float, ...],
) -> Recording:
    *decoded, geometry = raw.first_frame
    width, height = geometry.size(*decoded)
    marked = raw.marked[shown[raw.marked]]
    key_steps = np.diff(np.sort(timeline.seconds[raw.is_key & (shown | ~raw.shown)]))
    return Recording(
        container=container.format.name,
        codec=stream.codec_context.name,
        width=width,
        height=height,
        geometry=geometry,
        declared_fps=rates[0] if rates else None,
        measured_fps=1 / timeline.step_s if timeline.step_s else None,
        declared_duration_s=_declared_duration(container, stream),
        start_delay_s=0.0,
        start_doubt_s=0.0,
        duration_s=_duration_s(timeline, shown, 1 / (rates[0] if rates else _USUAL_FPS)),
        timeline_source=timeline_source,
        key_interval_s=float(np.median(key_steps)) if len(key_steps) else None,
        key_interval_max_s=float(key_steps.max()) if len(key_steps) else None,
        gaps=timeline.gaps,
        container_started_at=container_time(container, stream),
        defects=(),
        packets=PacketIndex(timeline.seconds, raw.is_key, raw.size, shown, raw.pts, raw.whole_from, raw.damage),
        traits=traits_of(container, stream),
        marks=kept_marks(timeline.seconds[marked], raw.marks[shown[raw.marked]]),
    )


def _duration_s(timeline: Timeline, shown: np.ndarray, only_step_s: float = 0.0) -> float:
    """To the end of the last frame; of a single one, which has no step, `only_step_s`."""
    return float(timeline.seconds[shown].max()) + (timeline.step_s or only_step_s)
