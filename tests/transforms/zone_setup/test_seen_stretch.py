from datetime import UTC, date, datetime, timedelta

import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.seen_stretch import seen_stretch
from tests.sql.conftest import write_rows

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
OF = {"site_id": "hall", "agency_id": "permits", "camera_id": "cam", "service_date": "2026-11-02"}
FRAMES = 10
CADENCE_S = 2.0
WHERE = Zone(id="hall", kind="ignore", polygon=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """Somebody walks to the right for twenty seconds; a clerk sits, and is less sure of on the last five frames."""
    folder = tmp_path_factory.mktemp("seen")
    recording = {
        **OF,
        "recording_id": "r",
        "started_at": "2026-11-02 08:00",
        "ended_at": "2026-11-02 08:00:20",
        "recorder_started_at": "2026-11-02 08:00",
        "duration_s": 20.0,
        "width": 1600,
        "height": 900,
    }
    bright = {"basis": "looked", "brightness": 100.0, "sharpness": 100.0, "key_frame": True}
    samples = [{**OF, **bright, "recording_id": "r", "offset_s": CADENCE_S * i} for i in range(FRAMES)]
    seen = []
    for i, sample in enumerate(samples):
        at = {**OF, "recording_id": "r", "offset_s": sample["offset_s"]}
        walker = {"x1": 0.1 + 0.02 * i, "y1": 0.3, "x2": 0.2 + 0.02 * i, "y2": 0.8, "score": 0.9}
        head = {"head_x": 0.75, "head_y": 0.25, "zone_id": "seat", "score": 0.9 if i < 5 else 0.01}
        box = {"x1": 0.7, "y1": 0.2, "x2": 0.8, "y2": 0.4}
        seen.append({**at, **walker, "detection": 2 * i, "observation_kind": "person"})
        seen.append({**at, **box, **head, "detection": 2 * i + 1, "observation_kind": "seat"})
    write_rows(folder, {"recordings": [recording], "samples": samples, "observations": seen})
    return folder


def stretch_of(warehouse, first_s, last_s, view=None):
    rows = read_table(warehouse, RECORDINGS, service_date=date(2026, 11, 2)).to_pylist()
    span = tuple((EIGHT + timedelta(seconds=seconds)).timestamp() for seconds in (first_s, last_s))
    return seen_stretch(warehouse, rows, span, view or View(), Thresholds(), CADENCE_S)


def test_people_come_track_by_track_and_heads_that_are_sure(warehouse):
    found = stretch_of(warehouse, 0, 3600)
    assert (found.frames, found.width, found.height) == (FRAMES, 1600, 900)
    assert found.tracks.tolist() == [0] * FRAMES
    assert (found.times - EIGHT.timestamp()).tolist() == [CADENCE_S * i for i in range(FRAMES)]
    assert found.boxes[:, 0] == pytest.approx([0.1 + 0.02 * i for i in range(FRAMES)])
    assert (found.seats.tolist(), found.heads[0].tolist()) == (["seat"] * 5, [0.75, 0.25])


def test_only_what_lies_in_the_stretch_is_told(warehouse):
    assert stretch_of(warehouse, 4, 12).frames == 4
    nothing = stretch_of(warehouse, 3600, 7200)
    assert (nothing.frames, nothing.boxes.shape, nothing.heads.shape) == (0, (0, 4), (0, 2))


def test_who_is_in_an_ignored_zone_is_told_too(warehouse):
    assert len(stretch_of(warehouse, 0, 20, View(zones=(WHERE,))).times) == FRAMES
