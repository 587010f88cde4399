"""How long the shipped questions take, from the Parquet files and from the index; run by `make bench`.

    python -m benchmarks.sql_at_scale                      half a year of 10 cameras, in a folder of its own
    python -m benchmarks.sql_at_scale --days 1825 --cameras 50 --folder F     five years of 50 cameras, kept in F
    python -m benchmarks.sql_at_scale --grow 65 --cameras 50 --folder F       the index alone, grown from 28 days

Each question with its default parameters (all dates), over the last year and over the last month. *warm*: median of
three on one open connection, after one that is not counted; *CPU*: user and system time of the same, to compare on a
busy machine. *first*: the first 100 rows alone. *cold*: the whole of a new Python process that imports `sql` and asks
once, with the index out of the system's cache, and its CPU time and peak memory. Then the lists written to files, as
`pantau ask QUESTION --format FORMAT` does it.
"""

import argparse
import os
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

from benchmarks.material.grown_index import BLOCK_DAYS, grow
from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.sql.index.index_file import FILE
from pantau.sql.listing import LISTS
from pantau.sql.question import Question

REPEATS = 3
FIRST = 100
COLUMNS = ("rows", "warm ms", "CPU ms", "first ms", "year CPU", "month CPU", "cold ms", "cold CPU", "MiB")
SPENT = """
(peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time(), int(peak) // 1024, file=sys.stderr)
"""
ASK = f"""
import sys, time
from pantau import sql
sql.ask(sys.argv[1], sys.argv[2])
{SPENT}"""
EXPORT = f"""
import sys, time
from pantau.pipelines.command_line import main
main(sys.argv[1:])
{SPENT}"""


def main(arguments: list[str] | None = None) -> None:
    """Makes the warehouse where there is none yet, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--cameras", type=int, default=10)
    parser.add_argument(
        "--grow", type=int, metavar="BLOCKS", help="an index of so many times 28 days, without their files"
    )
    parser.add_argument("--folder", help="where the warehouse is, or is made and kept; without it, nothing is kept")
    parser.add_argument("--question", action="append", help="only this question; may be repeated")
    parser.add_argument("--kept", action="store_true", help="measure with the index as it is there")
    parser.add_argument("--without", choices=("parquet", "index"), help="do not measure from these")
    given = parser.parse_args(arguments)
    if given.grow:
        given.days, given.kept, given.without = BLOCK_DAYS * given.grow, True, "parquet"
    with tempfile.TemporaryDirectory() as folder:
        measure(
            Console(width=160),
            Path(given.folder or folder, "warehouse"),
            WarehouseSize(given.days, given.cameras),
            given,
        )


def measure(console: Console, warehouse: Path, size: WarehouseSize, given: argparse.Namespace) -> None:
    """Prints a table for each way of reading the warehouse."""
    if given.grow and not (warehouse / FILE).is_file():
        grow(warehouse, size.cameras, given.grow)
    if not warehouse.is_dir():
        console.print(f"Making {size.days} days of {size.cameras} cameras …")
        warehouse.mkdir(parents=True)
        make_warehouse(warehouse, size)
        commit_days(warehouse, size)
    asked = [one for one in sql.questions() if not given.question or one.name in given.question]
    spans = [{"from": str(size.last - timedelta(days=days - 1)), "to": str(size.last)} for days in (365, 30)]
    index = warehouse / FILE
    if given.without != "parquet":
        index.unlink(missing_ok=True)
        console.print(_table("from the Parquet files", warehouse, asked, spans))
    if given.without != "index":
        if not given.kept:
            began, used = time.perf_counter(), time.process_time()
            sql.update_index(warehouse)
            took, cpu = time.perf_counter() - began, time.process_time() - used
            console.print(f"Index made in {took:.1f} s, {cpu:.1f} s CPU, {index.stat().st_size / 1e6:,.0f} MB")
        console.print(_table("from the index", warehouse, asked, spans))
        console.print(_exports(warehouse, [one.name for one in asked if one.name in LISTS]))


def _table(title: str, warehouse: Path, asked: tuple[Question, ...], spans: list[dict[str, str]]) -> Table:
    table = Table(title_justify="left", header_style="bold")
    table.add_column("question")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    began, used = time.perf_counter(), time.process_time()
    with sql.connect(warehouse) as connection:
        opened = f"opened in {time.perf_counter() - began:.2f} s, {time.process_time() - used:.2f} s CPU"
        table.title = f"{title}: {opened}"
        for question in asked:
            rows = sql.ask(connection, question.name).num_rows
            first, _ = _warm(connection, question.name, {}, first=FIRST)
            known = {one.name for one in question.parameters}
            cpu = [_warm(connection, question.name, span)[1] if span.keys() <= known else None for span in spans]
            figures = (rows, *_warm(connection, question.name, {}), first, *cpu, *_cold(warehouse, question.name))
            table.add_row(question.name, *("" if figure is None else f"{figure:,.0f}" for figure in figures))
    return table


def _exports(warehouse: Path, names: list[str]) -> Table:
    table = Table(title="lists written to a file, from the index", title_justify="left", header_style="bold")
    for name in ("question", "format", "MB", "s", "CPU s", "MiB"):
        table.add_column(name, justify="left" if name in ("question", "format") else "right")
    for name in names:
        for form in ("csv", "parquet"):
            table.add_row(name, form, *(f"{figure:,.1f}" for figure in _export(warehouse, name, form)))
    return table


def _export(warehouse: Path, name: str, form: str) -> tuple[float, float, float, float]:
    command = [sys.executable, "-c", EXPORT, "ask", name, "--warehouse", str(warehouse), "--format", form]
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=out, stderr=subprocess.PIPE, text=True)
        took = time.perf_counter() - began
        used, peak = done.stderr.split()
        return os.fstat(out.fileno()).st_size / 1e6, took, float(used), int(peak)


def _warm(
    connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, str], first: int | None = None
) -> tuple[float, float]:
    sql.ask(connection, name, first=first, **values)
    spent, cpu = [], []
    for _ in range(REPEATS):
        began, used = time.perf_counter(), time.process_time()
        sql.ask(connection, name, first=first, **values)
        spent.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - used))
    return statistics.median(spent), statistics.median(cpu)


def _cold(warehouse: Path, name: str) -> tuple[float, float, int]:
    if (warehouse / FILE).exists():
        with (warehouse / FILE).open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", ASK, str(warehouse), name], check=True, capture_output=True, text=True)
    used, peak = done.stderr.split()
    return 1000 * (time.perf_counter() - began), 1000 * float(used), int(peak)


if __name__ == "__main__":
    main()
