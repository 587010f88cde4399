"""The service dates that a command which only reads is asked about."""

import argparse
from datetime import date


def describe_period(parser: argparse.ArgumentParser, otherwise: str) -> None:
    """The options `--date`, `--from` and `--to`; `otherwise` says what holds without them."""
    parser.add_argument("--date", type=_day, metavar="DAY", help="service date YYYY-MM-DD")
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first service date; goes with --to")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help=f"last service date; {otherwise}")


def period(arguments: argparse.Namespace) -> tuple[date, date] | None:
    """The first and the last service date asked for, or `None` when no date was given.

    Raises:
        ValueError: the options do not go together.
    """
    if arguments.date and (arguments.first or arguments.last):
        raise ValueError("--date goes without --from and --to; name one date or a first and a last one")
    if bool(arguments.first) != bool(arguments.last):
        raise ValueError("--from and --to go together; name the first and the last date")
    if arguments.first and arguments.last < arguments.first:
        raise ValueError(f"--to {arguments.last} lies before --from {arguments.first}; exchange them")
    if arguments.date:
        return arguments.date, arguments.date
    return (arguments.first, arguments.last) if arguments.first else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write YYYY-MM-DD") from None
