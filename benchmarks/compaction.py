"""What files of a month would gain: questions over a file per date and agency, over one per month, and by the index.

    python -m benchmarks.compaction --days 365 --cameras 50 --folder F

The warehouse is that of `benchmarks.sql_at_scale`, kept in F. The files of months are written beside it, and views over
them put in the place of those over its own. Processor seconds of all cores: over all dates, once; over 30 days and over
a date, the median of three that are drawn; of lists, the first 100 rows and the whole.
"""

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS
from pantau.sql.index.index_file import FILE
from pantau.transforms.tables.visible_files import visible_files

TABLES = (RECORDINGS, COVERAGE, *EVENT_TABLES)
QUESTIONS = ("service_time", "waiting_time", "counter_summary", "overview", "service_level", "coverage_timeline")
LISTED = ("session_list", "presence_timeline")
ROWS_TOGETHER = 20_000
"""Rows of a row group, chosen: some two days of 50 cameras, so that a date is found without reading the month."""


def main(arguments: list[str] | None = None) -> None:
    """Makes the warehouse where there is none yet, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--cameras", type=int, default=50)
    parser.add_argument("--folder", required=True, help="where the warehouse is, or is made and kept")
    given = parser.parse_args(arguments)
    warehouse, months = Path(given.folder, "warehouse"), Path(given.folder, "months")
    size = WarehouseSize(given.days, given.cameras)
    if not warehouse.is_dir():
        warehouse.mkdir(parents=True)
        make_warehouse(warehouse, size)
        commit_days(warehouse, size)
    if not months.is_dir():
        compact(warehouse, months)
    with sql.connect(warehouse, indexed=False) as connection:
        measure("dates", connection, size)
        show_months(connection, months)
        measure("months", connection, size)
    if not (warehouse / FILE).is_file():
        sql.update_index(warehouse)
    with sql.connect(warehouse) as connection:
        measure("index", connection, size)


def compact(warehouse: Path, months: Path) -> None:
    """Writes a file of each table's month, and prints how many bytes were how many."""
    before, began = [], time.process_time()
    for table in TABLES:
        of_month = defaultdict(list)
        for file in visible_files(warehouse, table):
            of_month[f"{file.partition.values[0]:%Y-%m}"].append(file.path)
        before += [path for paths in of_month.values() for path in paths]
        (months / table.name).mkdir(parents=True)
        for month, paths in of_month.items():
            rows = pa.concat_tables([pq.ParquetFile(path).read() for path in paths])
            target = months / table.name / f"{month}.parquet"
            pq.write_table(rows, target, compression="zstd", row_group_size=ROWS_TOGETHER)
    for what, paths in (("dates", before), ("months", list(months.rglob("*.parquet")))):
        print(f"{what}: {len(paths)} files, {sum(path.stat().st_size for path in paths) / 1e6:.0f} MB")
    print(f"written in {time.process_time() - began:.0f} s")


def show_months(connection: duckdb.DuckDBPyConnection, months: Path) -> None:
    """Puts views over the files of months in the place of those over the warehouse's."""
    for table in TABLES:
        source = f"read_parquet('{months / table.name}/*.parquet', hive_partitioning = false)"
        connection.execute(f"CREATE OR REPLACE VIEW {table.name} AS SELECT {', '.join(table.columns)} FROM {source}")


def measure(label: str, connection: duckdb.DuckDBPyConnection, size: WarehouseSize) -> None:
    """Prints the processor seconds of each question."""
    dice = random.Random(size.seed)
    drawn = [size.first + timedelta(days=dice.randrange(max(1, size.days - 30))) for _ in range(3)]
    for question in QUESTIONS:
        spent = [_spent(_asked(connection, question, {}))]
        for days in (30, 1):
            periods = ({"from_": str(day), "to": str(day + timedelta(days=days - 1))} for day in drawn)
            spent.append(statistics.median(_spent(_asked(connection, question, period)) for period in periods))
        print(f"{label}: {question}: all {spent[0]:.2f}, 30 days {spent[1]:.2f}, a date {spent[2]:.2f} s")
    for question in LISTED:
        first, whole = (_spent(_asked(connection, question, how)) for how in ({"first": 100}, {}))
        print(f"{label}: {question}: first {first:.2f}, whole {whole:.2f} s")


def _asked(connection: duckdb.DuckDBPyConnection, question: str, given: dict) -> Callable[[], object]:
    return lambda: sql.ask(connection, question, **given)


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
