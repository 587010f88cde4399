"""The cameras of the site: which days they recorded, and one day's recordings."""

from dataclasses import dataclass
from datetime import date

from pantau.desk.figures.answering import Row, answering
from pantau.desk.settings import DeskSettings


@dataclass(frozen=True)
class CameraDates:
    """A camera of the site file, the local dates of its recordings in order, and the zones of its newest view."""

    camera_id: str
    dates: tuple[date, ...]
    zones: int

    @property
    def newest(self) -> date | None:
        """The last date with a recording."""
        return self.dates[-1] if self.dates else None


def cameras_of(settings: DeskSettings) -> tuple[CameraDates, ...]:
    """All cameras of the site file, in its order."""
    with answering(settings.warehouse, relations=["recordings"]) as connection:
        found = connection.sql(
            "SELECT DISTINCT camera_id, service_date FROM recordings WHERE site_id = $site ORDER BY service_date",
            params={"site": settings.site.id},
        ).fetchall()
    dates: dict[str, list[date]] = {}
    for camera_id, day in found:
        dates.setdefault(camera_id, []).append(day)
    return tuple(
        CameraDates(
            camera.id,
            tuple(dates.get(camera.id, ())),
            len(camera.view(dates[camera.id][-1]).zones if camera.id in dates else ()),
        )
        for camera in settings.site.cameras
    )


def recordings_on(settings: DeskSettings, camera_id: str, day: date) -> list[Row]:
    """The recordings of a camera that begin on a local date, in order of time."""
    with answering(settings.warehouse, relations=["recordings"]) as connection:
        found = connection.sql(
            "SELECT recording_id, started_at, duration_s, width, height FROM recordings "
            "WHERE site_id = $site AND camera_id = $camera AND service_date = $day ORDER BY started_at, recording_uri",
            params={"site": settings.site.id, "camera": camera_id, "day": day},
        )
        return found.to_arrow_table().to_pylist()


def has_moved(settings: DeskSettings, camera_id: str, span: tuple[float, float]) -> bool:
    """Whether in a part of a span of epoch seconds it did not look where its zones were drawn, by the tables."""
    with answering(settings.warehouse, relations=["coverage"]) as connection:
        return connection.execute(
            "SELECT count(*) > 0 FROM coverage WHERE site_id = $site AND camera_id = $camera "
            "AND coverage_state = 'moved' AND epoch(started_at) < $last AND epoch(ended_at) > $first",
            {"site": settings.site.id, "camera": camera_id, "first": span[0], "last": span[1]},
        ).fetchall()[0][0]
