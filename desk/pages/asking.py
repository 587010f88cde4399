"""What a browser asks for, as values; None for what is none."""

from datetime import UTC, datetime


def instant(text: str) -> datetime | None:
    """An aware instant; None for what is none, or lies where no calendar of the desk reaches."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None or not 1990 <= found.year < 2200:
        return None
    return found.astimezone(UTC)
