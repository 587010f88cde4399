"""`python -m benchmarks.watching`: what it costs to watch an archive, and how soon a recording is in the tables.

`looks`: at an archive of many files, the first and a later one. `latency`: a quarter of an hour that has just been
finished, by how much goes on in it. `cameras`: ten busy ones that finish theirs at once. `week`: the memory of a watch
over seven days of short recordings, and what it costs while nothing comes.
"""

import argparse
import logging
import os
import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console

from benchmarks.material.footage import BUSY, NORMAL, QUIET, SMALL, VARIABLE, FootageStretch, Form, Kind, rendered
from benchmarks.material.many_cameras import many_cameras
from benchmarks.measuring import PROJECT
from pantau.pipelines.watching.watch import Watch
from pantau.schemas.site import load_site
from pantau.simulation.site import site_file
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.recordings.arriving.arrivals import Arrivals

MEASURES = ["looks", "latency", "cameras", "week"]

STRETCHES, STRETCH_S, SHORT_S = 4, 60, 4
"""Stretches of each kind, and seconds of one; seconds of a recording of the week."""

WEEK_DAYS, LOOK_MIN = 7, 10
"""Days of the week, in which a recording comes each quarter of an hour; minutes between looks, as is usual."""

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
    folder.mkdir()
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


def latency(cameras: int, kind: Kind, form: Form, kept: Path, folder: Path) -> str:
    """Seconds from a quarter of an hour that all cameras have finished to its rows; another is in the tables."""
    stretches = [FootageStretch(kind, number, STRETCH_S) for number in range(STRETCHES)]
    files = {stretch: file for (stretch, _), file in rendered(stretches, (form,), kept).items()}
    archive = many_cameras(cameras, files, folder / "made", quarters=2)
    by_time = sorted(archive.recordings, key=lambda file: file.name.rsplit("_", 1)[-1])
    place = folder / "archive"
    watch = _watch(archive.folder / "site.yaml", place, folder / "warehouse")
    now = datetime.fromtimestamp(archive.started_s + archive.seconds + 60, UTC)
    for quarter in (by_time[:cameras], by_time[cameras:]):
        for file in quarter:
            target = place / file.relative_to(archive.folder / "archive")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, target)
        began, cpu, busy = time.monotonic(), _cpu(), _busy()
        one = watch.round(now)
        took, spent, of_all = time.monotonic() - began, _cpu() - cpu, _busy() - busy
        if one.outcome is None or one.outcome.rejects or one.outcome.decoded != cameras:
            raise RuntimeError(f"{place}: not each recording was decoded, once; {one}")
    return (
        f"15 minutes, cameras: {cameras}, {kind.name}, {form.name}: in the tables {took:.1f} s after they are there, "
        f"{spent:.1f} s of processor; other programs took {of_all - spent:.0f} s of processor meanwhile"
    )


def week(stretch: FootageStretch, recording: Path, folder: Path) -> str:
    """The memory of a watch over a week, and the processor time of looks that find nothing; prints each day."""
    folder.mkdir()
    scenario = stretch.scenario
    (folder / "site.yaml").write_text(site_file(scenario), encoding="utf-8")
    place = folder / "archive" / f"recorder-{scenario.cameras[0].id}"
    place.mkdir(parents=True)
    watch = _watch(folder / "site.yaml", folder / "archive", folder / "warehouse")
    began = scenario.started_at.replace(hour=0, minute=0)
    memory, took, idle = [[] for _ in range(WEEK_DAYS)], [[] for _ in range(WEEK_DAYS)], []
    for minute in range(2 * LOOK_MIN, WEEK_DAYS * 24 * 60, LOOK_MIN):
        now, day = began + timedelta(minutes=minute), minute // (24 * 60)
        ended = now - timedelta(minutes=now.minute % 15)
        starts = ended - timedelta(minutes=15)
        if now - ended < timedelta(minutes=LOOK_MIN):
            file = place / f"ch{scenario.cameras[0].channel:02}_{starts:%Y%m%d%H%M%S}.mp4"
            file.write_bytes(recording.read_bytes() + minute.to_bytes(4, "big"))
        clock, cpu = time.monotonic(), _cpu()
        one = watch.round(now)
        if one.run is None:
            idle.append(_cpu() - cpu)
        else:
            took[day].append(time.monotonic() - clock)
        memory[day].append(_resident_mib())
        if (now + timedelta(minutes=LOOK_MIN)).date() != now.date():
            print(f"day {day + 1}: {len(took[day])} runs, {median(memory[day]):.1f} MiB", flush=True)
    by_day = [median(of_day) for of_day in memory]
    slope, _ = np.polyfit(range(1, WEEK_DAYS), by_day[1:], 1)
    return (
        f"a week of {sum(map(len, took))} runs: MiB by day {', '.join(f'{mib:.1f}' for mib in by_day)}, at most "
        f"{max(map(max, memory)):.0f}; from the second day on {slope:+.2f} a day; {median(took[0]):.1f} s a run on the "
        f"first day, {median(took[-1]):.1f} on the last; {len(idle)} looks that find nothing, "
        f"{sum(idle) / len(idle) / (60 * LOOK_MIN):.3%} of a core"
    )


def _watch(site: Path, archive: Path, warehouse: Path) -> Watch:
    warehouse.mkdir(parents=True, exist_ok=True)
    return Watch(observer_of(load_site(site), site.parent), str(archive), str(warehouse), settled_s=0.0)


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _busy() -> float:
    """Seconds of processor that all programs of this machine have taken, but idle time and waiting for disks."""
    times = Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()[1:]
    return sum(int(one) for place, one in enumerate(times[:8]) if place not in (3, 4)) / os.sysconf("SC_CLK_TCK")


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("what", nargs="*", choices=MEASURES, default=MEASURES, help="these alone")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="where footage is kept (.bench)")
    parser.add_argument("--days", type=int, default=30, help="of the archive that is looked at")
    parser.add_argument("--cameras", type=int, default=10, help="that close a file at once")
    options = parser.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    kept = options.folder.resolve() / "footage"
    console = Console(width=200)
    with tempfile.TemporaryDirectory() as temporary:
        folders = map(Path(temporary).__truediv__, map(str, count()))
        if "looks" in options.what:
            console.print(looks(next(folders), options.days))
        if "latency" in options.what:
            for kind in (QUIET, NORMAL, BUSY):
                console.print(latency(1, kind, SMALL, kept, next(folders)))
        if "cameras" in options.what:
            for form in (SMALL, VARIABLE):
                console.print(latency(options.cameras, BUSY, form, kept, next(folders)))
        if "week" in options.what:
            short = FootageStretch(BUSY, 0, SHORT_S)
            (recording,) = rendered([short], (SMALL,), kept).values()
            console.print(week(short, recording, next(folders)))


if __name__ == "__main__":
    main()
