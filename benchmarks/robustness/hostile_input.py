"""`python -m benchmarks.robustness.hostile_input`: what was made to hurt, given to the program, and what became of it.

Mutated recordings are the archive of one night; mutated site files are each given to `pantau site check`; then files
that no alteration makes: 60 GB of holes, frames of 16,000 × 16,000, a path that is too long, links that lead out.
Nothing may crash, be executed, or be lost: every file is a row of `recordings` or of `rejects`.
"""

import argparse
import contextlib
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import av
import numpy as np

from benchmarks.robustness.mutations import altered_bytes, altered_text
from pantau.pipelines.command_line import main as pantau
from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.sql import check
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.partition_files import read_table

EXAMPLE = Path(load_site.__code__.co_filename).with_name("example.yaml")
SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr, folder: nvr}]
cameras:
  - {id: cam-1, agency: permits, recorder: nvr, channel: 1, purpose: security, notice_date: 2018-12-06,
     zone_type: service, retention_days: 30}
calendar: {periods: [{hours: {mon: 08:00-09:00}, source: decree}]}
night: {max_rejected_share: 1}
"""
FORMATS = {
    ".mp4": ("libx264", None),
    ".ts": ("libx264", "mpegts"),
    ".mkv": ("libx264", None),
    ".h264": ("libx264", "h264"),
    ".m4v": ("libx265", "mp4"),
    ".avi": ("mjpeg", None),
    ".webm": ("libvpx", None),
    ".mpg": ("mpeg2video", "vob"),
}
DEEP = "nvr/deep" + "/d" * 63 + "/"
BEGIN = datetime(2026, 11, 2, 8)  # noqa: DTZ001 (the recorder's own clock)


def clip(path: Path, codec: str, form: str | None, width: int = 160, height: int = 96, frames: int = 75) -> bytes:
    """The bytes of a recording of a grey bar that moves, 25 frames a second."""
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.gop_size = width, height, 25
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        quick = {"libx264": {"preset": "ultrafast"}, "libx265": {"preset": "ultrafast", "x265-params": "log-level=0"}}
        stream.options = quick.get(codec, {})
        for number in range(frames):
            frame = np.full((height, width, 3), 60, np.uint8)
            frame[:, number * width // frames :] = 160
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        container.mux(stream.encode(None))
    return path.read_bytes()


def mutated_archive(folder: Path, count: int, seed: int) -> None:
    """Writes recordings of all formats in turn, each altered, ten seconds apart."""
    whole = {suffix: clip(folder / f"whole{suffix}", *form) for suffix, form in FORMATS.items()}
    archive = folder / "archive" / "nvr"
    archive.mkdir(parents=True)
    for number in range(count):
        suffix = list(FORMATS)[number % len(FORMATS)]
        name = f"ch01_{BEGIN + timedelta(seconds=10 * number):%Y%m%d%H%M%S}{suffix}"
        (archive / name).write_bytes(altered_bytes(whole[suffix], random.Random(f"{seed} {number}")))


def night(folder: Path) -> tuple[int, float]:
    """The exit status of a night over `folder/archive`, and the seconds it took."""
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    given = ["--site", folder / "site.yaml", "--archive", folder / "archive", "--warehouse", folder / "warehouse"]
    began = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()):
        status = pantau(["nightly", *map(str, given)])
    return status, time.monotonic() - began


def outcomes(warehouse: Path) -> Counter:
    """How many inputs were used, and rejected for which reason; one that is both counts as rejected."""
    rejected = {row["input"]: f"rejected: {row['error']}" for row in read_table(warehouse, REJECTS).to_pylist()}
    used = {row["recording_uri"] for row in read_table(warehouse, RECORDINGS).to_pylist()} - rejected.keys()
    return Counter(rejected.values()) + Counter(dict.fromkeys(["used"], len(used)))


def recordings(count: int, seed: int) -> Iterator[str]:
    """A night over mutated recordings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mutated_archive(folder, count, seed)
        before = {path: path.stat().st_mtime_ns for path in (folder / "archive").rglob("*")}
        status, took_s = night(folder)
        found = outcomes(folder / "warehouse")
        wrong = [*changes(folder / "warehouse"), *map(str, check(folder / "warehouse"))]
        untouched = before == {path: path.stat().st_mtime_ns for path in (folder / "archive").rglob("*")}
        yield f"| {count} mutated recordings | status {status}, {took_s:.0f} s; {_told(found)} |"
        if found.total() != count or status or wrong or not untouched:
            raise RuntimeError(f"{found.total()} of {count} accounted for, status {status}, {wrong}, {untouched=}")


