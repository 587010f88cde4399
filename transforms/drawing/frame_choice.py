"""Which frame of a camera shows its zones best."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pantau.schemas.site import Site
from pantau.schemas.tables import OBSERVATIONS, RECORDINGS
from pantau.transforms.drawing.detections import DrawnDetections
from pantau.transforms.recordings.camera_assignment import CameraAssigner, NamedRecording, UnnamedFile
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.tables.partition_files import read_table


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


def fullest_frame(site: Site, warehouse: str | Path, camera_id: str, day: date) -> ChosenFrame | None:
    """The frame on which most people were seen, of those looked at on a service date; None if nobody was seen."""
    where = {"service_date": day, "agency_id": site.camera(camera_id).agency}
    recordings = {row["recording_id"]: row for row in read_table(warehouse, RECORDINGS, **where).to_pylist()}
    thresholds = site.thresholds_on(day)
    lowest = {"person": thresholds.person_score_again, "seat": thresholds.seat_score}
    frames: dict[tuple[str, float], list[dict]] = {}
    for row in read_table(warehouse, OBSERVATIONS, **where, camera_id=camera_id).to_pylist():
        if row["recording_id"] in recordings and row["score"] >= lowest[row["observation_kind"]]:
            frames.setdefault((row["recording_id"], row["offset_s"]), []).append(row)
    if not frames:
        return None
    (recording_id, offset_s), rows = max(sorted(frames.items(), key=_place), key=lambda frame: len(frame[1]))
    people = [row for row in rows if row["observation_kind"] == "person"]
    heads = [row for row in rows if row["observation_kind"] == "seat" and row["head_x"] is not None]
    return ChosenFrame(
        recordings[recording_id],
        offset_s,
        DrawnDetections(
            tuple(((row["x1"], row["y1"], row["x2"], row["y2"]), row["score"]) for row in people),
            tuple(((row["head_x"], row["head_y"]), row["score"]) for row in heads),
            thresholds.person_score,
        ),
    )


def _place(frame: tuple[tuple[str, float], list[dict]]) -> tuple[str, float]:
    return frame[0]
