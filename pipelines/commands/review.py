"""`pantau review`: what a person decides of review candidates, and what was decided before."""

import argparse
from zoneinfo import ZoneInfo

from rich.console import Console

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.schemas.vocabulary import DECISIONS, MEANINGS
from pantau.transforms.reviews.decisions import Decision, decide, decisions_on

DETAIL = "Nothing is ever changed: who thinks better of it decides again, and the newest decision holds. " + " ".join(
    f"{word}: {MEANINGS[word][0]}." for word in DECISIONS
)


def describe(parser: argparse.ArgumentParser) -> None:
    """The candidates, and what is decided of them."""
    parser.epilog = DETAIL
    parser.add_argument(
        "events", nargs="+", metavar="EVENT_ID", help="event_id of a candidate (`pantau ask anomaly_list`)"
    )
    describe_warehouse(parser)
    parser.add_argument("--decision", choices=DECISIONS, help="without it, what was decided before is shown")
    parser.add_argument("--reviewer", metavar="NAME", help="who decides")
    parser.add_argument("--role", metavar="ROLE", help="in which role, such as inspector")
    parser.add_argument("--note", metavar="TEXT", help="what is to be said to it")
    parser.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait as long for another run to end (0: refuse)"
    )


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was decided, or shown.

    Raises:
        ValueError: a candidate is unknown, or it is not said who decides in which role.
        Occupied: another run writes to the warehouse.
    """
    zones = zones_of(arguments.warehouse)
    console = Console(highlight=False, soft_wrap=True)
    if arguments.decision:
        if not (arguments.reviewer and arguments.role):
            raise ValueError("--decision: say who decides, by --reviewer NAME and --role ROLE")
        decision = Decision(arguments.decision, arguments.reviewer, arguments.role, arguments.note)
        number = decide(arguments.warehouse, arguments.events, decision, arguments.wait)
        console.print(f"run {number}: {len(set(arguments.events))} decided, {arguments.decision}", markup=False)
        return 0
    for event_id in arguments.events:
        for row in decisions_on(arguments.warehouse, event_id):
            at = row["reviewed_at"].astimezone(ZoneInfo(zones.get(row["site_id"], "UTC")))
            by = f"{row['reviewer']} ({row['reviewer_role']})"
            said = f": {row['note']}" if row["note"] else ""
            console.print(f"{event_id}: {row['decision']}, {at:%Y-%m-%d %H:%M:%S}, {by}{said}", markup=False)
    return 0
