"""What a camera's view is compared with: clear frames, in service hours, of the first date from which its zones hold.

Those of other hours may be of the light of a night, in which a camera sees otherwise. The first ones of the date; of
zones that follow others, since a camera was moved, the last ones: those were drawn as it looks once the date is over,
and on the date itself it may have been moved at any hour.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pantau.schemas.tables import COVERAGE, SAMPLES
from pantau.transforms.detection.camera_view.moved_times import clear_points
from pantau.transforms.detection.camera_view.standing import standing
from pantau.transforms.detection.camera_view.static_scene import view_scene
from pantau.transforms.detection.observer import Observer
from pantau.transforms.hours import camera_hours
from pantau.transforms.tables.observed_files import observed_dates
from pantau.transforms.tables.partition_files import has_nothing_in, read_file, read_noted
from pantau.transforms.tables.visible_files import VisibleFile, standing_files, visible_files

DATES_BACK = 31
"""So many earlier dates are asked for what they compared with: chosen, longer than an office is closed."""

FIRST_DATES = 3
"""So many of the first dates, and the date itself, are looked through for a clear frame. Chosen: a hall may be dark on
a holiday; in one that is crowded from the first day on there is a quiet hour on some date."""


class ViewReference(NamedTuple):
    """The points of a frame, see `view_points`, and the service date that it is of; and the static scene of the view,
    see `view_scene`, `None` where it is not known yet."""

    day: date
    points: bytes
    scene: bytes | None = None


class SeenView(NamedTuple):
    """What a frame shows of a view: its points, and the signature of its scene, `None` of an observer of before."""

    points: bytes
    scene: bytes | None


def view_reference(warehouse: str, observer: Observer, camera_id: str, day: date) -> ViewReference | None:
    """What the view of a camera is compared with on a date; `None` where no frame of its zones' time was clear yet.

    That of the newest date before, of the run that a draft builds upon: so it outlasts what was seen, which retention
    deletes. Else of the first dates since the zones hold of which what was seen is in the store, or of the date itself.
    Its scene, where few frames of that date showed it, is of the first of these dates that shows it on enough.
    """
    since = observer.site.camera(camera_id).view_since(day)
    found = _carried(warehouse, camera_id, since, day) or _first(warehouse, observer, camera_id, since, day)
    if found is None or found.scene is not None:
        return found
    later = (_scene(found.points, frames) for _, frames in _dates(warehouse, observer, camera_id, found.day, day))
    return found._replace(scene=next((scene for scene in later if scene is not None), None))


def _carried(warehouse: str, camera_id: str, since: date, day: date) -> ViewReference | None:
    earlier: dict[date, list[VisibleFile]] = {}
    for file in standing_files(warehouse, COVERAGE):
        if since <= file.partition.values[0] < day:
            earlier.setdefault(file.partition.values[0], []).append(file)
    for one in sorted(earlier, reverse=True)[:DATES_BACK]:
        for file in earlier[one]:
            found = _noted(file).get(camera_id)
            if found is not None and found.day >= since:
                return found
    return None


@lru_cache(maxsize=64)
def _noted(file: VisibleFile) -> dict[str, ViewReference]:
    """By camera, what a file of `coverage` says that it was compared with; of one that is gone nothing is known."""
    with suppress(FileNotFoundError):
        rows = read_file(file, ["camera_id", "view_reference", "view_points", "view_scene"]).to_pylist()
        return {
            row["camera_id"]: ViewReference(row["view_reference"], row["view_points"], row["view_scene"])
            for row in rows
            if row["view_points"] is not None
        }
    return {}


def _first(warehouse: str, observer: Observer, camera_id: str, since: date, day: date) -> ViewReference | None:
    newest_first = observer.site.camera(camera_id).view_follows(day)
    for one, frames in _dates(warehouse, observer, camera_id, since, day):
        every = [frame.points for frame in frames]
        if (points := clear_points(every[::-1] if newest_first else every)) is not None:
            return ViewReference(one, points, _scene(points, frames))
    return None


def _scene(points: bytes, frames: Sequence[SeenView]) -> bytes | None:
    """The static scene of the frames on which a view stands."""
    stands = np.flatnonzero(standing(points, [frame.points for frame in frames]))
    scene = view_scene(pa.chunked_array([pa.array([frames[at].scene for at in stands], pa.binary())]))
    return scene.kept if scene else None


def _dates(
    warehouse: str, observer: Observer, camera_id: str, since: date, day: date
) -> Iterator[tuple[date, list[SeenView]]]:
    """The first `FIRST_DATES` of which frames are in the store, and the date itself, with their frames."""
    looked_at = 0
    for one in observed_dates(warehouse, (SAMPLES,)):
        if not since <= one <= day or (looked_at >= FIRST_DATES and one < day):
            continue
        if frames := list(_frames(warehouse, observer, camera_id, one)):
            looked_at += 1
            yield one, frames


def _frames(warehouse: str, observer: Observer, camera_id: str, day: date) -> Iterator[SeenView]:
    """The frames with points that the present observer took in the service hours of a date, by the recorder's clock, in
    order of time."""
    found: list[tuple[float, pa.Table]] = []
    for file in visible_files(warehouse, SAMPLES, service_date=day, camera_id=camera_id):
        # Each date asks the first ones again, as long as none has a frame with points.
        if has_nothing_in(file, "view_points"):
            continue
        notes, rows = read_noted(warehouse, file.partition, ["offset_s", "view_points", "scene"])
        # Who wrote no start saw no points either: an observer of before.
        if notes and notes.get("model_hash") == observer.version(camera_id, day) and "recorder_started_at" in notes:
            found.append((datetime.fromisoformat(notes["recorder_started_at"]).timestamp(), rows))
    hours = camera_hours(observer.site, observer.site.camera(camera_id), day)
    for started_s, rows in sorted(found, key=lambda one: one[0]):
        times = started_s + rows["offset_s"].to_numpy()
        serving = np.zeros(len(times), dtype=bool)
        for opens, closes in hours:
            serving |= (times >= opens) & (times < closes)
        kept = pa.array(serving & rows["view_points"].is_valid().to_numpy())
        yield from map(SeenView, *(rows[name].filter(kept).to_pylist() for name in ("view_points", "scene")))
