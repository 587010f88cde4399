"""`pantau export`: a data set that researchers can cite, under disclosure control."""

import argparse
from dataclasses import fields

from pantau.pipelines.commands.arguments.dates import describe_dates, first_and_last
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, newest_zone, zones_of
from pantau.pipelines.release import RELEASE, make_release, parts_of, play_release
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.schemas.vocabulary import RELEASE_LEVELS
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.counting.periods import LADDERS
from pantau.transforms.releases.release_order import AGGREGATES, SYNTHETIC, Publication, ReleaseOrder
from pantau.transforms.releases.synthetic.make_synthetic import SyntheticOrder
from pantau.transforms.tables.partition_files import partitions_of

ASKED = {
    "publisher": ("NAME", "who publishes it"),
    "contact": ("MAIL", "where questions go: a mail address"),
    "region": ("PLACE", "where the offices are, as coarse as you like"),
    "licence": ("SPDX", "licence of the data: an SPDX identifier such as CC-BY-4.0, or a URL"),
    "url": ("URL", "where it will be published, if that is known"),
    "issued": ("DATE", "date of publication, if that is known"),
}
"""What a release says of who stands for it, and what that is. None of it is ever made up."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, the period, the rule, who publishes, and the folder."""
    describe_warehouse(parser)
    describe_dates(parser, "without dates, all of them")
    parser.add_argument("--name", required=True, help="name of the release, of its own: letters, digits, - _ .")
    parser.add_argument("--out", required=True, metavar="DIR", help="a folder or gs://… for DIR/release and DIR/office")
    levels = (*RELEASE_LEVELS, SYNTHETIC)
    parser.add_argument("--level", default=AGGREGATES, choices=levels, help="what it consists of (aggregates)")
    parser.add_argument("--of", metavar="DIR", help="synthetic: of which folder of a release of aggregates")
    parser.add_argument("--days", type=int, default=10, help="synthetic: so many working days (10)")
    parser.add_argument("--seed", type=int, default=1, help="synthetic: another seed, other days (1)")
    parser.add_argument("--by", default="month", choices=tuple(LADDERS), help="finest cells: period (month)")
    parser.add_argument("--bin", type=int, default=60, metavar="MINUTES", help="and time of day, whole hours (60)")
    parser.add_argument("--k", type=int, default=10, metavar="VISITS", help="visits behind a cell, 10 or more (10)")
    parser.add_argument(
        "--p",
        type=int,
        default=10,
        metavar="PERCENT",
        help="how far off a counter's visits must stay for the officer of another one, 10 to 100 (10)",
    )
    parser.add_argument(
        "--safe-room", action="store_true", help="withhold nothing, into a folder that must not leave the office"
    )
    for name, (what, text) in ASKED.items():
        parser.add_argument(f"--{name}", default="", metavar=what, help=text)


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when a release was written.

    Raises:
        ValueError, OSError: the rule cannot be met, what earlier releases say stands in the way, or an option or a
            folder cannot be used; nothing is written.
        Occupied: another run writes to the warehouse.
    """
    publication = Publication(**{field.name: getattr(arguments, field.name) for field in fields(Publication)})
    if arguments.level == SYNTHETIC:
        return _play(arguments, publication)
    if arguments.of:
        raise ValueError(f"--of {arguments.of}: only played days are made of a release; add --level {SYNTHETIC}")
    rule = Rule(arguments.k, percent=arguments.p)
    zones = zones_of(arguments.warehouse)
    dates = first_and_last(arguments, newest_zone(arguments.warehouse)) or _all_dates(arguments.warehouse)
    fine = arguments.by, arguments.bin
    order = ReleaseOrder(
        arguments.name, *dates, *fine, rule, publication, tuple(zones.items()), arguments.level, arguments.safe_room
    )
    release_id = make_release(arguments.warehouse, order, arguments.out, tuple(engine))
    print(f"{arguments.out}/{parts_of(order)[0]}: release {release_id}, {dates[0]} to {dates[1]}")
    return 0


def _play(arguments: argparse.Namespace, publication: Publication) -> int:
    if arguments.safe_room:
        raise ValueError(f"--safe-room: --level {SYNTHETIC} is made of published numbers alone; leave --safe-room out")
    if not arguments.of:
        raise ValueError("--of: played days are made of a release of aggregates; name its folder, such as q3/release")
    order = SyntheticOrder(arguments.name, arguments.days, arguments.seed, publication)
    release_id = play_release(order, arguments.of, arguments.out)
    print(f"{arguments.out}/{RELEASE}: synthetic data set {release_id}, {order.days} days that never were")
    return 0


def _all_dates(warehouse: str):
    days = {one.values[0] for table in (SERVICE_TIME, STAFF_PRESENCE) for one in partitions_of(warehouse, table)}
    if not days:
        raise ValueError(f"--warehouse {warehouse}: holds no visit yet; run `pantau nightly` first")
    return min(days), max(days)
