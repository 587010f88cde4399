"""Which recording shows a camera at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pantau.desk.figures.answering import Row, answering
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import parts_showing

GLANCE = timedelta(seconds=0.5)
"""A moment is where a recording shows this long after it, or, at its very end, before it: chosen, a dozen frames."""


@dataclass(frozen=True)
class Place:
    """A moment in a recording (a row of `recordings`), seconds from its first frame."""

    recording: Row
    offset_s: float


@dataclass(frozen=True)
class CameraFootage:
    """What a camera recorded round a moment, in order of time; rows of `recordings` of this site."""

    recordings: tuple[Row, ...]

    def place(self, moment: datetime) -> Place | None:
        """Where a moment was recorded; None where it was not."""
        for since, until in ((moment, moment + GLANCE), (moment - GLANCE, moment)):
            parts = parts_showing(self.recordings, since, until)
            if parts:
                return Place(parts[0].recording, parts[0].from_s)
        return None

    def next_after(self, moment: datetime) -> datetime | None:
        """When the next recording begins."""
        return min((row["started_at"] for row in self.recordings if row["started_at"] > moment), default=None)

    def last_before(self, moment: datetime) -> datetime | None:
        """When the recording before ended."""
        return max((row["ended_at"] for row in self.recordings if row["ended_at"] <= moment), default=None)


def footage_round(settings: DeskSettings, camera_id: str, moment: datetime) -> CameraFootage:
    """The recordings of a camera of the day of a moment, by the clocks of the office, and the days beside it."""
    day = moment.astimezone(settings.zone).date()
    with answering(settings.warehouse, relations=["recordings"]) as connection:
        found = connection.sql(
            "SELECT * FROM recordings WHERE site_id = $site AND camera_id = $camera "
            "AND service_date BETWEEN $since AND $until ORDER BY started_at, recording_uri",
            params={
                "site": settings.site.id,
                "camera": camera_id,
                "since": day - timedelta(days=1),
                "until": day + timedelta(days=1),
            },
        )
        return CameraFootage(tuple(found.to_arrow_table().to_pylist()))


def find_recording(settings: DeskSettings, recording_id: str) -> Row | None:
    """The recording of that id, of this site; None where the warehouse knows none."""
    with answering(settings.warehouse, relations=["recordings"]) as connection:
        found = connection.sql(
            "SELECT * FROM recordings WHERE site_id = $site AND recording_id = $recording",
            params={"site": settings.site.id, "recording": recording_id},
        )
        rows = found.to_arrow_table().to_pylist()
    return rows[0] if rows else None
