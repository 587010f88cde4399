"""`make demo-watch`: a rendered day is played into a folder, faster than it went by, and watched meanwhile.

The clock of the watch begins with the first recording and runs `--times` as fast as this machine's. Each file comes
when it would have been finished. After each run a line tells how the tables have grown; at the end the date is over,
and what was found is compared with what really happened.
"""

import argparse
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
from rich.console import Console

from pantau.pipelines.command_line import main as pantau
from pantau.pipelines.watching.rounds import catch_up
from pantau.pipelines.watching.telling import Teller
from pantau.pipelines.watching.watch import Round, Watch
from pantau.schemas.site import Site, load_site
from pantau.schemas.tables import COVERAGE, SERVICE_TIME, WAITING_VISITS
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from pantau.transforms.tables.partition_files import read_table

console = Console(highlight=False)


@dataclass(frozen=True)
class Finished:
    """A recording of the archive, and when it is finished."""

    path: str
    at: datetime


def finished(site: Site, archive: Path) -> list[Finished]:
    """All recordings in the order in which they are finished: by their names' starts and their containers' lengths."""
    found = []
    for one in named_files(site, str(archive)):
        if isinstance(one, DatedFile) and not one.set_aside:
            with av.open(str(archive / one.recording.path)) as container:
                length = timedelta(microseconds=container.duration or 0)
            found.append(Finished(one.recording.path, one.recording.started_at + length))
    return sorted(found, key=lambda one: (one.at, one.path))


@dataclass
class FastClock:
    """A clock that begins at a moment and runs so many times as fast as this machine's."""

    begins: datetime
    times: float
    _began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Its time, UTC."""
        return self.begins + timedelta(seconds=self.times * (time.monotonic() - self._began))


def grown(one: Round, warehouse: Path) -> str:
    """What the tables of the run's dates hold."""
    rows = {
        table.name: [row for day in one.days for row in read_table(str(warehouse), table, service_date=day).to_pylist()]
        for table in (SERVICE_TIME, WAITING_VISITS, COVERAGE)
    }
    coming = sum(row["duration_s"] for row in rows["coverage"] if row["coverage_state"] == "not_yet")
    return (
        f"         {len(rows['service_time'])} services, {len(rows['waiting_visits'])} waits; "
        f"{coming / 3600:.1f} camera hours are yet to come"
    )


def play(demo: Path, times: float) -> None:
    """Plays the demo's archive into `live` beside it, and watches that."""
    live, warehouse = demo / "live", demo / "live-warehouse"
    for folder in (live, warehouse):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    site = load_site(demo / "site.yaml")
    waiting = finished(site, demo / "archive")
    clock = FastClock(waiting[0].at - timedelta(seconds=30), times)
    watch = Watch(observer_of(site, demo), str(live), str(warehouse), settled_s=0.0)
    teller = Teller(site.zone, None, clock.now)

    def told(one: Round) -> None:
        teller.round(one)
        if one.run is not None:
            console.print(grown(one, warehouse))

    while waiting:
        while waiting and waiting[0].at <= clock.now():
            one = waiting.pop(0)
            (live / one.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(demo / "archive" / one.path, live / one.path)
            console.print(f"{one.at.astimezone(site.zone):%H:%M:%S} {one.path} is finished")
        if any(live.rglob("*.*")):
            told(watch.round(clock.now()))
        time.sleep(0.2)
    console.print("the date is over: it is run once more, and final")
    over = datetime.combine(clock.now().astimezone(site.zone).date() + ONE_DAY, datetime.min.time(), site.zone)
    catch_up(watch, lambda: over.astimezone(UTC) + timedelta(hours=2), told)
    pantau(["evaluate", "--truth", str(demo / "truth"), "--warehouse", str(warehouse), "--table", "found"])


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo_watch", description=__doc__)
    parser.add_argument("--demo", type=Path, default=Path("demo"), help="folder that `pantau simulate` wrote")
    parser.add_argument("--times", type=float, default=20.0, help="how much faster than it went by (20)")
    options = parser.parse_args(argv)
    play(options.demo, options.times)


if __name__ == "__main__":
    main()
