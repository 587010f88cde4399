"""Recordings as they come: the night's graph over the dates that something has come for."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.nightly import run_night
from pantau.pipelines.reporting.outcome import Outcome
from pantau.pipelines.retention import closed_dates
from pantau.schemas.tables import RUNS
from pantau.transforms.detection.observer import Observer
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.arriving.arrivals import ArchiveNow, Arrivals
from pantau.transforms.recordings.arriving.due_dates import DueDate, TakenDate, due_dates, taken_date
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S
from pantau.transforms.storage.looks import one_look
from pantau.transforms.tables.partition_files import partitions_of
from pantau.transforms.tables.visible_files import run_of

SETTLED_S = 10.0
"""A recording that was not written to for so long is finished. Chosen: recorders write every second or two."""

RECENT = timedelta(days=14)
"""How long a date may be over before it is no longer asked whether it still has to be made final. Chosen: as far back
as `pantau health` misses dates."""


@dataclass(frozen=True)
class DueNow:
    """What an archive held at a look, and of which dates a run is due: all that are, those of them that cannot be run,
    and those to be run together."""

    there: ArchiveNow
    due: tuple[DueDate, ...]
    left: tuple[DueDate, ...]
    days: tuple[date, ...]

    @property
    def more(self) -> bool:
        """Whether other dates are due that can be run."""
        return _others(self.due, self.left, self.days)


@dataclass(frozen=True)
class Round:
    """What one look led to: the dates of the run that it began, its number, its outcome, and whether no recording of
    these dates can still come (`final`); `due` are all dates that were found due, `left` those that cannot be run.
    Without a date to run there is no run."""

    days: tuple[date, ...]
    due: tuple[DueDate, ...]
    left: tuple[DueDate, ...]
    run: int | None = None
    outcome: Outcome | None = None
    final: bool = False

    @property
    def more(self) -> bool:
        """Whether other dates are due that can be run."""
        return _others(self.due, self.left, self.days)


@dataclass
class Watch:
    """An archive that is watched, and the warehouse that is kept up with it.

    All that is known between two looks can be found again from the two, so it may end at any moment.
    """

    observer: Observer
    archive: str
    warehouse: str
    engine: tuple[str, ...] = ()
    wait_s: float = 0.0
    settled_s: float = SETTLED_S
    lateness_s: float = LONGEST_SEGMENT_S
    _arrivals: Arrivals = field(init=False, repr=False)
    _taken: dict[date, TakenDate] = field(default_factory=dict, init=False, repr=False)
    _run: int | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._arrivals = Arrivals(self.observer.site, self.archive, self.settled_s)

    def look(self, now: datetime) -> DueNow:
        """Looks once, at an aware moment; of the dates that are due the newest is to be run, with the one before it if
        both are.

        Raises:
            OSError: the archive or the warehouse cannot be reached, or is empty, as where no drive is mounted.
        """
        there = self._arrivals.look(now)
        if not there.recordings:
            raise FileNotFoundError(
                f"--archive {self.archive}: holds no finished recording whose camera and time the site file tells; see "
                "that it is mounted, and that folders and channels in the site file are right"
            )
        due, left = self._due(there, now)
        return DueNow(there, due, left, _together(_runnable(due, {one.day for one in left})))

    def round(self, now: datetime) -> Round:
        """Looks once, at an aware moment, and runs what is to be run.

        Raises:
            OSError: as `look`.
            Occupied: another run has been writing to the warehouse for `wait_s` seconds more, or committed meanwhile.
            RuntimeError: the run broke off.
        """
        found = self.look(now)
        if not found.days:
            return Round((), found.due, found.left)
        self._begins(found.due, found.left)
        try:
            outcome = run_night(self.batch(found.days), wait_s=self.wait_s, now=now)
        except ValueError as error:
            # All that was given has been checked: what fails from here on may go well next time.
            raise RuntimeError(str(error)) from error
        self.has_run(found)
        final = all(self._known_of(day).final for day in found.days)
        return Round(found.days, found.due, found.left, self._run, outcome, final)

    def batch(self, days: tuple[date, ...]) -> BatchRun:
        """A run of some dates."""
        return BatchRun(
            self.observer,
            self.archive,
            self.warehouse,
            days,
            self.engine,
            settled_s=self.settled_s,
            lateness_s=self.lateness_s,
        )

    def has_run(self, found: DueNow) -> None:
        """Learns what the run of a look has told, if it was committed."""
        for day in (*found.days, *(day - ONE_DAY for day in found.days)):
            self._taken.pop(day, None)
        before, self._run = self._run, run_of(self.warehouse)
        if before is None or self._run != before + 1:
            self._taken.clear()
        for day in found.days:
            self._arrivals.forget(found.there.recordings.get(day, frozenset()) - self._known_of(day).inputs)

    def _begins(self, due: Sequence[DueDate], left: Sequence[DueDate]) -> None:
        """Called before each run, with what was found due; for who tells of it."""

    @one_look()
    def _due(self, there: ArchiveNow, now: datetime) -> tuple[tuple[DueDate, ...], tuple[DueDate, ...]]:
        """The dates that are due, and those of them that cannot be run."""
        site = self.observer.site
        recent = self._recent(now.astimezone(site.zone).date())
        due = due_dates(there, self._known_of, recent, now, site, self.lateness_s)
        closed = closed_dates(site, self.warehouse, [one.day for one in due])
        return tuple(due), tuple(one for one in due if one.gone or one.day in closed)

    def _recent(self, today: date) -> set[date]:
        run = run_of(self.warehouse)
        if self._run is not None and run is None:
            raise FileNotFoundError(
                f"--warehouse {self.warehouse}: held run {self._run} and is empty now; see that its drive is mounted, "
                "or start the watch again if all of it shall be made anew"
            )
        if run != self._run:
            # Somebody else has written since.
            self._taken.clear()
            self._run = run
        days = {partition.values[0] for partition in partitions_of(self.warehouse, RUNS)}
        return {day for day in days if today - RECENT <= day}

    def _known_of(self, day: date) -> TakenDate:
        if day not in self._taken:
            self._taken[day] = taken_date(self.warehouse, day)
        return self._taken[day]


def _others(due: Iterable[DueDate], left: Iterable[DueDate], days: Iterable[date]) -> bool:
    return bool({one.day for one in due} - {one.day for one in left} - set(days))


def _runnable(due: Iterable[DueDate], left: Set[date]) -> list[date]:
    """The dates to run, those with what comes first by the site file at the front, then the newest; none that is left,
    or due for nothing but what may reach into it from one that is."""
    free = [one for one in due if one.day not in left and (one.came or one.over or one.day - ONE_DAY not in left)]
    return [one.day for one in sorted(free, key=lambda one: (not one.first, -one.day.toordinal()))]


def _together(days: Sequence[date]) -> tuple[date, ...]:
    """The first of some dates, with the one that its recordings reach into, or else the one that reach into it."""
    if not days:
        return ()
    last = max(day for day in (days[0], days[0] + ONE_DAY) if day in days)
    return tuple(day for day in (last - ONE_DAY, last) if day in days)
