"""The service dates that people give to a command."""

import argparse
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pantau.pipelines.commands.arguments import clock


class Once(argparse.Action):
    """An option that may be given once: argparse would take the last and say nothing of the others."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Notes the value; ends the program with a message where there is one already."""
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "is given twice; name it once")
        setattr(namespace, self.dest, values)


def describe_dates(parser: argparse.ArgumentParser, otherwise: str) -> None:
    """The options `--date`, `--from` and `--to`; `otherwise` says what holds without them."""
    parser.add_argument(
        "--date", action=Once, metavar="DAY", help="service date YYYY-MM-DD, today or yesterday (site's time zone)"
    )
    parser.add_argument("--from", action=Once, dest="first", metavar="DAY", help="first service date; goes with --to")
    parser.add_argument("--to", action=Once, dest="last", metavar="DAY", help=f"last service date; {otherwise}")


def first_and_last(arguments: argparse.Namespace, zone: ZoneInfo) -> tuple[date, date] | None:
    """The first and the last service date asked for, or `None` when no date was given.

    Raises:
        ValueError: a text is no date, or the options do not go together.
    """
    # An empty text, as of a variable that is not set, is a wrong date and not none.
    alone, first, last = (one is not None for one in (arguments.date, arguments.first, arguments.last))
    if alone and (first or last):
        raise ValueError("--date goes without --from and --to; name one date or a first and a last one")
    if first != last:
        raise ValueError("--from and --to go together; name the first and the last date")
    if alone:
        day = day_of(arguments.date, "--date", zone)
        return day, day
    if not first:
        return None
    begin, end = day_of(arguments.first, "--from", zone), day_of(arguments.last, "--to", zone)
    if end < begin:
        raise ValueError(f"--to {end} lies before --from {begin}; exchange them")
    return begin, end


def days_between(first: date, last: date) -> list[date]:
    """Every date from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def day_of(text: str, option: str, zone: ZoneInfo) -> date:
    """The local date that YYYY-MM-DD, `today` or `yesterday` means in a time zone; `option` is named in the error.

    Raises:
        ValueError: the text is no date.
    """
    today = clock.now().astimezone(zone).date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        return named.get(text) or date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} {text!r} is not a date; write YYYY-MM-DD, today or yesterday") from None
