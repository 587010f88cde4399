"""How long the pages of the desk take over years of cameras.

    python -m benchmarks.desk_at_scale                     half a year of 10 cameras, in a folder of its own
    python -m benchmarks.desk_at_scale --days 1825 --cameras 50 --folder F      five years of 50 cameras, kept in F
    python -m benchmarks.desk_at_scale --grow 65 --cameras 50 --folder F        the index alone, grown from 28 days

The warehouse is the made-up one of `sql_at_scale`, with its index, and 20,000 looks in `custody`. *warm*: median and
most of five in one desk, after one that is not counted; *CPU*: user and system time of the same; *kB*: the page.
*first*, *first CPU*: of a desk that was just started, in a process of its own, with the index out of the system's
cache. A browser's own time and the network are not in it.
"""

import argparse
import os
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from benchmarks.material.grown_index import BLOCK_DAYS, grow
from benchmarks.material.made_warehouse import AGENCIES, SITE, WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.desk.application import application
from pantau.desk.settings import DeskSettings
from pantau.schemas.site import parse_site
from pantau.schemas.tables import CUSTODY
from pantau.sql.index.index_file import FILE
from pantau.transforms.tables.appended.appended_rows import MOST_ROWS

REPEATS = 5
LOOKS = 20_000
"""Chosen: what ten people look at in a year, at ten clips on each of 200 working days."""


