"""Which dates a run is due for: recordings have come that no run has told of, or the day is over."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, datetime

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS, REJECTS, RUNS
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.recordings.arriving.arrivals import ArchiveNow, Input
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S
from pantau.transforms.tables.partition_files import read_table

EVENTS_FOUND = frozenset({"nightly", "events"})
"""Commands after which the events of a date are those of its recordings."""

READING = frozenset({"nightly", "inventory"})
"""Commands that read all recordings of a date, each whole."""

PASSING = frozenset({"missing", "changing"})
"""Words of rejects that tell nothing of a file that is there: its drive was away, or it was being written."""

FAULTS = frozenset({"CloudError", "OSError", "PermissionError", "TimeoutError", "killed"})
"""Words of rejects by which a drive, a network or this machine may be to blame, and not the file."""


@dataclass(frozen=True)
class TakenDate:
    """What the tables know of a date.

    recordings: that they hold. inputs: that its events rest on, or that were rejected. final: whether its newest night
    is, `None` where it has none. beside: recordings that a run of the date after has taken, where the date has no run
    of its own. faulty: inputs that could not be read, to be tried again from `again_s` on, in epoch seconds. read_s:
    when the newest run began that has read its recordings, epoch seconds.
    """

    recordings: frozenset[Input]
    inputs: frozenset[Input]
    final: bool | None
    beside: frozenset[Input] = frozenset()
    faulty: frozenset[Input] = frozenset()
    again_s: float = float("inf")
    read_s: float = float("inf")

    def told(self, now_s: float) -> frozenset[Input]:
        """The inputs for which no run is due, at a moment in epoch seconds."""
        return self.inputs - self.faulty if now_s >= self.again_s else self.inputs


@dataclass(frozen=True)
class DueDate:
    """A date for which a run is due: how many recordings have come; `over`: it is due since the day is.

    `gone`: recordings that the tables hold and the archive no longer has; a run would lose them. `first`: one has come
    that the site file wants before others.
    """

    day: date
    came: int
    over: bool
    gone: tuple[str, ...] = ()
    first: bool = False


def taken_date(warehouse: str, day: date) -> TakenDate:
    """What the tables of a warehouse know of a date.

    Faulty inputs are tried again after as long as the date has been tried: twice as long each time, so that what stays
    faulty costs ever less.
    """
    rows = read_table(warehouse, RECORDINGS, ("recording_uri", "bytes"), service_date=day).to_pylist()
    held = frozenset((row["recording_uri"], row["bytes"]) for row in rows)
    rejects = read_table(warehouse, REJECTS, ("input", "bytes", "error"), service_date=day).to_pylist()
    runs = read_table(warehouse, RUNS, service_date=day).to_pylist()
    nights = [run for run in runs if run["command"] == "nightly"]
    if not runs:
        return TakenDate(held, frozenset(), None, held)
    newest, ended = runs[-1]["command"], runs[-1]["ended_at"]
    told = (held | _rejected(rejects)) - _rejected(rejects, PASSING)
    return TakenDate(
        held,
        told if newest in EVENTS_FOUND else frozenset(),
        nights[-1]["final"] if nights else None,
        faulty=_rejected(rejects, FAULTS),
        again_s=(ended + (ended - runs[0]["started_at"])).timestamp(),
        read_s=max((run["started_at"].timestamp() for run in runs if run["command"] in READING), default=float("inf")),
    )


def _rejected(rejects: list[dict], words: Set[str] | None = None) -> frozenset[Input]:
    """The inputs of rows of `rejects`: all, or those that were rejected with one of the words."""
    return frozenset((row["input"], row["bytes"]) for row in rejects if words is None or row["error"] in words)


def due_dates(
    there: ArchiveNow,
    taken: Callable[[date], TakenDate],
    recent: Set[date],
    now: datetime,
    site: Site,
    lateness_s: float = LONGEST_SEGMENT_S,
) -> list[DueDate]:
    """The dates for which a run is due at an aware moment, the newest first.

    `taken` tells what the tables know of a date. A date is due whose recordings they do not all know, or of which one
    was written to since the newest run that read them began, as where another of the same size took its place: a run
    is what tells, and after it that is settled, whatever it found. So is one into
    which such a recording of the date before may reach, unless it was taken with that already. So is one that holds a
    recording of another date by now, since its clock was corrected. So is one of the `recent` dates with a run that is
    over: its newest run is not final, and its last recording is in, as each camera has begun one after its end, or is
    no longer waited for, `lateness_s` seconds after that.
    """
    came: dict[date, int] = {}
    first: set[date] = set()
    finished = frozenset().union(*there.recordings.values())
    for day in {*there.recordings, *recent}:
        if (taken(day).recordings - there.recordings.get(day, frozenset())) & finished:
            came[day] = 0
    for day, inputs in there.recordings.items():
        known = taken(day)
        again = {one for one in inputs if one in there.written and there.written[one].seen_s > known.read_s}
        if new := inputs - known.told(now.timestamp()) | again:
            came[day] = came.get(day, 0) + len(new)
            if new & there.first:
                first.add(day)
            after = day + ONE_DAY
            if (new - known.beside) & there.reaching and (after in there.recordings or after in recent):
                came.setdefault(after, 0)
    due = []
    for day in sorted({*came, *recent}, reverse=True):
        one = taken(day)
        over = one.final is False and is_over(there, day, now.timestamp(), site, lateness_s)
        if day in came or over:
            gone = sorted({path for path, _ in one.recordings} - there.paths)
            due.append(DueDate(day, came.get(day, 0), over, tuple(gone), day in first))
    return due


def is_over(there: ArchiveNow, day: date, now_s: float, site: Site, lateness_s: float) -> bool:
    """Whether all recordings of a date are in, or no longer waited for."""
    end = day_bounds(site.zone, day)[1]
    begun = (there.newest.get(camera.id, float("-inf")) for camera in site.cameras)
    return end <= now_s and (end + lateness_s <= now_s or all(start >= end for start in begun))
