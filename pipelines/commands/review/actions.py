"""`pantau review`: which candidates are open, what each says, and what a person decides of them."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.pipelines.commands.review.listing import describe_list, print_list
from pantau.pipelines.commands.review.showing import lines_of
from pantau.schemas.tables import ANOMALIES
from pantau.schemas.vocabulary import DECISIONS, MEANINGS
from pantau.transforms.reviews.decisions import Decision, candidate_of, decide, decisions_on
from pantau.transforms.tables.partition_files import read_table

DETAIL = "Nothing is ever changed: who thinks better of it decides again, and the newest decision holds. " + " ".join(
    f"{word}: {MEANINGS[word][0]}." for word in DECISIONS
)


def describe(parser: argparse.ArgumentParser) -> None:
    """The three things to do with candidates."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the candidates of which nothing is decided", allow_abbrev=False)
    describe_list(listing)
    showing = actions.add_parser(
        "show", help="what was measured, against what, and what was decided", allow_abbrev=False
    )
    showing.add_argument("events", nargs=1, metavar="EVENT_ID", help="event_id of a candidate")
    deciding = actions.add_parser("decide", help="add a decision on each of some", epilog=DETAIL, allow_abbrev=False)
    deciding.add_argument("events", nargs="+", metavar="EVENT_ID", help="event_id of a candidate")
    deciding.add_argument("--decision", choices=DECISIONS, required=True)
    deciding.add_argument("--reviewer", required=True, metavar="NAME", help="who decides")
    deciding.add_argument("--role", required=True, metavar="ROLE", help="in which role, such as inspector")
    deciding.add_argument("--note", metavar="TEXT", help="what is to be said to it")
    deciding.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait as long for another run to end (0: refuse)"
    )
    for one in (listing, showing, deciding):
        describe_warehouse(one)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was listed, shown or decided.

    Raises:
        ValueError: a candidate is unknown, or a name or date that the list is asked for.
        Occupied: another run writes to the warehouse.
    """
    zones = zones_of(arguments.warehouse)
    console = Console(highlight=False, soft_wrap=True)
    if arguments.action == "list":
        print_list(arguments)
    elif arguments.action == "show":
        (event_id,) = arguments.events
        decisions = decisions_on(arguments.warehouse, event_id)
        row = _still_found(arguments.warehouse, event_id) if decisions else candidate_of(arguments.warehouse, event_id)
        site_id = (row or decisions[0])["site_id"]
        for line in lines_of(row, decisions, ZoneInfo(zones.get(site_id, "UTC")), arguments.warehouse):
            console.print(line, markup=False)
    else:
        decision = Decision(arguments.decision, arguments.reviewer, arguments.role, arguments.note)
        number = decide(arguments.warehouse, arguments.events, decision, arguments.wait)
        console.print(f"run {number}: {len(set(arguments.events))} decided, {arguments.decision}", markup=False)
    return 0


def _still_found(warehouse: str, event_id: str) -> dict[str, Any] | None:
    """The row of a candidate that was decided once, if a run still finds it."""
    rows = read_table(warehouse, ANOMALIES).to_pylist()
    return next((row for row in rows if row["event_id"] == event_id), None)
