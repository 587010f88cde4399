"""`pantau retain`: what was seen deleted when it is due."""

import argparse
from collections import Counter
from datetime import date

from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments.dates import day_of
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, sites_of, zones_of
from pantau.pipelines.retention import JudgedRecording, delete, judged
from pantau.schemas.site import Site, load_site


def describe(parser: argparse.ArgumentParser) -> None:
    """The site file with the rule and the holds, the warehouse, and whether to do it."""
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file (YAML)")
    describe_warehouse(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and what is held; delete nothing")
    parser.add_argument(
        "--date", default="today", metavar="DAY", help="as on that date, today or before (today, site's time zone)"
    )
    parser.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait as long for another run to end (0: refuse)"
    )


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when what is due is gone.

    Raises:
        ValueError, OSError: the site file, the date or the warehouse cannot be used, a hold names an unknown recording.
        Occupied: another run writes to the warehouse.
    """
    site, warehouse = load_site(arguments.site), arguments.warehouse
    zones_of(warehouse)
    if other := sites_of(warehouse) - {site.id}:
        raise ValueError(f"--warehouse {warehouse}: holds the tables of site {min(other)}, not of {site.id}")
    today = _today(arguments.date, site)
    found = judged(site, warehouse, today) if arguments.dry_run else delete(site, warehouse, today, arguments.wait)
    _print(found, today, "would be deleted" if arguments.dry_run else "deleted")
    return 0


def _today(text: str, site: Site) -> date:
    day, today = day_of(text, "--date", site.zone), day_of("today", "--date", site.zone)
    if day > today:
        raise ValueError(f"--date {day}: is yet to come; nothing is deleted before it is due")
    return day


def _print(found: list[JudgedRecording], today: date, done: str) -> None:
    console = Console(highlight=False, markup=False)
    table = Table("service date", "camera", "recordings", "rows", "kB", f"on {today}", box=None)
    groups: dict[tuple, list[JudgedRecording]] = {}
    for one in found:
        groups.setdefault((one.place.service_date, one.place.camera_id, _said(one, done)), []).append(one)
    for (day, camera, said), ones in sorted(groups.items()):
        rows, size = sum(one.weight.rows for one in ones), sum(one.weight.bytes for one in ones)
        table.add_row(str(day), camera, str(len(ones)), str(rows), f"{size / 1000:.0f}", said)
    if found:
        console.print(table)
    words = Counter(one.verdict.word for one in found)
    console.print(
        f"{words['delete']} recordings: what was seen on them {done}; {words['held']} held; {words['unruled']} without "
        "a rule",
        soft_wrap=True,
    )


def _said(one: JudgedRecording, done: str) -> str:
    verdict = one.verdict
    if verdict.hold:
        return f"held: {verdict.hold.reason} ({verdict.hold.by})"
    if verdict.word == "unruled":
        return "kept: the camera is not in the site file; set retention.observations_days"
    return f"{done}, after {verdict.days} days"
