import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest

from pantau.transforms.evidence.clip import cut_clip
from pantau.transforms.evidence.event import find_event
from pantau.transforms.evidence.footage import Altered, Gone
from tests.transforms.numbered_clips import regular

pytestmark = pytest.mark.slow

FIRST, SECOND = "ch01_20261102080000.mp4", "ch01_20261102080008.mp4"
H264 = {"preset": "ultrafast", "x264-params": "scenecut=0"}


def clip(hall, tmp_path, name="clip.mp4", margin_s=0.0, event="e1"):
    found = find_event(hall.warehouse, event)
    return cut_clip(found, hall.warehouse, hall.archive, tmp_path / name, margin_s, ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def one(hall):
    """A recording of 8 s at 25 frames a second, a key frame every 2 s, and an event from 3 to 5 s."""
    hall.record(FIRST, "libx264", regular(200), **H264)
    hall.take_inventory()
    hall.happen(3, 5)
    return hall


def test_shows_exactly_the_frames_from_the_key_frame_before_until_the_end(one, tmp_path, shown):
    made = clip(one, tmp_path)
    assert shown(made.path) == [(round(i / 25, 3), 50 + i) for i in range(75)]


@pytest.mark.slow
def test_the_margin_widens_both_ends_and_stops_at_the_edges_of_the_footage(one, tmp_path, shown):
    assert [number for _, number in shown(clip(one, tmp_path, margin_s=1.2).path)] == list(range(0, 155))
    assert [number for _, number in shown(clip(one, tmp_path, margin_s=60).path)] == list(range(200))


def test_packets_are_copied_bit_for_bit(one, tmp_path):
    def packets(path):
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(video=0) if packet.size]

    assert packets(clip(one, tmp_path).path) == packets(one.archive / FIRST)[50:125]


def test_the_note_says_what_the_first_frame_shows_and_where_all_came_from(one, tmp_path):
    made = clip(one, tmp_path)
    note = json.loads((tmp_path / "clip.mp4.json").read_text(encoding="utf-8"))
    assert note == json.loads(json.dumps(made.note))
    assert note["clip"] == {
        "file": "clip.mp4",
        "sha256": sha256((tmp_path / "clip.mp4").read_bytes()).hexdigest(),
        "bytes": (tmp_path / "clip.mp4").stat().st_size,
        "codec": "h264",
        "frames": 75,
        "first_frame_at": {
            "utc": "2026-11-02T01:00:02.000+00:00",
            "local": "2026-11-02T08:00:02.000+07:00",
            "time_zone": "Asia/Jakarta",
        },
        "last_frame_at": {
            "utc": "2026-11-02T01:00:04.960+00:00",
            "local": "2026-11-02T08:00:04.960+07:00",
            "time_zone": "Asia/Jakarta",
        },
        "event_at_clip_s": 1.0,
    }
    assert note["event"]["table"] == "service_time" and note["event"]["started_at"] == "2026-11-02T01:00:03.000+00:00"
    (recording,) = note["recordings"]
    assert recording["recording_uri"] == FIRST and recording["recording_sha256"] == one.digest(FIRST)
    assert (recording["from_offset_s"], recording["to_offset_s"], recording["at_clip_s"]) == (2.0, 4.96, 0.0)
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "warehouse", "clip.mp4", "clip.mp4.json"}


def test_two_consecutive_recordings_become_one_clip(hall, tmp_path, shown):
    hall.record(FIRST, "libx264", regular(200), **H264)
    hall.record(SECOND, "libx264", regular(100), **H264)
    hall.take_inventory()
    hall.happen(7, 9)
    made = clip(hall, tmp_path)
    assert shown(made.path) == [(round(i / 25, 3), (150 + i) % 200) for i in range(75)]
    assert [recording["at_clip_s"] for recording in made.note["recordings"]] == [0.0, 2.0]


def test_a_gap_between_recordings_is_a_jump_of_the_same_length(hall, tmp_path, shown):
    hall.record(FIRST, "libx264", regular(150), **H264)
    hall.record(SECOND, "libx264", regular(100), **H264)
    hall.take_inventory()
    hall.happen(5, 9)
    made = shown(clip(hall, tmp_path).path)
    assert made == [(round(i / 25, 3), 100 + i) for i in range(50)] + [(round(4 + i / 25, 3), i) for i in range(25)]


def test_recordings_with_other_encoder_settings_and_reordered_frames_join(hall, tmp_path, shown):
    hall.record(FIRST, "libx264", regular(200), **H264)
    hall.record(
        SECOND, "libx264", regular(100), preset="medium", profile="high", **{"x264-params": "scenecut=0:bframes=2"}
    )
    hall.take_inventory()
    hall.happen(7, 9)
    assert shown(clip(hall, tmp_path).path) == [(round(i / 25, 3), (150 + i) % 200) for i in range(75)]


