"""`pantau baselines`: what is usual at each counter, of former dates, for those that follow."""

import argparse
from datetime import date

import apache_beam as beam
from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.pipelines.engine import beam_options
from pantau.schemas.site import load_site
from pantau.schemas.tables import BASELINES, SERVICE_TIME
from pantau.transforms.baselines.baseline_rows import LEAST, BaselineOrder
from pantau.transforms.baselines.make_baselines import MakeBaselines, refusal, standing_ids
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.provenance import code_hash, config_hash
from pantau.transforms.tables.partition_files import partitions_of, read_table


def describe(parser: argparse.ArgumentParser) -> None:
    """The site file, the warehouse, and from which date on they hold."""
    parser.add_argument("--site", required=True, metavar="FILE", help="site file")
    describe_warehouse(parser)
    parser.add_argument(
        "--from",
        dest="holds_from",
        type=date.fromisoformat,
        metavar="DATE",
        help="service date from which on they hold (the one after the newest that has services)",
    )


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when they were made, also where no counter had enough services.

    Raises:
        ValueError: the site file is wrong, no date has services, or there are baselines of that date.
        Occupied: another run writes to the warehouse.
    """
    zones_of(arguments.warehouse)
    site = load_site(arguments.site)
    holds_from = arguments.holds_from or _after_newest(arguments.warehouse, site.id)
    order = BaselineOrder(site.id, holds_from, code_hash(), config_hash(site))
    if standing_ids(arguments.warehouse, order):
        raise ValueError(refusal(order))
    with beam.Pipeline(options=beam_options([])) as pipeline:
        dates = pipeline | beam.Create([day.isoformat() for day in order.dates], reshuffle=False)
        dates | MakeBaselines(str(arguments.warehouse), order)
    _show(arguments.warehouse, order)
    return 0


def _after_newest(warehouse: str, site_id: str) -> date:
    for day in sorted({partition.values[0] for partition in partitions_of(warehouse, SERVICE_TIME)}, reverse=True):
        if site_id in read_table(warehouse, SERVICE_TIME, service_date=day)["site_id"].to_pylist():
            return day + ONE_DAY
    raise ValueError(f"{warehouse}: has no services of {site_id}, so nothing is usual yet; run `pantau nightly` first")


def _show(warehouse: str, order: BaselineOrder) -> None:
    rows = read_table(warehouse, BASELINES, service_date=order.holds_from).to_pylist()
    console = Console(highlight=False, markup=False)
    table = Table("counter", "services", "median, s", "usual from, s", "to, s", box=None)
    for row in rows:
        if row["site_id"] == order.site_id and row["kind"] == "long_service":
            values = (row[f"usual_value{end}"] for end in ("", "_lo", "_hi"))
            table.add_row(row["counter_id"], str(row["baseline_n"]), *(f"{value:.0f}" for value in values))
    if table.row_count:
        console.print(table)
    first, last = order.dates[0], order.dates[-1]
    console.print(
        f"counters with a baseline from {order.holds_from} on, of {first} to {last}: {table.row_count}; each takes "
        f"{LEAST} services seen from beginning to end",
        soft_wrap=True,
    )
