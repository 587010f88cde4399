"""Times as they flow, epoch seconds, and as tables have them, aware and in UTC; both name the same microsecond."""

from datetime import UTC, datetime


def epoch_s(moment: datetime | None) -> float | None:
    """Epoch seconds of an aware time; `None` of none.

    Raises:
        ValueError: the time is naive.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment}: has no time zone, and cannot be placed in time; give it one")
    return moment.timestamp()


def utc(seconds: float | None) -> datetime | None:
    """The time at epoch seconds, to the microsecond; `None` of none."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
