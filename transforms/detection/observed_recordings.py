"""Which recordings the present observer has observed, and which time each of them owns."""

from collections.abc import Iterable

from pantau.schemas.site import Site
from pantau.schemas.tables import SAMPLES
from pantau.transforms.detection.appearance_memory import MEMORY_S
from pantau.transforms.detection.observer import Observer
from pantau.transforms.hours import day_bounds
from pantau.transforms.recordings.recording_index import RecordingIndex, of_two_days
from pantau.transforms.recordings.time_ownership import TimeOwnership, assign_ownership
from pantau.transforms.tables.partition_files import Partition, read_notes

LEEWAY_S = 1.0
"""How much further back than the memory of similarity reaches a recording looks, so that no edge is missed."""

LEAD_S = MEMORY_S + LEEWAY_S
"""How far back a recording looks to those before it."""

_CAMERA_DAY = ("agency_id", "camera_id", "service_date")


def ownership_of(index: RecordingIndex, site: Site, recordings: Iterable[dict]) -> dict[str, TimeOwnership]:
    """What each recording owns, by its id; midnight is not looked back over, since events end there."""
    recordings = list(recordings)
    wanted = {row["recording_id"] for row in recordings}
    return {
        ownership.recording["recording_id"]: ownership
        for agency, camera_id, day in sorted({tuple(row[name] for name in _CAMERA_DAY) for row in recordings})
        for ownership in assign_ownership(
            of_two_days(index, agency, camera_id, day), LEAD_S, day_bounds(site.zone, day)[0]
        )
        if ownership.recording["recording_id"] in wanted and ownership.recording["service_date"] == day
    }


def place(recording: dict) -> dict:
    """The partition of a recording's samples and observations."""
    return {name: recording[name] for name in SAMPLES.partition}


def is_observed(warehouse: str, observer: Observer, ownership: TimeOwnership) -> bool:
    """Whether the present observer has observed these very bytes, after these very recordings."""
    return is_by(observer, ownership, observation_notes(warehouse, ownership.recording))


def is_by(observer: Observer, ownership: TimeOwnership, notes: dict[str, str] | None) -> bool:
    """The same by what was noted with the samples."""
    recording, notes = ownership.recording, notes or {}
    version = observer.version(recording["camera_id"], recording["service_date"])
    return notes.get("model_hash") == version and notes.get("turn") == ownership.digest


def observation_notes(warehouse: str, recording: dict) -> dict[str, str] | None:
    """What the observer noted with a recording's samples, or `None` where it has not looked yet."""
    return read_notes(Partition(SAMPLES, tuple(place(recording).values())).path(warehouse))
