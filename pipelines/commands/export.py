"""`pantau export`: a research release under disclosure control."""

import argparse

from pantau.pipelines.commands.arguments.dates import describe_dates, first_and_last
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, newest_zone, zones_of
from pantau.pipelines.release import RELEASE, make_release
from pantau.sql import connect
from pantau.sql.releasing import known_period
from pantau.transforms.disclosure.cells import Rule


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, the period, the rule and the folder."""
    describe_warehouse(parser)
    describe_dates(parser, "without dates, all of them")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder to write DIR/release and DIR/office into")
    parser.add_argument("--k", type=int, default=10, metavar="VISITS", help="visits behind a cell, 10 or more (10)")
    parser.add_argument(
        "--p",
        type=int,
        default=10,
        metavar="PERCENT",
        help="how far off a counter's visits must stay for the officer of another one, 10 to 100 (10)",
    )
    parser.add_argument("--bin", type=int, default=60, metavar="MINUTES", help="width of the time bins, hours (60)")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when a release was written.

    Raises:
        ValueError, OSError: the rule cannot be met, there is another release of these dates, or an option or a folder
            cannot be used; nothing is written.
    """
    rule = Rule(arguments.k, percent=arguments.p)
    with connect(arguments.warehouse, zones_of(arguments.warehouse)) as connection:
        dates = first_and_last(arguments, newest_zone(arguments.warehouse)) or known_period(connection)
        if dates is None:
            raise ValueError(f"--warehouse {arguments.warehouse}: holds no visit yet; run `pantau nightly` first")
        manifest = make_release(arguments.warehouse, connection, *dates, rule, arguments.bin, arguments.out)
    cells = manifest["cells"]
    print(
        f"{arguments.out}/{RELEASE}: release {manifest['release_id']}, {dates[0]} to {dates[1]}, "
        f"{cells['all'] - cells['withheld']} of {cells['all']} cells published"
    )
    return 0