def test_recordings_of_other_codecs_are_refused_with_both(hall, tmp_path):
    hall.record(FIRST, "libx264", regular(200), **H264)
    hall.record(SECOND, "mpeg4", regular(100), qscale="2")
    hall.take_inventory()
    hall.happen(7, 9)
    with pytest.raises(ValueError) as caught:
        clip(hall, tmp_path)
    assert str(caught.value) == (
        f"{FIRST} (h264 160×96) and {SECOND} (mpeg4 160×96) do not go into one clip; "
        "make --margin smaller, or copy both recordings whole"
    )
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize("name", ["raw", "program_stream", "mpeg4", "hevc", "vp9", "mjpeg", "gop250", "slow", "jump"])
def test_every_format_that_mp4_holds(hall, clips, tmp_path, shown, name):
    shutil.copy(clips[name], hall.archive / f"ch01_20261102080000{clips[name].suffix}")
    hall.take_inventory()
    hall.happen(1, 2)
    fps = {"mpeg4": 10, "mjpeg": 10, "slow": 21}.get(name, 25)
    gop = {"mpeg4": 20, "mjpeg": 1, "gop250": 250}.get(name, 50)
    first = fps // gop * gop
    made = shown(clip(hall, tmp_path).path)
    assert [number for _, number in made] == list(range(first, 2 * fps))
    assert np.allclose([at for at, _ in made], np.arange(len(made)) / fps, atol=0.002)


def test_a_frame_that_lies_on_its_side_stays_to_be_turned(hall, tmp_path):
    hall.record(FIRST, "libx264", regular(100), rotation=90, **H264)
    hall.take_inventory()
    hall.happen(1, 2)
    with av.open(str(clip(hall, tmp_path).path)) as container:
        assert next(container.decode(video=0)).rotation == 90


def test_a_gap_inside_of_a_recording_is_a_jump(hall, clips, tmp_path, shown):
    shutil.copy(clips["jump"], hall.archive / FIRST)
    hall.take_inventory()
    hall.happen(3, 11)
    times = {number: at for at, number in shown(clip(hall, tmp_path).path)}
    assert sorted(times) == list(range(50, 125))
    assert (times[50], times[99], times[100]) == pytest.approx((0.0, 1.96, 8.0), abs=0.002)


@pytest.mark.parametrize(("name", "suffix", "fps"), [("vp8", ".mkv", 25), ("msmpeg4", ".asf", 10)])
def test_a_codec_that_mp4_does_not_hold_goes_into_what_the_error_names(hall, clips, tmp_path, shown, name, suffix, fps):
    shutil.copy(clips[name], hall.archive / f"ch01_20261102080000{clips[name].suffix}")
    hall.take_inventory()
    hall.happen(1, 2)
    with pytest.raises(ValueError, match=rf"does not go in there unchanged; name it clip\{suffix}$"):
        clip(hall, tmp_path)
    assert shown(clip(hall, tmp_path, f"clip{suffix}").path) == [(i / fps, i) for i in range(2 * fps)]


def test_an_altered_recording_is_refused_and_nothing_is_written(one, tmp_path):
    with (one.archive / FIRST).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(Altered, match=f"^{FIRST}: has SHA-256 "):
        clip(one, tmp_path)
    assert not list(tmp_path.glob("clip*"))


def test_a_recording_that_was_replaced_and_listed_again_is_no_evidence_for_an_old_row(one, tmp_path):
    one.record(FIRST, "libx264", regular(180), **H264)
    one.take_inventory()
    with pytest.raises(Altered, match=f"^{FIRST}: has SHA-256 "):
        clip(one, tmp_path)


def test_a_missing_recording_is_refused(one, tmp_path):
    (one.archive / FIRST).unlink()
    with pytest.raises(Gone, match=f"^{FIRST}: is not in ") as gone:
        clip(one, tmp_path)
    assert gone.value.recording_uri == FIRST


def test_a_time_without_footage_is_refused_with_the_remedy(one, tmp_path):
    one.happen(60, 70)
    with pytest.raises(
        ValueError, match="was never recorded, camera cam has nothing from 2026-11-02 01:01:00 to 2026-11-02 01:01:10"
    ):
        clip(one, tmp_path)


def test_a_time_before_the_first_key_frame_is_refused_with_the_remedy(one, tmp_path, monkeypatch):
    monkeypatch.setattr("pantau.transforms.evidence.clip.cut_packets", lambda *_: np.zeros(0, np.int64))
    with pytest.raises(ValueError, match=f"^event e1: {FIRST} has no key frame until the end of this time"):
        clip(one, tmp_path)
    assert not list(tmp_path.glob("clip*"))


def test_a_clip_in_the_archive_or_of_another_kind_is_refused(one, tmp_path):
    with pytest.raises(ValueError, match="lies in the archive, which is only read"):
        clip(one, tmp_path, f"archive/{FIRST}")
    with pytest.raises(ValueError, match=r"a clip is written as \.mp4, \.mkv, \.asf; name it so"):
        clip(one, tmp_path, "clip.avi")


def test_an_unknown_event_is_told_with_the_tables(one, tmp_path):
    with pytest.raises(
        ValueError,
        match=r"^event nope: is in none of the tables service_time, waiting_visits, staff_presence, anomalies",
    ):
        clip(one, tmp_path, event="nope")


def test_events_are_found_with_their_table(one):
    found = find_event(one.warehouse, "e1")
    assert found.table.name == "service_time"
    assert found.row["started_at"] == datetime(2026, 11, 2, 1, 0, 3, tzinfo=UTC)
