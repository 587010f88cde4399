"""How soon a moment of a recording of several gigabytes can be shown on the desk.

    python -m benchmarks.footage_seek                      4 GB of H.264, then of H.265, in a folder of its own
    python -m benchmarks.footage_seek --gigabytes 0.1      the same on less

A real clip is scaled to 1080p, encoded at 3 Mb/s with a key frame each 2 s, and its packets are repeated. Of moments at
the beginning, in the middle and at the end: the seconds of processor and by the clock until the clip is there, and the
still, with the process that makes them; the file out of the system's cache. *until shown*: also what a browser decodes
of the clip before the moment, here by one thread. *follows*: what the clip after it takes, and how much that shows.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
from rich.console import Console
from rich.table import Table

from benchmarks.material.joining import join
from benchmarks.people_boxes import FOOTAGE
from pantau.pipelines.playback import BrowserClip, FootageRequest, make, seconds_before
from pantau.schemas.tables import RECORDINGS

CLIP, WIDTH, HEIGHT, FPS = "service_counter_queue.mp4", 1920, 1080, 25
PIECE_S, BITS, KEY_FRAMES = 10, 3_000_000, 50
CODECS = {"h264": "libx264", "hevc": "libx265"}


def main(arguments: list[str] | None = None) -> None:
    """Makes a recording of each codec, measures, prints, removes it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--folder", help="where there is room for one recording; without it, the system's")
    given = parser.parse_args(arguments)
    console = Console(width=120)
    for codec in CODECS:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            piece = encoded(FOOTAGE / "real" / CLIP, codec, Path(folder, "piece.mp4"))
            repeats = max(1, round(given.gigabytes * 1e9 / piece.stat().st_size))
            recording = join([piece] * repeats, Path(folder, "recording.mp4"))
            console.print(measured(recording, codec, float(repeats * PIECE_S)))


def encoded(clip: Path, codec: str, target: Path) -> Path:
    """The first `PIECE_S` of the clip, as a recorder at full HD would store them."""
    quiet = f"log-level=none:keyint={KEY_FRAMES}:scenecut=0:bframes=0:pools=1" if codec == "hevc" else None
    with av.open(str(clip)) as container, av.open(str(target), "w", format="mp4") as output:
        stream = output.add_stream(CODECS[codec], rate=FPS)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = WIDTH, HEIGHT, "yuv420p", BITS
        stream.options = {"preset": "ultrafast", "bf": "0", "g": str(KEY_FRAMES), "sc_threshold": "0", "threads": "1"}
        stream.options |= {"x265-params": quiet} if quiet else {}
        for number, small in enumerate(islice(container.decode(video=0), PIECE_S * FPS)):
            frame = small.reformat(WIDTH, HEIGHT, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            frame.pict_type = av.video.frame.PictureType.NONE
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target


def measured(recording: Path, codec: str, lasts_s: float) -> Table:
    """The times of each moment."""
    gigabytes = recording.stat().st_size / 1e9
    made = Table(title=f"{codec}, {WIDTH} × {HEIGHT}, {gigabytes:.2f} GB, {lasts_s / 3600:.1f} h", header_style="bold")
    for name in (
        "moment",
        "CPU s",
        "clock s",
        "until shown CPU s",
        "still CPU s",
        "clock s",
        "follows CPU s",
        "shows s",
    ):
        made.add_column(name, justify="left" if name == "moment" else "right")
    for name, moment in (("beginning", 11.3), ("middle", lasts_s / 2 + 1.3), ("end", lasts_s - 15.7)):
        made.add_row(
            name, *(f"{figure:.2f}" for figure in _moment(recording, row_of(recording, codec, lasts_s), moment))
        )
    return made


def row_of(recording: Path, codec: str, lasts_s: float) -> dict[str, Any]:
    """As much of a row of `recordings` as playing asks for."""
    known = {"recording_uri": recording.name, "bytes": recording.stat().st_size, "codec": codec, "duration_s": lasts_s}
    known |= {
        "timeline_source": "pts",
        "defects": [],
        "rotation": 0,
        "mirrored": False,
        "width": WIDTH,
        "height": HEIGHT,
    }
    return {name: known.get(name) for name in RECORDINGS.columns}


def _moment(recording: Path, row: dict[str, Any], moment: float) -> Iterator[float]:
    target = recording.with_name("clip")
    begins_s = max(0.0, moment - seconds_before(row))
    asked = FootageRequest(str(recording.parent), row, begins_s, target, at_once=True)
    clip, cpu, clock = _spent(asked)
    shown = time.process_time()
    _decode_until(target, moment - clip.first_s)
    yield from (cpu, clock, cpu + time.process_time() - shown)
    yield from _spent(FootageRequest(str(recording.parent), row, moment))[1:]
    following, cpu, _ = _spent(FootageRequest(str(recording.parent), row, clip.last_s, target))
    yield from (cpu, following.last_s - clip.last_s)


def _spent(asked: FootageRequest) -> tuple[BrowserClip, float, float]:
    with Path(asked.archive, asked.row["recording_uri"]).open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    made = make(asked)
    took, since = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return made, since.ru_utime + since.ru_stime - used.ru_utime - used.ru_stime, took


def _decode_until(clip: Path, seconds: float) -> None:
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.thread_type, stream.codec_context.thread_count = "NONE", 1
        container.seek(int(seconds / float(stream.time_base)), stream=stream)
        for frame in container.decode(stream):
            if frame.time >= seconds - 1 / FPS:
                return


if __name__ == "__main__":
    main()
