"""How long the shipped questions take, from the Parquet files and from the index; run by `make bench`.

    python -m benchmarks.sql_at_scale                      half a year of 10 cameras, in a folder of its own
    python -m benchmarks.sql_at_scale --days 1825 --cameras 50 --folder F     five years of 50 cameras, kept in F

Each question with its default parameters (all dates), and over the last month. *warm*: median of three on one open
connection, after one that is not counted. *connection*: opening a connection for it alone and asking once. *process*:
the whole of a new Python process that imports `sql` and asks once; its peak memory beside it. Files are in the system's
cache throughout: what a disk needs comes on top. CPU is user and system time of the warm runs, to compare on a busy
machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

import sql
from benchmarks.made_warehouse import Size, commit_days, make_warehouse
from sql.index import FILE
from sql.question import Question

REPEATS = 3
COLUMNS = ("rows", "scanned", "warm ms", "CPU ms", "connection ms", "process ms", "MiB", "month warm", "month process")
ASK = """
import resource, sys
import sql
answer = sql.ask(sys.argv[1], sys.argv[2], **dict(pair.split("=") for pair in sys.argv[3:]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main(arguments: list[str] | None = None) -> None:
    """Makes the warehouse where there is none yet, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--cameras", type=int, default=10)
    parser.add_argument("--folder", help="where the warehouse is, or is made and kept; without it, nothing is kept")
    parser.add_argument("--question", action="append", help="only this question; may be repeated")
    parser.add_argument("--without", choices=("parquet", "index"), help="do not measure from these")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        measure(Console(width=160), Path(given.folder or folder, "warehouse"), Size(given.days, given.cameras), given)


def measure(console: Console, warehouse: Path, size: Size, given: argparse.Namespace) -> None:
    """Prints a table for each way of reading the warehouse."""
    if not warehouse.is_dir():
        console.print(f"Making {size.days} days of {size.cameras} cameras …")
        warehouse.mkdir(parents=True)
        make_warehouse(warehouse, size)
        commit_days(warehouse, size)
    asked = [one for one in sql.questions() if not given.question or one.name in given.question]
    month = {"from": str(size.last - timedelta(days=29)), "to": str(size.last)}
    index = warehouse / FILE
    if given.without != "parquet":
        index.unlink(missing_ok=True)
        console.print(_table("from the Parquet files", warehouse, asked, month))
    if given.without != "index":
        began = time.perf_counter()
        sql.update_index(warehouse)
        took = time.perf_counter() - began
        console.print(f"Index made in {took:.1f} s, {index.stat().st_size / 1e6:,.0f} MB")
        console.print(_table("from the index", warehouse, asked, month))


def _table(title: str, warehouse: Path, asked: tuple[Question, ...], month: dict[str, str]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("question")
    for name in (
        "rows",
        "scanned",
        "warm ms",
        "CPU ms",
        "connection ms",
        "process ms",
        "MiB",
        "month warm",
        "month process",
    ):
        table.add_column(name, justify="right")
    with sql.connect(warehouse) as connection:
        connection.execute("SET enable_progress_bar = false")
        for question in asked:
            rows, scanned = _scanned(connection, question)
            warm, cpu = _warm(connection, question.name, {})
            process, peak = _process(warehouse, question.name, {})
            known = {one.name for one in question.parameters}
            some = {name: value for name, value in month.items() if name in known}
            figures = (
                rows,
                scanned,
                warm,
                cpu,
                _connection(warehouse, question.name),
                process,
                peak,
                _warm(connection, question.name, some)[0],
                _process(warehouse, question.name, some)[0],
            )
            table.add_row(question.name, *(f"{figure:,.0f}" for figure in figures))
    return table


def _scanned(connection: duckdb.DuckDBPyConnection, question: Question) -> tuple[int, int]:
    """Rows of the answer, and rows that came from tables or files for it, those sorted out while reading left out."""
    connection.execute("PRAGMA enable_profiling = 'no_output'")
    rows = sql.ask(connection, question.name).num_rows
    profile = json.loads(connection.get_profiling_information("json"))
    connection.execute("PRAGMA disable_profiling")
    return rows, sum(_read(operator) for operator in profile["operator"])


def _read(operator: dict) -> int:
    below = operator.get("children", [])
    return sum(map(_read, below)) if below else operator["intermediate_rows"]


def _warm(connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, str]) -> tuple[float, float]:
    sql.ask(connection, name, **values)
    spent, cpu = [], []
    for _ in range(REPEATS):
        began, used = time.perf_counter(), time.process_time()
        sql.ask(connection, name, **values)
        spent.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - used))
    return statistics.median(spent), statistics.median(cpu)


def _connection(warehouse: Path, name: str) -> float:
    began = time.perf_counter()
    sql.ask(warehouse, name)
    return 1000 * (time.perf_counter() - began)


def _process(warehouse: Path, name: str, values: dict[str, str]) -> tuple[float, int]:
    words = [f"{key}={value}" for key, value in values.items()]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(warehouse), name, *words], check=True, capture_output=True, text=True
    )
    return 1000 * (time.perf_counter() - began), int(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
