"""`pantau health`: whether runs go well, for monitoring."""

import argparse
import json
import sys
from functools import partial

from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.limits import describe_limits, limits_of
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.pipelines.notifying.notifier import Notifier
from pantau.pipelines.notifying.trial import try_all
from pantau.pipelines.reporting.health import Health, health_of
from pantau.pipelines.reporting.kept_limits import forget_limits, kept_limits
from pantau.schemas.site import Site, load_site


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, what counts as good, and the format."""
    describe_warehouse(parser)
    describe_limits(parser)
    parser.add_argument(
        "--forget-limits",
        action="store_true",
        help="once no watch is to come back: from now on what its last one was begun with counts no more",
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    telling = parser.add_mutually_exclusive_group()
    telling.add_argument("--notify", metavar="SITE", help="tell those whom this site file names what is due")
    telling.add_argument("--notify-test", metavar="SITE", help="send them a trial, say what became of it, and end")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when nights go well, or all have taken the trial, else 1.

    Raises:
        ValueError, NotADirectoryError: a limit or the site file cannot be used, or there is no such warehouse.
    """
    if arguments.forget_limits:
        forget_limits(arguments.warehouse)
    limits = limits_of(arguments, kept_limits(arguments.warehouse))
    sites = set(zones_of(arguments.warehouse))
    now = clock.now()
    if arguments.notify_test:
        return _print_trial(try_all(_told_site(arguments.notify_test, "--notify-test", sites), now))
    health = health_of(arguments.warehouse, limits, now)
    if arguments.notify:
        site = _told_site(arguments.notify, "--notify", sites)
        Notifier(site, arguments.warehouse, partial(print, file=sys.stderr)).tell(health, now)
    if arguments.format == "json":
        print(json.dumps(health.as_json()))
    else:
        _print(health)
    return 1 if health.reasons else 0


def _told_site(path: str, option: str, sites: set[str]) -> Site:
    """A site file that names somebody to be told, of one of the sites of a warehouse, if that has any yet."""
    site = load_site(path)
    if not site.notifications.channels:
        raise ValueError(f"{option} {path}: names nobody; add a webhook or mail to its notifications")
    if sites and site.id not in sites:
        raise ValueError(f"{option} {path}: is of site {site.id}, and the warehouse of {min(sites)}")
    return site


def _print_trial(failures: dict[str, str]) -> int:
    for word, failure in failures.items():
        print(f"{word}: {failure or 'has taken it'}")
    return 1 if any(failures.values()) else 0


def _print(health: Health) -> None:
    console = Console(highlight=False, markup=False)
    table = Table(title="well" if not health.reasons else "not well", title_justify="left", show_header=False)
    age = "" if health.age_h is None else f", ended {health.age_h:.1f} hours ago"
    table.add_row("last date", f"{health.last_date or 'none'}, {health.last_outcome or 'no run'}")
    table.add_row("last good date", f"{health.last_good_date or 'none'}{age}")
    table.add_row("service hours recorded", _share(health.coverage_share))
    table.add_row("recordings", f"{health.recordings}, {health.rejected} rejects, {health.rejected_undated} undated")
    console.print(table)
    if health.future_dates:
        days = ", ".join(map(str, health.future_dates))
        console.print(
            f"not judged, since it has not begun: {days}; a clock was ahead, and `pantau nightly` without dates "
            "empties what was made of it",
            soft_wrap=True,
        )
    if health.views_not_compared:
        cameras = ", ".join(health.views_not_compared)
        console.print(
            f"nobody would hear that these cameras were moved: {cameras}; no clear frame of them is known yet, as of a "
            "camera that people fill, or before a date was observed again after an upgrade",
            soft_wrap=True,
        )
    for reason in health.reasons:
        console.print(reason, soft_wrap=True)


def _share(share: float | None) -> str:
    return "none were due" if share is None else f"{share:.1%}"
