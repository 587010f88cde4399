"""`pantau health`: whether runs go well, for monitoring."""

import argparse
import json
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.durations import duration
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.pipelines.reporting.health import Health, HealthLimits, health_of


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, what counts as good, and the format."""
    usual = HealthLimits()
    describe_warehouse(parser)
    parser.add_argument(
        "--max-age",
        type=float,
        default=usual.max_age_h,
        metavar="HOURS",
        help=f"hours since the end of the last good date ({usual.max_age_h:g})",
    )
    parser.add_argument(
        "--min-coverage",
        type=float,
        default=usual.min_coverage,
        metavar="SHARE",
        help=f"least share of service hours that every camera shows, 0 to 1 ({usual.min_coverage:g})",
    )
    parser.add_argument(
        "--max-silence",
        type=duration,
        metavar="TIME",
        help="for how long nothing may come of a camera today, as 30m; where `pantau watch` runs (not asked)",
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when nights go well, else 1.

    Raises:
        ValueError, NotADirectoryError: a limit cannot be used, or there is no such warehouse.
    """
    if not 0 <= arguments.min_coverage <= 1:
        raise ValueError(f"--min-coverage {arguments.min_coverage:g}: is no share; write one from 0 to 1, such as 0.9")
    zones_of(arguments.warehouse)
    silence = None if arguments.max_silence is None else timedelta(seconds=arguments.max_silence)
    limits = HealthLimits(arguments.max_age, arguments.min_coverage, silence)
    health = health_of(arguments.warehouse, limits, clock.now())
    if arguments.format == "json":
        print(json.dumps(health.as_json()))
    else:
        _print(health)
    return 1 if health.reasons else 0


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
    for reason in health.reasons:
        console.print(reason, soft_wrap=True)


def _share(share: float | None) -> str:
    return "none were due" if share is None else f"{share:.1%}"
