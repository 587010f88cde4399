"""Dates as people give them to a command."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def day_of(text: str, option: str, zone: ZoneInfo) -> date:
    """The local date that YYYY-MM-DD, `today` or `yesterday` means in a time zone; `option` is named in the error.

    Raises:
        ValueError: the text is no date.
    """
    today = datetime.now(zone).date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        return named.get(text) or date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} {text!r} is not a date; write YYYY-MM-DD, today or yesterday") from None
