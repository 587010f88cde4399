"""`python -m benchmarks.tracking.visits_exam`: edited visits of real people through whole nights of the product.

Each seed is a recording of a hundred visits; its night runs by the command line. One counter, which the camera sees
from the public side alone: no seat is drawn, so all the time at it counts as served. With `--keep FOLDER` recordings
and warehouses stay there. Then an interrupted run goes on, and a changed program is judged in seconds, on the same
seeds: what the detector saw does not depend on how people are followed.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console

from benchmarks.tracking.exam import NOWHERE
from benchmarks.tracking.judging.printing import figures_table
from benchmarks.tracking.judging.results import FoundDay, JudgedDay, Results, Row, judged, save
from benchmarks.tracking.judging.visit_groups import TrueVisit, groups_table
from benchmarks.tracking.kept_nights import KeptNight
from benchmarks.tracking.pets import missing
from benchmarks.tracking.real_visits import LEAD_S, ZONE, EditedClip, Editor, RealVisit, drawn, truth
from benchmarks.tracking.seeds import commit, material_of, seeds_from
from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.events.find_events import find_events

BEGINS = datetime(2026, 6, 10, 1, tzinfo=UTC)
"""Eight in the morning in Jakarta."""

CAMERA, COUNTER = "cam-1", "counter-1"
SEEDS, VISITS = 6, 100
"""Six hundred visits: what the issue of tracking asks of each group."""


def site() -> str:
    """The site file."""
    left, top, right, bottom = ZONE
    zone = {
        "id": "customer-1",
        "kind": "customer",
        "polygon": [[left, top], [right, top], [right, bottom], [left, bottom]],
        "counters": [COUNTER],
    }
    camera = {
        "id": CAMERA,
        "agency": "office",
        "recorder": "recorder-1",
        "channel": 1,
        "purpose": "exam of tracking",
        "notice_date": BEGINS.date(),
        "zone_type": "service",
        "retention_days": 30,
        "views": [{"zones": [zone]}],
    }
    return yaml.safe_dump(
        {
            "id": "visits",
            "name": "Edited visits",
            "timezone": "Asia/Jakarta",
            "agencies": [{"id": "office", "name": "Office"}],
            "recorders": [{"id": "recorder-1", "folder": "recorder-1"}],
            "cameras": [camera],
            "counters": [{"id": COUNTER, "name": "1", "tenures": [{"agency": "office"}]}],
            "calendar": {"periods": [{"hours": {"wed": "07:00-16:00"}, "source": "exam"}], "holidays": None},
        },
        sort_keys=False,
    )


@dataclass(frozen=True)
class VisitsNight:
    """A recording of so many visits, kept with its truth in a folder of its own below `keep`."""

    keep: Path
    seed: int
    count: int

    @property
    def kept(self) -> KeptNight:
        return KeptNight(self.keep / f"visits-{self.seed}-{self.count}-{made_by()}")

    def visits(self) -> list[TrueVisit]:
        """The truth; the recording is written, and its night run, where that has not been done.

        Raises:
            RuntimeError: the night failed.
        """
        self.kept.recorded(self._record)
        self.kept.observed()
        rows = json.loads((self.kept.folder / "truth.json").read_text(encoding="utf-8"))
        return [TrueVisit(**row) for row in rows]

    def _record(self, folder: Path) -> None:
        clip, editor = _editor()
        visits = drawn(clip, self.count, np.random.default_rng(self.seed))
        recorder = folder / "archive" / "recorder-1"
        recorder.mkdir(parents=True, exist_ok=True)
        editor.write(visits, recorder / "ch01_20260610080000.mp4")
        (folder / "site.yaml").write_text(site(), encoding="utf-8")
        rows = [vars(one) for one in true_visits(clip, visits)]
        (folder / "truth.json").write_text(json.dumps(rows) + "\n", encoding="utf-8")

    def found(self) -> list[Row]:
        """The service sessions that the present program finds."""
        return [
            row
            for where, day in self.kept.camera_days()
            for row in find_events(self.kept.site, where, NOWHERE, day).service_time
        ]


@cache
def _editor() -> tuple[EditedClip, Editor]:
    """The clip, decoded once for all seeds, and who edits it."""
    clip = EditedClip()
    return clip, Editor(clip)


def made_by() -> str:
    """What tells recordings apart that were edited in different ways."""
    return material_of("real_visits.py")


def true_visits(clip: EditedClip, visits: list[RealVisit]) -> list[TrueVisit]:
    """Start and end of each, who it was, and what makes it hard to tell from the one before."""
    pauses = [LEAD_S, *(visit.pause_s for visit in visits)]
    return [
        TrueVisit(start, end, visit.visitor.person, pause, visit.alike)
        for visit, pause, (start, end) in zip(visits, pauses, truth(clip, visits), strict=False)
    ]


def sat(night: VisitsNight) -> tuple[JudgedDay, list[TrueVisit]]:
    """What is found of a night, beside the truth."""
    visits = night.visits()
    true = {SERVICE_TIME.name: [_row(one.start, one.end) for one in visits]}
    name = f"visits-{night.seed}/{CAMERA}"
    day = FoundDay("visits", name, BEGINS.timestamp(), true, {SERVICE_TIME.name: night.found()})
    return judged([day])[0], visits


def _row(start: float, end: float) -> Row:
    """A true visit."""
    started, ended = (BEGINS + timedelta(seconds=at) for at in (start, end))
    return {
        **dict.fromkeys(SERVICE_TIME.columns),
        "event_id": f"{start}",
        "camera_id": CAMERA,
        "counter_id": COUNTER,
        "service_date": BEGINS.date(),
        "started_at": started,
        "ended_at": ended,
        "duration_s": end - start,
        "start_censored": False,
        "end_censored": False,
    }


def kept_seeds(keep: Path, count: int) -> list[int]:
    """The seeds of the nights of so many visits in a folder, whatever commit they come from."""
    found = keep.glob(f"visits-*-{count}-{made_by()}")
    return sorted(int(path.name.split("-")[1]) for path in found)


@contextmanager
def folder_of(keep: Path | None) -> Iterator[Path]:
    """The folder to keep nights in; without one, one that goes again."""
    if keep:
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tracking.visits_exam", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--visits", type=int, default=VISITS, help=f"in each recording ({VISITS})")
    parser.add_argument("--seed", type=int, action="append", help="default: those that are kept, else of the commit")
    parser.add_argument("--times", type=int, default=SEEDS, help=f"so many seeds, where none is named ({SEEDS})")
    parser.add_argument("--keep", type=Path, help="folder of recordings and warehouses; a later run is a few seconds")
    parser.add_argument("--out", type=Path, help="file of the results, JSON")
    options = parser.parse_args()
    console = Console()
    if why := missing():
        console.print(why)
        return
    with folder_of(options.keep) as keep:
        seeds = options.seed or kept_seeds(keep, options.visits)
        more = options.times - len(seeds)
        if not options.seed and more > 0:
            new = seeds_from(commit().rstrip("+"), options.times)
            seeds += [seed for seed in new if seed not in seeds][:more]
        nights = []
        for number, seed in enumerate(seeds, start=1):
            nights.append(sat(VisitsNight(keep, seed, options.visits)))
            print(f"{number} of {len(seeds)}: seed {seed}", file=sys.stderr, flush=True)
    console.print(f"commit {commit()}, seeds {' '.join(map(str, seeds))}")
    days = [day for day, _ in nights]
    console.print(figures_table(days, "Edited visits of ten people of PETS09-S2L1"))
    console.print(groups_table(nights))
    if options.out:
        save(Results(commit(), seeds, 0.0, days, made_by()), options.out)


if __name__ == "__main__":
    main()
