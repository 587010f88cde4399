"""The days of a month: coverage first, then what each agency did."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from pantau.desk.figures.answering import Row, answering
from pantau.sql import ask

QUESTIONS = ("coverage_by_day", "daily_trend", "anomaly_list")


@dataclass(frozen=True)
class CameraShare:
    """What share of a day one camera recorded: of its service hours, of a day without any of the time it was due.

    `share` is None where nothing was due.
    """

    camera_id: str
    share: float | None
    in_service_hours: bool


@dataclass(frozen=True)
class DayFigures:
    """A service date. `agencies` are rows of the question `daily_trend`; `candidates` is None on a date without run."""

    date: date
    cameras: tuple[CameraShare, ...]
    agencies: tuple[Row, ...]
    candidates: int | None

    @property
    def is_known(self) -> bool:
        """Whether a run accounted for this date."""
        return bool(self.cameras or self.agencies)


@dataclass(frozen=True)
class MonthFigures:
    """The days of a month from the newest to the oldest, as far as the warehouse reaches.

    `first` and `last` are the first and the last service date of the warehouse.
    """

    month: date
    days: tuple[DayFigures, ...]
    first: date
    last: date

    @property
    def earlier(self) -> date | None:
        """A month before this one, if the warehouse reaches so far."""
        before = self.month - timedelta(days=1)
        return before.replace(day=1) if before >= self.first else None

    @property
    def later(self) -> date | None:
        """The month after this one, if the warehouse reaches so far."""
        after = _last_of(self.month) + timedelta(days=1)
        return after if after <= self.last else None


def month_figures(warehouse: str, month: date | None = None) -> MonthFigures | None:
    """The month that begins on `month`, the newest without one; None where the warehouse knows of no day.

    A month out of reach is the nearest one there is. Raises NotADirectoryError where there is no warehouse.
    """
    with answering(warehouse, QUESTIONS, ["coverage"]) as connection:
        span = connection.execute("SELECT min(service_date), max(service_date) FROM coverage").fetchall()[0]
        first, last = span
        if first is None:
            return None
        wanted = min(max(month or last, first.replace(day=1)), last).replace(day=1)
        since, until = max(wanted, first), min(_last_of(wanted), last)
        found = {name: ask(connection, name, from_=since, to=until).to_pylist() for name in QUESTIONS}
    # The list of candidates has their local times; a date without coverage has none of them either.
    candidates = Counter(row["started_local"].date() for row in found["anomaly_list"])
    dates = [until - timedelta(days=back) for back in range((until - since).days + 1)]
    return MonthFigures(wanted, tuple(_day(day, found, candidates) for day in dates), first, last)


def _day(day: date, found: dict[str, list[Row]], candidates: Counter[date]) -> DayFigures:
    cameras = tuple(_camera(row) for row in found["coverage_by_day"] if row["service_date"] == day)
    agencies = tuple(row for row in found["daily_trend"] if row["service_date"] == day)
    return DayFigures(day, cameras, agencies, candidates[day] if cameras or agencies else None)


def _camera(row: Row) -> CameraShare:
    in_hours = row["service_recorded_share"] is not None
    return CameraShare(row["camera_id"], row["service_recorded_share"] if in_hours else row["recorded_share"], in_hours)


def _last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