def site_files(count: int, seed: int) -> Iterator[str]:
    """Mutated site files, each checked."""
    text, found, longest_s = EXAMPLE.read_text(encoding="utf-8"), Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "site.yaml")
        for number in range(count):
            altered = altered_text(text, random.Random(f"{seed} {number}"))
            file.write_bytes(altered.encode("utf-8", "surrogatepass"))
            began, out = time.process_time(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                status = pantau(["site", "check", "--site", str(file), "--date", "2026-03-02"])
            longest_s = max(longest_s, time.process_time() - began)
            if status not in (0, 2):
                raise RuntimeError(f"mutation {number} of seed {seed}: status {status}, {out.getvalue()}")
            found["used" if status == 0 else "refused, with the line"] += 1
        if os.listdir(folder) != ["site.yaml"]:
            raise RuntimeError(f"something was executed: {os.listdir(folder)}")
    yield f"| {count} mutated site files | {_told(found)}; at most {longest_s:.2f} s |"


def single_files() -> Iterator[str]:
    """Files and folders that no alteration makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "archive" / "nvr"
        archive.mkdir(parents=True)
        (folder / "secret.mp4").write_bytes(clip(folder / "secret.mp4", "libx264", None))
        made = {
            "two bytes": lambda path: path.write_bytes(b"\0\1"),
            "60 GB of which 5 kB were written": lambda path: _hollow(path, folder),
            "a frame of 16,000 × 16,000": lambda path: clip(path, "libx264", None, 16_000, 16_000, 1),
            "a list of other files": lambda path: path.write_bytes(b"ffconcat version 1.0\nfile secret.mp4\n# \0"),
            "a link out of the archive": lambda path: path.symlink_to(folder / "secret.mp4"),
            "a text": lambda path: path.write_bytes(b"#EXTM3U\nfile:///etc/passwd\n"),
        }
        for number, make in enumerate(made.values()):
            make(archive / f"ch01_{BEGIN + timedelta(minutes=number):%Y%m%d%H%M%S}.mp4")
        _deep(archive / "deep")
        status, took_s = night(folder)
        reasons = {row["input"]: row["reason"] for row in read_table(folder / "warehouse", REJECTS).to_pylist()}
        for number, what in enumerate(made):
            reason = reasons[f"nvr/ch01_{BEGIN + timedelta(minutes=number):%Y%m%d%H%M%S}.mp4"]
            yield f"| {what} | {reason.partition(': ')[2]} |"
        yield f"| 1,500 folders in one another | {reasons[DEEP].rpartition(': ')[2]} |"
        # Python's own way of removing folders does not get to the bottom of these.
        subprocess.run(["rm", "-r", str(archive / "deep")], check=True)
        yield f"| all of these in one night | status {status}, {took_s:.0f} s |"


def _hollow(path: Path, folder: Path) -> None:
    path.write_bytes((folder / "secret.mp4").read_bytes())
    os.truncate(path, 60 * 10**9)


def _deep(top: Path) -> None:
    top.mkdir()
    folder = os.open(top, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=folder)
        folder, above = os.open("d", os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    os.close(folder)


def _told(found: Counter) -> str:
    return ", ".join(f"{count} {word}" for word, count in found.most_common())


def main() -> int:
    """0 when all of it was withstood."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="mutated recordings, and mutated site files (1000)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("| given | became |\n|---|---|")
    for part in (
        single_files(),
        site_files(arguments.count, arguments.seed),
        recordings(arguments.count, arguments.seed),
    ):
        for line in part:
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
