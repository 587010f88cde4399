"""Which frame of a camera shows its zones best."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pantau.schemas.site import Site
from pantau.schemas.tables import OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.transforms.drawing.detections import DrawnDetections
from pantau.transforms.recordings.camera_assignment import CameraAssigner, NamedRecording, UnnamedFile
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.tables.partition_files import read_table

NEAR_S = 4.0
"""A frame farther than this from the time asked for does not show it: twice the usual 2 s from sample to sample."""


@dataclass(frozen=True)
class ChosenFrame:
    """A frame that was looked at: its recording (a row of that table), its offset in it, and what was seen."""

    recording: dict
    offset_s: float
    detections: DrawnDetections


def files_of(site: Site, archive: str | Path, camera_id: str, now: datetime) -> list[NamedRecording]:
    """A camera's recordings in an archive by their names, in order of their starts; none that begins after `now`."""
    found = []
    with closing(CameraAssigner(site, str(archive), now)) as assigner:
        for listed in list_archive(archive):
            if listed.kind != "recording":
                continue
            try:
                named = assigner.assign(listed)
            except UnnamedFile:
                continue
            if named.camera_id == camera_id:
                found.append(named)
    return sorted(found, key=lambda named: (named.started_at, named.path))


def file_at(files: Sequence[NamedRecording], at: datetime) -> tuple[NamedRecording, float]:
    """The recording that had begun last at an aware time, and how many seconds before.

    Raises:
        ValueError: none had.
    """
    begun = [named for named in files if named.started_at <= at]
    if not begun:
        first = files[0].started_at.astimezone(at.tzinfo)
        raise ValueError(
            f"--at {at:%H:%M:%S}: nothing was recorded yet; the first recording begins at {first:%H:%M:%S}"
        )
    return begun[-1], (at - begun[-1].started_at).total_seconds()


def frame_near(site: Site, warehouse: str | Path, camera_id: str, day: date, at: datetime) -> ChosenFrame | None:
    """The sampled frame nearest to an aware time, with who was seen on it; None if none was looked at near it."""
    recordings, found = _detections(site, warehouse, camera_id, day)
    where = {"service_date": day, "agency_id": site.camera(camera_id).agency, "camera_id": camera_id}
    columns = ["recording_id", "offset_s"]
    places = [
        (row["recording_id"], row["offset_s"]) for row in read_table(warehouse, SAMPLES, columns, **where).to_pylist()
    ]

    def apart_s(place: tuple[str, float]) -> float:
        return abs((recordings[place[0]]["started_at"] + timedelta(seconds=place[1]) - at).total_seconds())

    nearest = min((place for place in places if place[0] in recordings), key=apart_s, default=None)
    if nearest is None or apart_s(nearest) > NEAR_S:
        return None
    return _chosen(site, day, recordings, nearest, found.get(nearest, []))


def fullest_frame(site: Site, warehouse: str | Path, camera_id: str, day: date) -> ChosenFrame | None:
    """The frame on which most people were seen, of those looked at on a service date; None if nobody was seen."""
    recordings, frames = _detections(site, warehouse, camera_id, day)
    if not frames:
        return None
    place, rows = max(sorted(frames.items(), key=_place), key=lambda frame: len(frame[1]))
    return _chosen(site, day, recordings, place, rows)


def _detections(
    site: Site, warehouse: str | Path, camera_id: str, day: date
) -> tuple[dict[str, dict], dict[tuple[str, float], list[dict]]]:
    """The recordings of a date by their ids, and the detections that count by recording and offset."""
    where = {"service_date": day, "agency_id": site.camera(camera_id).agency}
    recordings = {row["recording_id"]: row for row in read_table(warehouse, RECORDINGS, **where).to_pylist()}
    thresholds = site.thresholds_on(day)
    lowest = {"person": thresholds.person_score_again, "seat": thresholds.seat_score}
    frames: dict[tuple[str, float], list[dict]] = {}
    for row in read_table(warehouse, OBSERVATIONS, **where, camera_id=camera_id).to_pylist():
        if row["recording_id"] in recordings and row["score"] >= lowest[row["observation_kind"]]:
            frames.setdefault((row["recording_id"], row["offset_s"]), []).append(row)
    return recordings, frames


def _chosen(
    site: Site, day: date, recordings: dict[str, dict], place: tuple[str, float], rows: list[dict]
) -> ChosenFrame:
    people = [row for row in rows if row["observation_kind"] == "person"]
    heads = [row for row in rows if row["observation_kind"] == "seat" and row["head_x"] is not None]
    return ChosenFrame(
        recordings[place[0]],
        place[1],
        DrawnDetections(
            tuple(((row["x1"], row["y1"], row["x2"], row["y2"]), row["score"]) for row in people),
            tuple(((row["head_x"], row["head_y"]), row["score"]) for row in heads),
            site.thresholds_on(day).person_score,
        ),
    )


def _place(frame: tuple[tuple[str, float], list[dict]]) -> tuple[str, float]:
    return frame[0]
