"""`pantau report`: the nightly report as one HTML page."""

import argparse
import os
from datetime import date
from pathlib import Path

import duckdb

from pantau.pipelines.commands.arguments.dates import describe_dates, first_and_last
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, newest_zone, zones_of
from pantau.schemas.site import load_site
from pantau.sql import connect
from pantau.sql.report import newest_day, report_html


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, the period, the site file and the page."""
    describe_warehouse(parser)
    parser.add_argument("--site", metavar="FILE", help="the site file: names, and the standards to compare with")
    describe_dates(parser, "without dates, the newest one")
    parser.add_argument("--out", required=True, metavar="FILE", help="the HTML page to write")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the page was written.

    Raises:
        ValueError, OSError: the dates, the site file or the folders cannot be used, or nothing is known of the period.
    """
    target = Path(arguments.out)
    if not target.absolute().parent.is_dir():
        raise NotADirectoryError(f"--out {target}: there is no folder {target.parent}; make it first")
    site = load_site(arguments.site) if arguments.site else None
    with connect(arguments.warehouse, zones_of(arguments.warehouse)) as connection:
        first, last = first_and_last(arguments, newest_zone(arguments.warehouse)) or _newest(
            connection, arguments.warehouse
        )
        page = report_html(connection, first, last, site, arguments.warehouse)
    written = target.with_name(f".writing-{target.name}")
    written.write_text(page, encoding="utf-8")
    os.replace(written, target)
    print(f"{target}: {first}{'' if first == last else f' to {last}'}, {len(page) / 1000:.0f} kB; open it in a browser")
    return 0


def _newest(connection: duckdb.DuckDBPyConnection, warehouse: str) -> tuple[date, date]:
    newest = newest_day(connection)
    if newest is None:
        raise ValueError(f"--warehouse {warehouse}: holds no run yet; run `pantau nightly` first")
    return newest, newest
