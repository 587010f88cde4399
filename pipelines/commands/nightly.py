"""`pantau nightly`, and its stages alone: `inventory`, `observe`, `events`."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from pipelines.commands.dates import day_of
from pipelines.inventory import Listing, read_listing
from pipelines.night import Night
from pipelines.nightly import STAGES, run_night
from pipelines.summary import print_outcome
from schemas.site import Site, load_site
from schemas.tables import RECORDINGS
from transforms.observe.observer import observer_of
from transforms.warehouse.partitions import partitions_of


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments that the night and its stages share."""
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file (YAML)")
    parser.add_argument("--archive", required=True, metavar="DIR", help="folder of the recordings; only read")
    parser.add_argument("--warehouse", required=True, metavar="DIR", help="folder of the tables")
    parser.add_argument("--date", metavar="DAY", help="service date YYYY-MM-DD, today or yesterday (site's time zone)")
    parser.add_argument("--from", dest="first", metavar="DAY", help="first service date; goes with --to")
    parser.add_argument("--to", dest="last", metavar="DAY", help="last service date; without dates, all of the archive")


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when nothing was lost beyond what the site file allows, else 1.

    Raises:
        ValueError, OSError: the site file, the folders or the dates cannot be used.
    """
    site = load_site(arguments.site)
    stages = STAGES if arguments.command == "nightly" else (arguments.command,)
    observer = observer_of(site, Path(arguments.site).parent)
    if not Path(arguments.archive).is_dir():
        raise NotADirectoryError(f"--archive {arguments.archive}: is not a folder; name the folder of the recordings")
    listing = read_listing(site, arguments.archive) if "inventory" in stages else None
    days = _days(arguments, site, listing)
    night = Night(observer, arguments.archive, arguments.warehouse, tuple(days), tuple(engine))
    outcome = run_night(night, listing, stages)
    print_outcome(outcome)
    return 0 if outcome.succeeded else 1


def _days(arguments: argparse.Namespace, site: Site, listing: Listing | None) -> list[date]:
    if arguments.date and (arguments.first or arguments.last):
        raise ValueError("--date goes without --from and --to; name one date or a first and a last one")
    if bool(arguments.first) != bool(arguments.last):
        raise ValueError("--from and --to go together; name the first and the last date")
    if arguments.date:
        return [day_of(arguments.date, "--date", site.zone)]
    if arguments.first:
        first, last = day_of(arguments.first, "--from", site.zone), day_of(arguments.last, "--to", site.zone)
        if last < first:
            raise ValueError(f"--to {last} lies before --from {first}; exchange them")
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if listing is not None:
        return listing.dates(site)
    return sorted({partition.values[0] for partition in partitions_of(arguments.warehouse, RECORDINGS)})
