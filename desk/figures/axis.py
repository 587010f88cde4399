"""Time as a place along a line, in percent of its length."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360))
MOST_TICKS = 12
THINNEST = 0.15
"""Percent: on a desktop a pixel and a half, which a mouse can still hit."""


@dataclass(frozen=True)
class TimeAxis:
    """A stretch of time, aware instants; it begins and ends at a tick."""

    started: datetime
    ended: datetime
    step: timedelta

    def place(self, moment: datetime) -> float:
        """Where a moment lies, 0 to 100; what lies outside is moved to the edge."""
        inside = min(max(moment, self.started), self.ended)
        return round(100 * (inside - self.started) / (self.ended - self.started), 3)

    def width(self, started: datetime, ended: datetime) -> float:
        """How much of the line a stretch takes, 0 to 100, and never too little to be seen."""
        return round(max(self.place(ended) - self.place(started), THINNEST), 3)

    @property
    def ticks(self) -> list[datetime]:
        """The moments to write along it."""
        return [self.started + self.step * i for i in range(round((self.ended - self.started) / self.step) + 1)]


def axis_over(started: datetime, ended: datetime, zone: ZoneInfo) -> TimeAxis:
    """The axis that shows a stretch of time, widened to whole ticks by the clocks of `zone`.

    Raises:
        ValueError: `ended` is not after `started`.
    """
    if ended <= started:
        raise ValueError(f"an axis needs an end after its start, not {started} to {ended}")
    step = next((step for step in STEPS if (ended - started) / step <= MOST_TICKS - 1), STEPS[-1])
    # Instants of one offset: where the clocks are set within the day, the hours after it stand at their true distance.
    midnight = started.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = midnight.astimezone(started.tzinfo)
    left = midnight + (started - midnight) // step * step
    right = midnight - (midnight - ended) // step * step
    return TimeAxis(left, right, step)
