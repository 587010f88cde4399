"""What the head of a recording tells of its camera and of the recorder's clock, without reading the rest of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pantau.transforms.recordings.archive import recording_parts
from pantau.transforms.recordings.probing.container_time import (
    FARTHEST_ZONES_S,
    OPENED_WITHIN_S,
    ZONE_STEP_S,
    container_time,
)
from pantau.transforms.recordings.probing.opening import open_video


@dataclass(frozen=True)
class RecordingHead:
    """Pixels of a frame, the codec, and when the container says that it was recorded, UTC; `None` where it does not."""

    width: int
    height: int
    codec: str
    container_started_at: datetime | None


def read_head(archive: str, path: str) -> RecordingHead:
    """The head of a recording of an archive.

    Raises:
        Unreadable: it cannot be opened, or holds no video.
        OSError: it cannot be reached.
    """
    with open_video(recording_parts(archive, path), path) as (container, stream):
        return RecordingHead(stream.width, stream.height, stream.codec_context.name, container_time(container, stream))


def told_utc_offset(started: datetime, zone: ZoneInfo, container_started_at: datetime | None) -> timedelta | None:
    """How far the clock of a name is ahead of UTC, by a container that was dated in UTC as the file was opened.

    `started` is what the name says if it is written in `zone`. `None` where the container tells nothing of it: where it
    has the very reading of the name it may be local time, too.
    """
    if container_started_at is None:
        return None
    reading = started.astimezone(zone).replace(tzinfo=None)
    ahead_s = (reading - container_started_at.replace(tzinfo=None)).total_seconds()
    whole = round(ahead_s / ZONE_STEP_S) * ZONE_STEP_S
    if whole == 0 or abs(whole) > FARTHEST_ZONES_S or abs(ahead_s - whole) > OPENED_WITHIN_S:
        return None
    return timedelta(seconds=whole)
