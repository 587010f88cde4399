"""An index of years, grown from that of 28 made days: to make the Parquet files of years takes hours, and no question
reads them where an index is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.sql.index.index_file import ANSWERED_BY_DATE, DATABASE, FILE, KEPT

BLOCK_DAYS = 28
"""Whole weeks, so that weekdays stay as they are."""

IDS = ("event_id", "service_event_id", "run_id", "recording_id")
"""What names a row; each block has names of its own."""

DURATIONS = tuple(
    f"{name}{bound}_s" for name in ("duration", "whole_duration", "waiting", "waited") for bound in ("", "_lo", "_hi")
)
LONGER_S = 0.000131
"""Chosen: any number of microseconds that parts durations and moves no answer by more than 10 ms."""


def grow(warehouse: Path, cameras: int, blocks: int) -> WarehouseSize:
    """Makes a warehouse of 28 days and its index, and repeats the index's rows `blocks` times, 28 days later each.

    Each block's durations are some microseconds longer, since of years hardly two are alike. Kept answers by date grow
    alike; the others have a row for each counter or agency, however many dates there are, and stay those of 28 days.
    """
    size = WarehouseSize(BLOCK_DAYS, cameras)
    if not (warehouse / "commits").is_dir():
        warehouse.mkdir(parents=True, exist_ok=True)
        make_warehouse(warehouse, size)
        commit_days(warehouse, size)
    sql.update_index(warehouse)
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GB'")
        connection.execute(f"ATTACH '{warehouse / FILE}' AS {DATABASE}")
        for name in (*KEPT, *(f"answer_{name}" for name in ANSWERED_BY_DATE)):
            connection.execute("BEGIN")
            for statement in _repeated(connection, name, blocks):
                connection.execute(statement)
            connection.execute("COMMIT")
        connection.execute(f"DETACH {DATABASE}")
    return WarehouseSize(BLOCK_DAYS * blocks, cameras)


def _repeated(connection: duckdb.DuckDBPyConnection, name: str, blocks: int) -> Iterator[str]:
    """Statements that insert a table's rows again, each block of dates after the one before."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = ? AND table_name = ?",
        [DATABASE, name],
    ).fetchall()
    table = f"{DATABASE}.{name}"
    last = WarehouseSize(BLOCK_DAYS, 0).last
    for block in range(1, blocks):
        days = timedelta(days=BLOCK_DAYS * block).days
        moved = [f"{column} + {days} AS {column}" for column, kind in columns if kind == "DATE"]
        moved += [f"{column} + INTERVAL {days} DAY AS {column}" for column, kind in columns if "TIMESTAMP" in kind]
        moved += [f"{column} || '~{block}' AS {column}" for column, _ in columns if column in IDS]
        moved += [
            f"CASE {column} WHEN 0 THEN 0 ELSE round({column} + {block * LONGER_S}, 6) END AS {column}"
            for column, _ in columns
            if column in DURATIONS and name in ("services", "waits")
        ]
        yield f"INSERT INTO {table} SELECT * REPLACE ({', '.join(moved)}) FROM {table} WHERE service_date <= '{last}'"
