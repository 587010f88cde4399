"""`pantau evaluate`: a warehouse measured against known truth."""

import argparse
import sys

from pipelines.commands.warehouse import describe_warehouse
from sql import FORMATS, evaluate, write_answer

TITLES = {
    "found": "Events matched, missed and spurious",
    "errors": "Errors of matched events",
    "presence": "Staffed share of the service hours",
    "agreement": "Time in each state, truth against measured",
}


def describe(parser: argparse.ArgumentParser) -> None:
    """The truth, the warehouse and what counts as a match."""
    parser.add_argument("--truth", required=True, metavar="DIR", help="folder of the truth tables")
    describe_warehouse(parser)
    parser.add_argument("--iou", type=float, default=0.5, help="temporal intersection over union of a match (0.5)")
    parser.add_argument(
        "--table", dest="tables", action="append", choices=TITLES, help="this table alone; all if left out"
    )
    parser.add_argument("--format", choices=FORMATS[:3], default="table")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was measured, whatever the figures.

    Raises:
        ValueError: there is no truth in the folder.
    """
    results = evaluate(arguments.truth, arguments.warehouse, arguments.iou)
    for name in arguments.tables or TITLES:
        write_answer(results[name], arguments.format, sys.stdout, TITLES[name])
    return 0
