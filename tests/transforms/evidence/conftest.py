"""A warehouse of a camera's numbered recordings and one event, made by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import av
import numpy as np
import pytest

from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS, SERVICE_TIME
from pantau.transforms.recordings.camera_assignment import CameraAssigner
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.recordings.recording_rows import inspect
from pantau.transforms.tables.partition_files import Partition, write_partition
from tests.transforms.numbered_clips import encode, read_number

DAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
"""08:00:00 in Asia/Jakarta, when the first recording begins."""

SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr}]
cameras:
  - id: cam
    agency: permits
    recorder: nvr
    channel: 1
    purpose: security
    notice_date: 2018-12-06
    zone_type: service
    retention_days: 30
    views:
      - zones: [{id: desk, kind: customer, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}]
counters: [{id: c1, name: Counter 1, tenures: [{agency: permits}]}]
calendar: {periods: [{hours: {mon: 08:00-16:00}, source: decree}]}
"""


@dataclass(frozen=True)
class Hall:
    """An archive, its warehouse, and a way of writing the event that lies there."""

    archive: Path
    warehouse: Path

    def record(self, name: str, codec: str, seconds: np.ndarray, **options: str) -> Path:
        """Adds a recording of numbered frames."""
        return encode(self.archive / name, codec, seconds, **options)

    def take_inventory(self) -> None:
        """Writes the rows of all recordings."""
        site = parse_site(SITE)
        named = [CameraAssigner(site).assign(listed)._replace(run_id="run") for listed in list_archive(self.archive)]
        rows = [inspect(one, str(self.archive), site) for one in named]
        write_partition(self.warehouse, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(rows))

    def happen(self, from_s: float, to_s: float, **changed: object) -> str:
        """Writes the only event, from and to seconds after `EIGHT`, and gives its id."""
        started, ended = (EIGHT + timedelta(seconds=seconds) for seconds in (from_s, to_s))
        times = {
            **dict.fromkeys(("started_at", "started_at_lo", "started_at_hi"), started),
            **dict.fromkeys(("ended_at", "ended_at_lo", "ended_at_hi"), ended),
            **dict.fromkeys(("duration_s", "duration_lo_s", "duration_hi_s"), to_s - from_s),
            **dict.fromkeys(
                (
                    *("waiting_s", "waiting_lo_s", "waiting_hi_s", "staffed_share", "seen_share"),
                    *("session_probability", "queue_length"),
                ),
                None,
            ),
            **dict.fromkeys(("start_censored", "end_censored"), False),
            **dict.fromkeys(("detection_score", "observed_share", "identity_confidence", "role_probability"), 1.0),
        }
        whose = {
            "event_id": "e1",
            "site_id": "hall",
            "agency_id": "permits",
            "counter_id": "c1",
            "camera_id": "cam",
            "zone_id": "desk",
            "service_date": DAY,
            "party_size": 1,
        }
        uri = min(path.name for path in self.archive.iterdir())
        whence = {
            "recording_uri": uri,
            "recording_sha256": self.digest(uri),
            "offset_s": from_s,
            **dict.fromkeys(("run_id", "code_hash", "config_hash", "model_hash"), "x"),
        }
        rows = SERVICE_TIME.arrow([{**whose, **times, **whence, **changed}])
        write_partition(self.warehouse, Partition(SERVICE_TIME, (DAY, "permits")), rows)
        return "e1"

    def digest(self, uri: str) -> str:
        """The SHA-256 of a recording as it is now."""
        return sha256((self.archive / uri).read_bytes()).hexdigest()


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A hall with an empty archive."""
    (tmp_path / "archive").mkdir()
    return Hall(tmp_path / "archive", tmp_path / "warehouse")


@pytest.fixture
def shown() -> Callable[[Path], list[tuple[float, int]]]:
    """Reads a clip: (second, number) of each frame."""

    def read(path: Path) -> list[tuple[float, int]]:
        with av.open(str(path)) as container:
            return [(round(f.time, 3), read_number(f.to_ndarray(format="bgr24"))) for f in container.decode(video=0)]

    return read
