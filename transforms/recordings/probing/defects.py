"""What is wrong with a recording, in stable words.

truncated: it ends before the end that its header announces.
declared_duration_differs, declared_fps_differs: it runs on after that end; it has another rate than announced.
name_span_differs: the file's name spans another time than the frames (a wrong rate, a cut, a changed clock).
fewer_frames: placeholders stand for some of the announced frames. read_error: the container breaks off.
corrupt_packets: some packets are damaged. lost_frames: numbers of frames skip, so some are not there that others refer
to. frames_not_whole: those before the first key frame, and those from damage on until decoding can begin anew; they are
no samples, and their time is unreadable. intra_refresh: few key frames, and recovery points between them, at which
decoding begins some seconds ahead.
no_key_frames: nothing to start decoding at. false_key_frames: all packets claim to be key frames and are not, so
decoding starts at the first.
no_timestamps: a bare stream; its times are assumed. absurd_pts: frames would span more than a week, so its times are
assumed too. missing_pts: some packets carry no time. late_first_frame: sound or nothing comes before the first frame.
pts_backwards: the clock was set back, or far ahead. pts_excursion: it ran off and came back.
pts_jump: stretches without frames. footage_left_out: what comes after a break that no witness explains is not used.
pts_jump_closed: the clock jumped ahead, and by the names no time is missing.
parameters_change: new decoder parameters midway, often another frame size.
absurd_pixel_aspect: pixels are declared of a shape that none have, and count as square. pixel_aspect_missing: the frame
has a shape as if half of its columns or rows were left out, and nothing says that they were.
wrong_extension: the suffix promises another container. container_time_differs: all containers of the recorder differ
from the names by whole quarters of an hour (found in `container_time`).
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import PurePosixPath

import numpy as np

from pantau.transforms.recordings.file_suffixes import CONTAINERS
from pantau.transforms.recordings.probing.breaks import Reading
from pantau.transforms.recordings.probing.first_frame import FirstFrame
from pantau.transforms.recordings.probing.geometry import SQUARE, believable, may_lack_half
from pantau.transforms.recordings.probing.packets import RawPackets
from pantau.transforms.recordings.probing.random_access import cannot_be_whole
from pantau.transforms.recordings.probing.recording import Defect, PacketIndex, Recording
from pantau.transforms.recordings.probing.timeline import Timeline

_FPS_TOLERANCE = 0.05


def find_defects(
    recording: Recording,
    raw: RawPackets,
    timeline: Timeline,
    name: str,
    header_frames: int,
    header_fps: tuple[float, ...],
    name_span_s: float | None,
    found: FirstFrame | None,
    reading: Reading,
    display_aspect: Fraction | None = None,
) -> Iterator[Defect]:
    """Compare what a recording declares (`header_frames`: 0 if it does not say) and its `name` with what it holds.

    `found` is where its first frame lies in the container, `reading` how its breaks were read, `display_aspect` what
    the site file says of the picture's shape, which then is no defect.
    """
    yield from _container(recording, raw, name, header_frames, found.late_s if found else 0.0, reading)
    yield from _clock(recording, timeline, name_span_s)
    yield from _witnesses(recording, found, reading)
    if not (reading.cut or reading.closed):
        # what a container declares is made of the times that are not believed
        yield from _rate(recording, raw, header_fps)
    if display_aspect is None:
        yield from _shape(recording, raw.declared_pixels)


def _rate(recording: Recording, raw: RawPackets, header_fps: tuple[float, ...]) -> Iterator[Defect]:
    if recording.timeline_source != "pts" or recording.measured_fps is None:
        return
    # a container's average counts gaps as time, the measured rate does not
    real = (recording.measured_fps, recording.packets.shown.sum() / recording.duration_s)
    wrong = [fps for fps in header_fps if all(abs(fps - rate) > _FPS_TOLERANCE * rate for rate in real)]
    if wrong:
        declared = " and ".join(dict.fromkeys(f"{fps:.2f}" for fps in wrong))
        yield Defect("declared_fps_differs", f"declared {declared}, measured {recording.measured_fps:.2f} frames/s")


def _shape(recording: Recording, declared: Fraction | None) -> Iterator[Defect]:
    if declared and not believable(declared):
        yield Defect("absurd_pixel_aspect", f"declared {declared.numerator}:{declared.denominator}, taken as square")
    width, height = recording.width, recording.height
    if recording.geometry.pixel_aspect == SQUARE and may_lack_half(width, height):
        yield Defect(
            "pixel_aspect_missing",
            f"{width} × {height} is no usual shape, and would be with twice the columns or rows; if people look "
            "squeezed in `pantau site draw`, set display_aspect of the camera",
        )


def _container(
    recording: Recording, raw: RawPackets, name: str, header_frames: int, late_s: float, reading: Reading
) -> Iterator[Defect]:
    suffix = PurePosixPath(name).suffix.lower()
    if recording.container not in CONTAINERS.get(suffix, {recording.container}):
        yield Defect("wrong_extension", f"{suffix} holds {recording.container}")
    if raw.read_error:
        yield Defect("read_error", raw.read_error)
    if raw.corrupt:
        yield Defect("corrupt_packets", f"{raw.corrupt} of {len(raw)}")
    if raw.lost:
        yield Defect("lost_frames", f"{raw.lost} times")
    yield from _incomplete(recording.packets)
    if not (raw.is_key & raw.shown).any():
        yield Defect("no_key_frames", f"none among {len(raw)} packets")
    if raw.false_keys:
        yield Defect("false_key_frames", f"all {len(raw)} packets claim to be key frames")
    if raw.parameter_changes:
        yield Defect("parameters_change", f"{raw.parameter_changes} times")
    declared, real = recording.declared_duration_s, recording.duration_s
    if reading.cut or reading.closed:
        declared = None
    # some containers count from their beginning, some from the first frame
    if declared is not None and declared - real - late_s > _tolerance(declared):
        yield Defect("truncated", f"announces {declared:.1f} s, holds {real:.1f} s")
    elif header_frames > len(raw) and (raw.corrupt or raw.read_error):
        yield Defect("truncated", f"announces {header_frames} frames, holds {len(raw)}")
    elif declared is not None and real - declared > _tolerance(declared):
        yield Defect("declared_duration_differs", f"declared {declared:.1f} s, holds {real:.1f} s")
    elif header_frames > len(raw):
        yield Defect("fewer_frames", f"announces {header_frames}, holds {len(raw)}")


def _incomplete(packets: PacketIndex) -> Iterator[Defect]:
    shown = np.flatnonzero(packets.shown)
    lacking = int(cannot_be_whole(packets, shown).sum())
    if lacking:
        yield Defect("frames_not_whole", f"{lacking} of {len(shown)}, before a key frame or after damage")
    points = int((packets.whole_from >= 0).sum())
    if points:
        yield Defect("intra_refresh", f"{int(packets.is_key.sum())} key frames, {points} recovery points")


def _clock(recording: Recording, timeline: Timeline, name_span_s: float | None) -> Iterator[Defect]:
    if recording.timeline_source != "pts":
        times = f"times by {recording.timeline_source}"
        absurd = f"frames would span {timeline.disbelieved_s / 3600:.0f} hours; {times}"
        yield Defect("absurd_pts", absurd) if timeline.disbelieved_s else Defect("no_timestamps", times)
    if timeline.missing:
        yield Defect("missing_pts", f"{timeline.missing} packets")
    if timeline.backward_steps:
        yield Defect("pts_backwards", f"{timeline.backward_steps} times")
    if timeline.excursions:
        yield Defect("pts_excursion", f"{timeline.excursions} times")
    if timeline.gaps:
        longest = max(end - start for start, end in timeline.gaps)
        yield Defect("pts_jump", f"{len(timeline.gaps)} gaps, the longest {longest:.1f} s")
    lasts_s = recording.start_delay_s + recording.duration_s
    if name_span_s and abs(name_span_s - lasts_s) > _tolerance(name_span_s) + recording.start_doubt_s:
        yield Defect(
            "name_span_differs", f"the name spans {name_span_s:.1f} s, the frames {recording.duration_s:.1f} s"
        )


def _witnesses(recording: Recording, found: FirstFrame | None, reading: Reading) -> Iterator[Defect]:
    if found and (recording.start_delay_s or recording.start_doubt_s):
        before = "sound" if found.sound else "nothing"
        delay = f"taken to lie {recording.start_delay_s:.1f} ± {recording.start_doubt_s:.1f} s after the start"
        yield Defect("late_first_frame", f"after {found.late_s:.1f} s with {before}; {delay}")
    if reading.cut:
        size, at = reading.cut.size_s, recording.duration_s
        yield Defect("footage_left_out", f"what follows a jump of {size:.1f} s, {at:.1f} s after the first frame")
    if reading.closed:
        sizes = ", ".join(f"{found.size_s:.1f}" for found in reading.closed)
        yield Defect("pts_jump_closed", f"{sizes} s, of which by the names none is missing")


def _tolerance(seconds: float) -> float:
    """Names are written in whole seconds at both ends, and headers in frames."""
    return max(2.0, 0.02 * seconds)
