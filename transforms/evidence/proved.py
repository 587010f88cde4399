"""The footage of an event, and the proof that it is what the tables were made from."""

from datetime import timedelta
from pathlib import Path

from pantau.transforms.evidence.event import Event, recordings_near
from pantau.transforms.evidence.footage import FootagePart, parts_showing, refuse_altered
from pantau.transforms.storage.address import is_cloud


def parts_around(
    event: Event, warehouse: str | Path, archive: str | Path, target: Path, margin_s: float
) -> list[FootagePart]:
    """The parts of recordings that show an event, `margin_s` before and after it included; `target` is to be written.

    Raises:
        ValueError: nothing was recorded then, or `target` lies in the archive; the message says what to do.
    """
    if not is_cloud(archive) and target.resolve().is_relative_to(Path(archive).resolve()):
        raise ValueError(f"--out {target}: lies in the archive, which is only read; name a place outside of it")
    margin = timedelta(seconds=margin_s)
    since, until = event.row["started_at"] - margin, event.row["ended_at"] + margin
    parts = parts_showing(recordings_near(warehouse, event), since, until)
    if not parts:
        raise ValueError(
            f"event {event.row['event_id']}: was never recorded, camera {event.row['camera_id']} has nothing from "
            f"{since:%F %T} to {until:%F %T} UTC; a larger --margin shows what was recorded around, and `pantau ask "
            f"coverage_timeline -p camera={event.row['camera_id']}` says what is known of that time"
        )
    return parts


def prove(event: Event, parts: list[FootagePart], archive: str | Path) -> None:
    """Reads the recordings of an event and of the parts, and compares them with the hashes of the tables.

    Raises:
        Gone: a recording is not there.
        Altered: a recording has other bytes than when the event was found.
    """
    if event.row["recording_uri"]:
        refuse_altered(archive, event.row["recording_uri"], event.row["recording_sha256"])
    for part in parts:
        refuse_altered(archive, part.recording["recording_uri"], part.recording["recording_sha256"])
