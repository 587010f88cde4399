"""`python -m benchmarks.tracking.visits_exam`: edited visits of real people through a whole night of the product.

Made at run time in a temporary folder, which goes again: a recording, its site file, the night by the command line. One
counter, which the camera sees from the public side alone: no seat is drawn, so all the time at it counts as served.
"""

import argparse
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console

from benchmarks.tracking.judging.figures import counted, services_of
from benchmarks.tracking.judging.printing import figures_table
from benchmarks.tracking.judging.results import FoundDay, JudgedDay, Results, Row, judged, save
from benchmarks.tracking.pets import missing
from benchmarks.tracking.real_visits import ZONE, EditedClip, drawn, truth, write
from benchmarks.tracking.seeds import commit, seeds_from
from pantau.pipelines.command_line import main as pantau
from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.tables.partition_files import partitions_of, read_table

BEGINS = datetime(2026, 6, 10, 1, tzinfo=UTC)
"""Eight in the morning in Jakarta."""

CAMERA, COUNTER = "cam-1", "counter-1"


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


def sat(clip: EditedClip, count: int, seed: int) -> tuple[JudgedDay, float]:
    """A recording of so many visits through a night, and its length, seconds.

    Raises:
        RuntimeError: the night failed.
    """
    visits = drawn(clip, count, np.random.default_rng(seed))
    with tempfile.TemporaryDirectory() as folder:
        archive, warehouse, file = Path(folder, "archive"), Path(folder, "warehouse"), Path(folder, "site.yaml")
        recorder = archive / "recorder-1"
        recorder.mkdir(parents=True)
        seconds = write(clip, visits, recorder / "ch01_20260610080000.mp4")
        file.write_text(site(), encoding="utf-8")
        words = ["nightly", "--site", str(file), "--archive", str(archive), "--warehouse", str(warehouse)]
        if pantau(words):
            raise RuntimeError("the night over the edited visits did not end well; see what it printed above")
        days = {part.values[0] for part in partitions_of(str(warehouse), SERVICE_TIME)}
        rows = [row for day in days for row in read_table(str(warehouse), SERVICE_TIME, service_date=day).to_pylist()]
    true = {SERVICE_TIME.name: [_row(*span) for span in truth(clip, visits)]}
    day = FoundDay("visits", f"visits-{seed}/{CAMERA}", BEGINS.timestamp(), true, {SERVICE_TIME.name: rows})
    return judged([day])[0], seconds


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


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tracking.visits_exam", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--visits", type=int, default=30, help="in each recording (30)")
    parser.add_argument("--seed", type=int, action="append", help="default: from the commit's hash")
    parser.add_argument("--out", type=Path, help="file of the results, JSON")
    options = parser.parse_args()
    console = Console()
    if why := missing():
        console.print(why)
        return
    seeds, clip, days = options.seed or seeds_from(commit().rstrip("+"), 1), EditedClip(), []
    for seed in seeds:
        day, seconds = sat(clip, options.visits, seed)
        days.append(day)
        told = counted(services_of([day]))
        console.print(f"seed {seed}: {told.true} visits in {seconds / 60:.0f} minutes, {told.found} found")
    console.print(figures_table(days, "Edited visits of nine people of PETS09-S2L1"))
    if options.out:
        save(Results(commit(), seeds, 0.0, days), options.out)


if __name__ == "__main__":
    main()
