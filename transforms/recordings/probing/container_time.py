"""When a container says that it was recorded, and what that tells of the time in the file's name.

It is a second reading of the recorder's clock, or the time of an export. Recorders write it as UTC, or local time as if
it were UTC; some as the file is opened, some as it is closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.file_names import PLAUSIBLE_YEARS
from pantau.transforms.recordings.probing.opening import Source, open_video

CONTAINER = "container"
"""Stands in `clock_source` where a container told the time, or its fraction of a second."""

ZONE_STEP_S = 900
"""Time zones differ by quarters of an hour."""

FARTHEST_ZONES_S = 14 * 3600
"""No zone is farther from UTC."""

OPENED_WITHIN_S = 5.0
"""How long before or after its first frame a file may be opened."""

FRACTION_DOUBT_S = 0.1
"""Between the opening of a file and its first frame."""

FEWEST = 3
"""Recordings that must agree before anything is said of the recorder."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ZoneShift:
    """All containers of a recorder are ahead of their names by so many seconds, in `recordings` files."""

    seconds: int
    recordings: int

    @property
    def defect(self) -> str:
        """What a row of `recordings` says of it."""
        hours = f"{abs(self.seconds) // 3600} h {abs(self.seconds) % 3600 // 60:02d} min"
        side = "after" if self.seconds > 0 else "before"
        return f"container_time_differs: {hours} {side} the name, on all {self.recordings} recordings of the recorder"


def container_time(container: InputContainer, stream: VideoStream) -> datetime | None:
    """What the container gives as its time of creation, aware, UTC where it names no zone; None if it gives none.

    A year in which no recorder was made (1904 and 1970 stand for zero) is none.
    """
    for tags in (stream.metadata, container.metadata):
        try:
            told = datetime.fromisoformat(tags.get("creation_time", ""))
        except ValueError:
            continue
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        if told.year in PLAUSIBLE_YEARS:
            return told.astimezone(UTC)
    return None


def read_container_time(source: Source, name: str) -> datetime | None:
    """The same of a recording; `name` stands for it in messages.

    Raises:
        Unreadable: it cannot be opened.
    """
    with open_video(source, name) as (container, stream):
        return container_time(container, stream)


def file_started(row: Row) -> datetime:
    """The start in the name of a row of `recordings`, before sound, or nothing, that comes first."""
    return row["recorder_started_at"] - timedelta(seconds=row["start_delay_s"] or 0.0)


def confirms_name(row: Row) -> bool:
    """Whether the container of a row of `recordings` is dated as it was opened or closed, in whatever time zone."""
    told: datetime | None = row["container_started_at"]
    if told is None:
        return False
    ahead = (told - file_started(row)).total_seconds()
    lasted_s = (row["start_delay_s"] or 0.0) + row["duration_s"]
    return any(
        abs(off) <= FARTHEST_ZONES_S + OPENED_WITHIN_S
        and abs(off - round(off / ZONE_STEP_S) * ZONE_STEP_S) <= OPENED_WITHIN_S
        for off in (ahead, ahead - lasted_s)
    )


def zone_shift(rows: Iterable[Row]) -> ZoneShift | None:
    """By which whole quarters of an hour all containers of a recorder differ from the names; None if they do not.

    A container that is dated as it is closed differs by the length of the recording, which says nothing of zones.
    """
    rows = list(rows)
    if len(rows) < FEWEST or any(row["container_started_at"] is None for row in rows):
        return None
    ahead = [(row["container_started_at"] - file_started(row)).total_seconds() for row in rows]
    quarters = {round(seconds / ZONE_STEP_S) * ZONE_STEP_S for seconds in ahead}
    lasted = [(row["start_delay_s"] or 0.0) + row["duration_s"] for row in rows]
    closed = all(abs(s - whole) <= OPENED_WITHIN_S for s, whole in zip(ahead, lasted, strict=True))
    if len(quarters) != 1 or quarters == {0} or closed:
        return None
    seconds = quarters.pop()
    if any(abs(found - seconds) > OPENED_WITHIN_S for found in ahead):
        return None
    return ZoneShift(seconds, len(rows))


def container_fraction(row: Row, shift: ZoneShift | None, proven: Interval) -> Interval | None:
    """The fraction of a second that the container adds to the name, if it has one and lies within the name's second.

    None where it contradicts what neighbours have `proven`. Most containers tell whole seconds: those add nothing.
    """
    told: datetime | None = row["container_started_at"]
    if told is None or not told.microsecond:
        return None
    fraction = (told - file_started(row)).total_seconds() - (shift.seconds if shift else 0)
    if not 0 <= fraction < 1:
        return None
    low, high = max(proven[0], fraction - FRACTION_DOUBT_S), min(proven[1], fraction + FRACTION_DOUBT_S)
    return (low, high) if low < high else None
