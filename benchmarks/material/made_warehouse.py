"""A warehouse of years of cameras, made up with a seed: the real schemas, layout and writer, plausible contents.

Each camera shows one counter, open from 08:00 to 16:00 on five days a week, with a party every five minutes. One day in
ten misses 20 minutes, so that some rows are cut; the last two counters of an agency share a queue. Tables of single
frames are left out: no question reads them.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.material.made_events import agency_day
from benchmarks.material.made_footage import CLOSE_S, OPEN_S, Columns, closed, instants
from benchmarks.side_by_side import side_by_side
from pantau.schemas.table import Table
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS, REJECTS, RUNS
from pantau.transforms.tables.atomic_files import sha256_of
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.table_file import TableFile
from pantau.transforms.tables.transaction import commit_files
from pantau.transforms.tables.visible_files import visible_files

SITE, ZONE = "mall", "Asia/Jakarta"
AGENCIES = 5
MADE = (RECORDINGS, COVERAGE, *EVENT_TABLES, REJECTS, RUNS)


@dataclass(frozen=True)
class WarehouseSize:
    """How much is made: `days` service dates from `first` on, of `cameras`, a multiple of `AGENCIES`."""

    days: int
    cameras: int
    first: date = date(2021, 11, 1)
    seed: int = 4

    @property
    def last(self) -> date:
        """The last service date."""
        return self.first + timedelta(days=self.days - 1)


def make_warehouse(folder: str | Path, size: WarehouseSize, workers: int = 2) -> Path:
    """Writes the warehouse; the same size gives the same rows."""
    for _ in side_by_side(partial(_make_day, str(folder), size), range(size.days), workers):
        pass
    undated = {"service_date": [None], "input": ["hiv00000.mp4"], "step": ["name"], "error": ["no_time"]}
    write_filled(str(folder), REJECTS, (None,), undated)
    return Path(folder)


def commit_days(folder: str | Path, size: WarehouseSize) -> None:
    """Commits what `make_warehouse` wrote as one night a date, as nights do; from then on only runs may write."""
    root = Path(folder)
    found = {table.name: defaultdict(list) for table in MADE}
    for table in MADE:
        for file in visible_files(root, table):
            found[table.name][file.partition.values[0]].append(file)
    base = None
    for number in range(size.days):
        day = size.first + timedelta(days=number)
        files = [file for table in MADE for one in (day, *[None] * (not number)) for file in found[table.name][one]]
        listed = [
            TableFile(
                file.partition.table.name,
                file.partition.folder,
                file.path.name,
                pq.read_metadata(file.path).num_rows,
                sha256_of(file.path),
                file.partition.table.layout,
            )
            for file in files
        ]
        notes = {"command": "nightly", "site_id": SITE, "service_dates": [str(day)], "who": "made"}
        noted = {**notes, "committed_at": f"{day + timedelta(days=1)}T01:00:00+00:00"}
        base = commit_files(root, base, number + 1, f"night {number + 1}", noted, listed)


def _make_day(folder: str, size: WarehouseSize, number: int) -> None:
    day = size.first + timedelta(days=number)
    random = np.random.default_rng([size.seed, number])
    working = day.weekday() < 5
    for agency in range(AGENCIES):
        cameras = [f"C{c + 1:03d}" for c in range(agency, size.cameras, AGENCIES)]
        made = agency_day(random, day, cameras) if working else {COVERAGE.name: closed(cameras, day)}
        for table in (RECORDINGS, COVERAGE, *EVENT_TABLES):
            write_filled(folder, table, (day, f"agency{agency + 1}"), made.get(table.name, {}))
    refused = int(random.poisson(0.5))
    names = [f"broken{number}_{i}.mp4" for i in range(refused)]
    write_filled(
        folder, REJECTS, (day,), {"input": names, "camera_id": ["C001"] * refused, "step": ["probe"] * refused}
    )
    began = [instants(day, np.array([86400.0 + 3600]))]
    write_filled(
        folder,
        RUNS,
        (day,),
        {"run_id": [f"run{number}"], "time_zone": [ZONE], "outcome": ["complete"], "started_at": began[0]}
        | {"command": ["nightly"], "site_on_date": [_site_on_date(size, day)]},
    )


def _site_on_date(size: WarehouseSize, day: date) -> str:
    """What the site file would say of a date: a counter for each camera, of five agencies with a standard each."""
    opens, closes = (at.timestamp() for at in instants(day, np.array([OPEN_S, CLOSE_S])).to_pylist())
    names, working = [f"agency{number + 1}" for number in range(AGENCIES)], day.weekday() < 5
    owned = [(f"C{number + 1:03d}", names[number % AGENCIES]) for number in range(size.cameras)]
    hours = {"hours": "08:00-16:00", "intervals": [[opens, closes]], "day_kind": "ordinary"}
    said = {
        "site_name": SITE,
        "agencies": [
            {"agency_id": name, "agency_name": name} | (hours if working else {"day_kind": "closed"}) for name in names
        ],
        "counters": [
            {"counter_id": one, "agency_id": name, "counter_name": one, "service": name} for one, name in owned
        ],
        "cameras": [{"camera_id": one, "agency_id": name, "counter_ids": [one]} for one, name in owned],
        "standards": [
            {"agency_id": name, "measure": "waiting", "limit_s": 900.0, "portion": 0.9, "least_recorded": 0.9}
            for name in names
        ],
    }
    return json.dumps(said)


def write_filled(folder: str, table: Table, values: tuple, columns: Columns) -> None:
    """Writes a partition; what is not given is null where it may be, else `x`, 0 or false."""
    rows = len(next(iter(columns.values()), []))
    fixed = dict(zip(table.partition, values, strict=True)) | {"site_id": SITE}
    made = []
    for field in table.schema:
        if field.name in fixed:
            column = pa.array([fixed[field.name]] * rows, field.type)
        elif field.name in columns:
            given = columns[field.name]
            column = given if isinstance(given, pa.Array) else pa.array(given)
        else:
            column = pa.array([None if table.nullable(field.name) else _plain(field.type)] * rows, field.type)
        made.append(column.cast(field.type))
    stored = pa.Table.from_arrays(made, schema=table.schema)
    write_partition(folder, Partition(table, values), stored.sort_by([(name, "ascending") for name in table.order]))


def _plain(kind: pa.DataType) -> object:
    if pa.types.is_list(kind):
        return []
    if pa.types.is_timestamp(kind):
        return 0
    return "x" if pa.types.is_string(kind) else False if pa.types.is_boolean(kind) else 0
