"""EventDrawing and encoding frames that are made up; `tests/pipelines/commands/test_clip.py` draws rendered footage."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest

from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.evidence.drawn import drawn_clip
from pantau.transforms.evidence.drawn.burnt_in import BurntIn
from pantau.transforms.evidence.drawn.concerned import Concerned
from pantau.transforms.evidence.drawn.drawn_clip import (
    EventDrawing,
    drawing_of,
    drawn_frames,
    first_of,
    refuse_other_clocks,
    write_frames,
)
from pantau.transforms.evidence.drawn.frames import DatedFrame
from pantau.transforms.evidence.drawn.people_shown import Look
from pantau.transforms.evidence.drawn.pixelation import pixelated
from pantau.transforms.evidence.event import Event
from pantau.transforms.evidence.footage import FootagePart
from tests.sql.conftest import write_rows
from tests.transforms.staging import DAY, camera_day, path
from tests.transforms.tracking.static_figures.test_left_out import leave_out
from tests.transforms.zone_setup.test_what_if import COUNTER, SEAT, site

NOISE = np.random.default_rng(1).integers(0, 256, (540, 960, 3)).astype(np.uint8)
MINE = np.array([0.25, 0.2, 0.5, 0.8])
LOOKS = [Look(100.0, np.zeros((0, 4)), {0: MINE})]
DRAWING = EventDrawing(BurntIn("service", "Hall", (), ""), Concerned(frozenset({0})), [])


def drawn(pixelate):
    (frame,) = drawn_frames([DatedFrame(100.0, NOISE)], LOOKS, DRAWING, pixelate, ZoneInfo("Asia/Jakarta"))
    assert frame.at == 100.0
    return frame.bgr[56:-28]


def test_who_is_pixelated_is_as_asked():
    inside, outside = (slice(120, 420), slice(250, 470)), (slice(120, 420), slice(500, 900))
    for asked, (mine, others) in {"none": (True, True), "others": (True, False), "all": (False, False)}.items():
        made, blocks = drawn(asked), pixelated(NOISE)
        for place, clear in ((inside, mine), (outside, others)):
            assert (made[place] == (NOISE if clear else blocks)[place]).all()


def test_frames_keep_their_times_and_one_of_another_size_ends_the_clip(tmp_path):
    sizes = [(48, 64), (48, 64), (48, 64), (64, 48), (48, 64)]
    frames = [
        DatedFrame(at, np.zeros((*size, 3), np.uint8)) for at, size in zip((10, 10.2, 13, 14, 15), sizes, strict=True)
    ]
    assert write_frames(frames, tmp_path / "clip.webm") == [10, 10.2, 13]
    with av.open(str(tmp_path / "clip.webm")) as container:
        assert container.streams.video[0].codec_context.name == "vp9"
        assert [frame.time for frame in container.decode(video=0)] == pytest.approx([0, 0.2, 3], abs=0.001)


def test_only_the_first_seconds_are_drawn_where_a_clip_is_limited():
    parts = [FootagePart({"recording_uri": name}, 5.0, 15.0) for name in ("a.mp4", "b.mp4", "c.mp4")]
    assert first_of(parts, None) == first_of(parts, 30.0) == parts
    assert [(part.recording["recording_uri"], part.from_s, part.to_s) for part in first_of(parts, 14.0)] == [
        ("a.mp4", 5.0, 15.0),
        ("b.mp4", 5.0, 9.0),
    ]


def test_an_event_of_a_run_with_other_clocks_is_not_drawn(tmp_path):
    began = datetime(2026, 11, 3, 1, tzinfo=UTC)
    row = {"recording_id": "r1", "recording_uri": "a.mp4", "started_at": began, "ended_at": began + timedelta(hours=1)}
    warehouse = write_rows(tmp_path / "warehouse", {"recordings": [row]})
    event = {"site_id": "blora", "camera_id": "C1", "service_date": began.date()}
    for minutes, as_of in ((0, 3), (2, None)):
        parts = [FootagePart({**row, "started_at": began + timedelta(minutes=minutes)}, 0.0, 9.0)]
        refuse_other_clocks(Event(SERVICE_TIME, event, as_of), parts, warehouse)
    with pytest.raises(ValueError, match=r"--as-of 3: a\.mp4 began at 2026-11-03 01:02:00 UTC by that run"):
        refuse_other_clocks(Event(SERVICE_TIME, event, 3), parts, warehouse)


def test_what_the_date_was_told_without_is_nobody_concerned_and_on_no_seat(tmp_path, monkeypatch):
    day = camera_day([path((0, (0.2, 0.8)))], seconds=(0.0, 800.0))
    monkeypatch.setattr(drawn_clip, "load_camera_day", lambda *_: day)
    started, ended = (datetime.fromtimestamp(at, UTC) for at in day.times[[0, -1]])
    times = {"started_at": started, "ended_at": ended}
    row = {**times, "event_id": "e", "camera_id": "cam", "counter_id": "c1", "service_date": DAY}
    asked = Event(SERVICE_TIME, row), str(tmp_path), SimpleNamespace(site=site(COUNTER, SEAT)), "none"
    (followed,) = drawing_of(*asked).tracks
    assert len(followed.times) == len(day.times) and followed.concerned
    leave_out(tmp_path, "cam", day.person_box[0])
    (figure,) = drawing_of(*asked).tracks
    assert (figure.concerned, figure.visitor) == (False, True)
    assert (figure.times == day.times).all() and (figure.boxes == day.person_box).all()
