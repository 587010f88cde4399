"""Service dates and times of day as categories, and how they become coarser."""

from calendar import day_name
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

LADDERS = {
    "date": ("date", "week", "month", "quarter", "year", "all"),
    "week": ("week", "month", "quarter", "year", "all"),
    "month": ("month", "quarter", "year", "all"),
    "weekday": ("weekday", "all"),
    "all": ("all",),
}
"""What may be asked for, and what it becomes, step by step, where that is too fine."""

DAY_MINUTES = 1440


@lru_cache(maxsize=1 << 14)
def period_of(kind: str, day: date, first: date, last: date) -> str:
    """The category of a date; `all` is the whole of `first` to `last`, as an ISO 8601 interval."""
    year, week, _ = day.isocalendar()
    return {
        "date": day.isoformat(),
        "week": f"{year}-W{week:02d}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
        "weekday": day_name[day.weekday()],
        "all": f"{first}/{last}",
    }[kind]


def time_of_day(hour: int, bin_minutes: int) -> str:
    """The bin of an hour of the day, as local times."""
    start = hour * 60 // bin_minutes * bin_minutes
    end = start + bin_minutes
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def check_bin(bin_minutes: int) -> None:
    """Raises ValueError where time bins are not whole hours that divide a day."""
    if bin_minutes < 60 or bin_minutes % 60 or DAY_MINUTES % bin_minutes:
        raise ValueError(f"--bin {bin_minutes}: time bins are whole hours that divide a day, such as 60, 120 or 240")


def resolutions(finest: str, bin_minutes: int) -> Iterator[tuple[str, int]]:
    """Every kind of period with every width of bins that are at most so fine, the finest first.

    Bins double as long as they divide a day; last comes the whole day.
    """
    bins = [bin_minutes]
    while DAY_MINUTES % (bins[-1] * 2) == 0 and bins[-1] < DAY_MINUTES:
        bins.append(bins[-1] * 2)
    if bins[-1] != DAY_MINUTES:
        bins.append(DAY_MINUTES)
    yield from ((kind, width) for kind in LADDERS[finest] for width in bins)
