"""`python -m benchmarks.watching`: what it costs to watch an archive, and how soon a recording is in the tables.

A look at an archive of many files, the first and a later one; a quarter of an hour that has just been finished, by how
much goes on in it; and the memory of many rounds of one short recording each.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.material.footage import BUSY, NORMAL, QUIET, SMALL, FootageStretch, Kind, rendered
from benchmarks.office_day import put_together
from pantau.pipelines.watching.rounds import catch_up
from pantau.pipelines.watching.watch import Watch
from pantau.schemas.site import load_site
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.recordings.arriving.arrivals import Arrivals

STRETCH_S, FILE_MIN, SHORT_S = 60, 15, 20
"""Seconds of a stretch; minutes in a file; seconds of the recording of a round."""

CAMERAS, A_DAY = 50, 96
"""Of the archive that is looked at: cameras, and files that each writes a day, one in a quarter of an hour."""

SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr, folder: nvr, clocks: [{offset_s: 0, uncertainty_s: 2, source: seen}]}]
calendar: {periods: [{hours: {mon: 08:00-16:00}, source: decree}]}
cameras:
"""
CAMERA = """\
  - {{id: cam-{0}, agency: permits, recorder: nvr, channel: {0}, purpose: security, notice_date: 2018-12-06,
     zone_type: service, retention_days: 30}}
"""


def looks(folder: Path, days: int) -> str:
    """Seconds of processor of the first look at an archive of so many days, and of a later one, with nothing new."""
    (folder / "site.yaml").write_text(SITE + "".join(CAMERA.format(n) for n in range(1, CAMERAS + 1)), encoding="utf-8")
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for day in range(days):
        place = folder / "archive" / "nvr" / f"{day:03}"
        place.mkdir(parents=True)
        for number in range(CAMERAS * A_DAY):
            starts = begin + timedelta(days=day, minutes=15 * (number // CAMERAS))
            (place / f"ch{number % CAMERAS + 1:02}_{starts:%Y%m%d%H%M%S}.mp4").touch()
    arrivals = Arrivals(load_site(folder / "site.yaml"), str(folder / "archive"), 10.0)
    spent = []
    for _ in range(3):
        began = time.process_time()
        arrivals.look(datetime.now(UTC))
        spent.append(time.process_time() - began)
    return (
        f"{days * CAMERAS * A_DAY:,} files: first look {spent[0]:.2f} s of processor, a later one {spent[-1]:.2f} s, "
        f"each 10 minutes {spent[-1] / 600:.2%} of a core"
    )


def latency(kind: Kind, folder: Path) -> str:
    """Seconds from a quarter of an hour that is finished to its rows, beside one that is in the tables."""
    stretches = [FootageStretch(kind, number, STRETCH_S) for number in (0, 1)]
    files = {stretch: file for (stretch, _), file in rendered(stretches, (SMALL,), folder / "stretches").items()}
    archive = put_together([stretches[n % 2] for n in range(2 * FILE_MIN)], files, folder / "made", FILE_MIN, (0, 0))
    first, second = archive.recordings
    place = folder / "archive"
    for file in (first, second):
        (place / file.relative_to(archive.folder / "archive")).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(first, place / first.relative_to(archive.folder / "archive"))
    watch = _watch(archive.folder / "site.yaml", place, folder / "warehouse")
    now = datetime.fromtimestamp(archive.started_s + archive.seconds + 60, UTC)
    catch_up(watch, lambda: now, lambda _: None)
    shutil.copy(second, place / second.relative_to(archive.folder / "archive"))
    began, cpu = time.monotonic(), _cpu()
    watch.round(now)
    took, spent = time.monotonic() - began, _cpu() - cpu
    return f"15 minutes, {kind.name}: in the tables {took:.1f} s after they are finished, {spent:.1f} s of processor"


def rounds(count: int, recording: Path, folder: Path) -> str:
    """The memory of a watch over so many rounds of one recording each."""
    (folder / "site.yaml").write_text(SITE + CAMERA.format(1), encoding="utf-8")
    place, warehouse = folder / "archive" / "nvr", folder / "warehouse"
    place.mkdir(parents=True)
    watch = _watch(folder / "site.yaml", folder / "archive", warehouse)
    begin, memory, took = datetime(2026, 11, 2, 8, tzinfo=UTC), [], []
    for number in range(count):
        starts = begin + timedelta(minutes=number)
        file = place / f"ch01_{starts:%Y%m%d%H%M%S}.mp4"
        file.write_bytes(recording.read_bytes() + number.to_bytes(4, "big"))
        began = time.monotonic()
        watch.round(datetime(2026, 11, 2, 1, tzinfo=UTC) + timedelta(minutes=number + 2))
        took.append(time.monotonic() - began)
        memory.append(_resident_mib())
    return (
        f"{count} rounds of one recording: {memory[4]} MiB after five, {memory[len(memory) // 2]} after half, "
        f"{memory[-1]} after all; {median(took[:10]):.1f} s a round at first, {median(took[-10:]):.1f} s at last"
    )


def _watch(site: Path, archive: Path, warehouse: Path) -> Watch:
    warehouse.mkdir(parents=True, exist_ok=True)
    return Watch(observer_of(load_site(site), site.parent), str(archive), str(warehouse), settled_s=0.0)


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _resident_mib() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--days", type=int, default=30, help="of the archive that is looked at")
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("looks", "rounds"):
            (folder / name).mkdir()
        console.print(looks(folder / "looks", options.days))
        for kind in (QUIET, NORMAL, BUSY):
            (folder / kind.name).mkdir()
            console.print(latency(kind, folder / kind.name))
        (short,) = rendered([FootageStretch(QUIET, 0, SHORT_S)], (SMALL,), folder / "one").values()
        console.print(rounds(options.rounds, short, folder / "rounds"))


if __name__ == "__main__":
    main()
