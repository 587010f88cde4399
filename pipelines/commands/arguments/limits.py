"""What counts as well, for `pantau health` and for who watches meanwhile."""

import argparse
from dataclasses import replace
from datetime import timedelta

from pantau.pipelines.commands.arguments.durations import duration
from pantau.pipelines.reporting.health import HealthLimits


def describe_limits(parser: argparse.ArgumentParser) -> None:
    """The options `--max-age`, `--min-coverage`, `--max-silence` and `--lateness`; `None` where one is not given."""
    usual = HealthLimits()
    parser.add_argument(
        "--max-age",
        type=float,
        metavar="HOURS",
        help=f"hours since the end of the last good date ({usual.max_age_h:g})",
    )
    parser.add_argument(
        "--min-coverage",
        type=float,
        metavar="SHARE",
        help=f"least share of service hours that every camera shows, 0 to 1 ({usual.min_coverage:g})",
    )
    parser.add_argument(
        "--max-silence",
        type=duration,
        metavar="TIME",
        help="for how long nothing may come of a camera today, as 30m; where `pantau watch` runs (not asked)",
    )
    parser.add_argument(
        "--lateness",
        type=duration,
        metavar="TIME",
        help="a watch waits so long for a recording that has not come, as after midnight for the last of a date; at "
        "least as long as a recorder keeps a file open (1h)",
    )


def limits_of(arguments: argparse.Namespace, others: HealthLimits) -> HealthLimits:
    """What was asked for, and what was not as `others` have it. Raises ValueError: a limit cannot be used."""
    if arguments.min_coverage is not None and not 0 <= arguments.min_coverage <= 1:
        raise ValueError(f"--min-coverage {arguments.min_coverage:g}: is no share; write one from 0 to 1, such as 0.9")
    asked = {
        "max_age_h": arguments.max_age,
        "min_coverage": arguments.min_coverage,
        "max_silence": _time(arguments.max_silence),
        "lateness": _time(arguments.lateness),
    }
    return replace(others, **{name: value for name, value in asked.items() if value is not None})


def _time(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