def main(arguments: list[str] | None = None) -> None:
    """Makes the warehouse where there is none yet, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--cameras", type=int, default=10)
    parser.add_argument(
        "--grow", type=int, metavar="BLOCKS", help="an index of so many times 28 days, without their files"
    )
    parser.add_argument("--folder", help="where the warehouse is, or is made and kept; without it, nothing is kept")
    given = parser.parse_args(arguments)
    size = WarehouseSize(BLOCK_DAYS * given.grow if given.grow else given.days, given.cameras)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(given.folder or folder, "warehouse")
        if not warehouse.is_dir():
            make_years(warehouse, size, given.grow)
        note_looks(warehouse, size)
        Console(width=120).print(measured(DeskSettings(made_site(size), folder, str(warehouse)), size))


def make_years(warehouse: Path, size: WarehouseSize, blocks: int | None) -> None:
    """Makes the warehouse with its index; with `blocks` the index alone is of all days."""
    if blocks:
        grow(warehouse, size.cameras, blocks)
        return
    warehouse.mkdir(parents=True)
    make_warehouse(warehouse, size)
    commit_days(warehouse, size)
    sql.update_index(warehouse)


def made_site(size: WarehouseSize):
    """The site that a made warehouse is of: each camera shows the counter of its name."""
    whose = {f"C{number + 1:03d}": f"agency{number % AGENCIES + 1}" for number in range(size.cameras)}
    zone = "{id: front, kind: customer, counters: [%s], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}"
    law = "purpose: security, notice_date: 2018-12-06, retention_days: 3650"
    lines = [
        *(f"id: {SITE}", "name: Mall", "recorders: [{id: nvr}]", "agencies:"),
        *(f"  - {{id: {agency}, name: {agency}}}" for agency in sorted(set(whose.values()))),
        "cameras:",
        *(
            f"  - {{id: {camera}, agency: {agency}, recorder: nvr, channel: {number}, zone_type: service, {law}, "
            f"views: [{{zones: [{zone % camera}]}}]}}"
            for number, (camera, agency) in enumerate(whose.items(), 1)
        ),
        "counters:",
        *(f"  - {{id: {one}, name: {one}, tenures: [{{agency: {agency}}}]}}" for one, agency in whose.items()),
        "calendar: {periods: [{hours: {mon: 08:00-16:00}, source: decree}]}",
    ]
    return parse_site("\n".join(lines))


def note_looks(warehouse: Path, size: WarehouseSize) -> None:
    """Writes `LOOKS` rows of `custody`, in files as a desk makes them; none where there are any."""
    folder = warehouse / CUSTODY.name
    if folder.is_dir():
        return
    folder.mkdir()
    with sql.connect(warehouse) as connection:
        shown = connection.sql("FROM recordings ORDER BY started_at DESC LIMIT 1000").to_arrow_table().to_pylist()
    began = datetime.combine(size.last, datetime.min.time()).astimezone() - timedelta(minutes=LOOKS)
    rows = [
        {
            **{name: shown[number % len(shown)].get(name) for name in CUSTODY.columns},
            **{"look_id": f"{number:016x}", "shown_at": began + timedelta(minutes=number), "account": "ani"},
            **{"account_role": "reviewer", "footage_kind": "clip", "from_s": 1.0, "to_s": 21.0},
        }
        for number in range(LOOKS)
    ]
    for first in range(0, LOOKS, MOST_ROWS):
        part: pa.Table = CUSTODY.arrow(rows[first : first + MOST_ROWS])
        pq.write_table(part, folder / f"part-{rows[first]['shown_at']:%Y%m%dT%H%M%SZ}-{first:016x}.parquet")


def pages_of(warehouse: str) -> dict[str, str]:
    """The addresses that are measured, by what they show: of the newest day on which anybody was served."""
    with sql.connect(warehouse) as connection:
        event, camera, at, day, oldest = connection.execute(
            "SELECT event_id, camera_id, started_at, service_date, (SELECT min(service_date) FROM services) "
            "FROM services ORDER BY started_at DESC LIMIT 1"
        ).fetchall()[0]
    moment = urlencode({"camera": camera, "at": at.isoformat()})
    return {
        "days, the newest month": "/days",
        "days, the oldest month": f"/days?month={oldest:%Y-%m}",
        "a day": f"/day/{day}",
        "an event": f"/event/{event}",
        "a moment": f"/moment?{moment}",
        "cameras": "/cameras",
        "a camera": f"/camera/{camera}",
        "a camera's drawing": f"/camera/{camera}/drawing?day={day}",
        "night": "/night",
        "who looked": "/custody",
        "who looked, further back": f"/custody?{urlencode({'before': _long_ago(day)})}",
    }


def measured(settings: DeskSettings, size: WarehouseSize) -> Table:
    """The times of all pages."""
    made = Table(title=f"{size.days} days of {size.cameras} cameras, ms", title_justify="left", header_style="bold")
    for name in ("page", "first", "first CPU", "warm", "most", "CPU", "kB"):
        made.add_column(name, justify="left" if name == "page" else "right")
    for name, address in pages_of(settings.warehouse).items():
        with ProcessPoolExecutor(1, get_context("spawn")) as just_started:
            (first, first_cpu, _), *_ = just_started.submit(asked_of, settings, address, 1).result()
        (_, _, kilobytes), *again = asked_of(settings, address, REPEATS + 1)
        warm, cpu = [one[0] for one in again], [one[1] for one in again]
        figures = (first, first_cpu, statistics.median(warm), max(warm), statistics.median(cpu), kilobytes)
        made.add_row(name, *(f"{figure:,.0f}" for figure in figures))
    return made


def asked_of(settings: DeskSettings, address: str, times: int) -> list[tuple[float, float, float]]:
    """A desk starts, with the index out of the system's cache; ms by the clock and of processor, and kB, each time."""
    host, made = f"http://127.0.0.1:{settings.port}", application(settings)
    with Path(settings.warehouse, FILE).open("rb") as index:
        os.posix_fadvise(index.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with TestClient(made, host, headers={"accept-language": "en"}) as client:
        return [_asked(client, address) for _ in range(times)]


def _asked(client: TestClient, address: str) -> tuple[float, float, float]:
    began, used = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: answered with {answer.status_code}: {answer.text[:400]}")
    return 1000 * took, 1000 * cpu, len(answer.content) / 1000


def _long_ago(day: date) -> str:
    return f"{day - timedelta(days=7)}T00:00:00Z"


if __name__ == "__main__":
    main()
