"""Which dates a run is due for: recordings have come that no run has told of, or the day is over."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pantau.schemas.tables import RECORDINGS, REJECTS, RUNS
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.recordings.arriving.arrivals import ArchiveNow, Input
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S
from pantau.transforms.tables.partition_files import read_table


@dataclass(frozen=True)
class TakenDate:
    """What the tables know of a date: the recordings that they hold; all inputs that a night over it has told of,
    rejects included; and whether the newest one is `final`, `None` where there is none."""

    recordings: frozenset[Input]
    inputs: frozenset[Input]
    final: bool | None


@dataclass(frozen=True)
class DueDate:
    """A date for which a run is due: how many recordings have come; `over`: it is due since the day is.

    `gone`: recordings that the tables hold and the archive no longer has; a run would lose them.
    """

    day: date
    came: int
    over: bool
    gone: tuple[str, ...] = ()


def taken_date(warehouse: str, day: date) -> TakenDate:
    """What the tables of a warehouse know of a date.

    Recordings of the date before a night's are taken besides, if they may reach into it: a night of their own they have
    had none.
    """
    held = _inputs(read_table(warehouse, RECORDINGS, ("recording_uri", "bytes"), service_date=day).to_pylist())
    rejected = _inputs(read_table(warehouse, REJECTS, ("input", "bytes"), service_date=day).to_pylist())
    runs = [run for run in read_table(warehouse, RUNS, service_date=day).to_pylist() if run["command"] == "nightly"]
    return TakenDate(held, held | rejected, runs[-1]["final"]) if runs else TakenDate(held, frozenset(), None)


def _inputs(rows: list[dict]) -> frozenset[Input]:
    return frozenset((path, size) for path, size in (tuple(row.values()) for row in rows))


def due_dates(
    there: ArchiveNow, taken: Callable[[date], TakenDate], recent: Set[date], now: datetime, zone: ZoneInfo
) -> list[DueDate]:
    """The dates for which a run is due at an aware moment, the newest first.

    `taken` tells what the tables know of a date. A date is due whose recordings they do not all know, and one into
    which such a recording of the date before may reach. So is one of the `recent` dates with a run that is over: its
    newest run is not final, and its last recording must be in, `LONGEST_SEGMENT_S` after its end.
    """
    came: dict[date, int] = {}
    for day, inputs in there.recordings.items():
        if new := inputs - taken(day).inputs:
            came[day] = came.get(day, 0) + len(new)
            after = day + ONE_DAY
            if new & there.reaching and (after in there.recordings or after in recent):
                came.setdefault(after, 0)
    due = []
    for day in sorted({*came, *recent}, reverse=True):
        one = taken(day)
        over = one.final is False and day_bounds(zone, day)[1] + LONGEST_SEGMENT_S <= now.timestamp()
        if day in came or over:
            gone = sorted({path for path, _ in one.recordings} - there.paths)
            due.append(DueDate(day, came.get(day, 0), over, tuple(gone)))
    return due
