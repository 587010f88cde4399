import os
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.transforms.recordings import recording_rows
from pantau.transforms.recordings.camera_assignment import CameraAssigner
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.witnesses import Witnesses
from pantau.transforms.recordings.recording_rows import (
    inspect,
    recording_id,
    reject_doubtful_time,
    reject_unnamed,
    reject_without_rate,
    rejecter,
    witnesses_of,
)
from pantau.transforms.rejects import reject_row
from tests.transforms.numbered_clips import filled_up
from tests.transforms.recordings.probing.muxing import muxed
from tests.transforms.recordings.test_camera_assignment import SITE
from tests.transforms.seen import recording

DAY = date(2026, 11, 2)
PATH = "nvr/ch01_20261102080000.mp4"
SIZE = 100_000


@pytest.fixture(scope="module")
def site():
    return parse_site(SITE)


@pytest.fixture(scope="module")
def named(site):
    return CameraAssigner(site).assign(Listed(PATH, SIZE, "recording", ".mp4"))._replace(run_id="run-1")


def test_footage_from_before_the_notice_is_not_opened(named, tmp_path):
    displayed = parse_site(SITE.replace("notice_date: 2018-12-06", "notice_date: 2026-11-03"))
    with pytest.raises(
        Unreadable, match=r"recorded on 2026-11-02, before the notice of camera one was .* 2026-11-03"
    ) as e:
        inspect(named, str(tmp_path / "no such archive"), displayed)
    assert e.value.word == "before_notice"


def test_footage_from_the_day_of_the_notice_is_a_recording(named, clips, tmp_path):
    displayed = parse_site(SITE.replace("notice_date: 2018-12-06", "notice_date: 2026-11-02"))
    (tmp_path / "nvr").mkdir()
    filled_up(clips["gop50"], tmp_path / PATH, SIZE)
    assert inspect(named, str(tmp_path), displayed)["service_date"] == DAY


def test_a_recording_as_a_row(site, named, clips, tmp_path):
    (tmp_path / "nvr").mkdir()
    path = filled_up(clips["gop50"], tmp_path / PATH, SIZE)
    row = inspect(named, str(tmp_path), site)
    assert RECORDINGS.arrow([row]).num_rows == 1
    digest = sha256(path.read_bytes()).hexdigest()
    expected = {
        "site_id": "hall",
        "agency_id": "permits",
        "camera_id": "one",
        "service_date": DAY,
        "recording_uri": PATH,
        "recording_sha256": digest,
        "bytes": SIZE,
        "name_pattern": "hikvision_export",
        "started_at": datetime(2026, 11, 2, 1, tzinfo=UTC),
        "ended_at": datetime(2026, 11, 2, 1, 0, 8, tzinfo=UTC),
        "duration_s": 8.0,
        "timeline_source": "pts",
        "codec": "h264",
        "width": 160,
        "height": 96,
        "rotation": 0,
        "mirrored": False,
        "pixel_aspect": 1.0,
        "key_interval_s": 2.0,
        "packets": 200,
        "inner_gaps_s": [],
        "defects": [],
        "clock_source": "assumed",
        "run_id": "run-1",
        "recording_id": recording_id(named, digest),
    }
    assert {name: row[name] for name in expected} == expected


def test_the_shape_that_the_site_file_gives_is_that_of_the_picture(named, clips, tmp_path):
    wide = parse_site(SITE.replace("notice_date: 2018-12-06", "notice_date: 2018-12-06, display_aspect: 16:9"))
    (tmp_path / "nvr").mkdir()
    filled_up(clips["gop50"], tmp_path / PATH, SIZE)
    row = inspect(named, str(tmp_path), wide)
    assert (row["width"], row["height"]) == (171, 96)
    assert row["pixel_aspect"] == pytest.approx(16 / 9 * 96 / 160)


def test_a_gap_inside_and_the_defects_are_in_the_row(site, named, clips, tmp_path):
    (tmp_path / "nvr").mkdir()
    filled_up(clips["jump"], tmp_path / PATH, SIZE)
    row = inspect(named, str(tmp_path), site)
    (gap,) = row["inner_gaps_s"]
    assert gap == pytest.approx([4.0, 10.0], abs=0.01)
    assert row["duration_s"] == pytest.approx(14.0, abs=0.01)


def test_a_first_frame_after_sound_is_later_than_the_name_and_the_identity_stays(site, named, stream, tmp_path):
    (tmp_path / "nvr").mkdir()
    late = muxed(tmp_path / "late.mp4", [(stream, lambda at: at if at >= 8 else None)], (0, 20))
    path = filled_up(late, tmp_path / PATH, SIZE)
    row = inspect(named, str(tmp_path), site)
    first = named.recorder_started_at + timedelta(seconds=8)
    assert (row["start_delay_s"], row["recorder_started_at"], row["started_at"]) == (8.0, first, first)
    assert row["ended_at"] == first + timedelta(seconds=12)
    assert row["recording_id"] == recording_id(named, sha256(path.read_bytes()).hexdigest())
    assert row["clock_uncertainty_s"] == named.clock_uncertainty_s
    # what is known of the next file decides
    following = named._replace(recorder_next_s=named.recorder_started_s + 12)
    row = inspect(following, str(tmp_path), site)
    assert (row["start_delay_s"], row["started_at"]) == (None, named.started_at)


def test_what_names_and_the_site_file_tell_of_times(site, named):
    start = named.recorder_started_s
    told = named._replace(recorder_ended_s=start + 60, recorder_next_s=start + 59)
    assert witnesses_of(told, site) == Witnesses(60.0, 59.0)
    motion = SITE.replace("channel: 1,", "channel: 1, frame_rate: 5, recording: {mode: motion},")
    assert witnesses_of(named._replace(pattern="known_start"), parse_site(motion)) == Witnesses(
        first_frame_known=True, rate=5.0, pauses=True
    )


def test_a_recording_without_a_rate_is_a_reject_whose_end_nobody_knows(site, named):
    row = {**recording("a", 0, 12), "packets": 300}
    reject = reject_row(reject_without_rate(row, "no other file of the camera follows"))
    assert (reject["error"], reject["span_started_at"], reject["span_ended_at"]) == (
        "unknown_rate",
        row["started_at"],
        None,
    )
    assert reject["reason"] == (
        "a.mp4: its 300 frames carry no times, and no other file of the camera follows; state the frame_rate of camera "
        "one in the site file"
    )
    doubtful = reject_row(reject_doubtful_time(row, "its container says 07:00"))
    assert (doubtful["error"], doubtful["span_ended_at"]) == ("doubtful_time", row["ended_at"])
    assert doubtful["reason"] == (
        "a.mp4: its container says 07:00, while the recorder's other files agree; give it a known start in the site "
        "file, or move it out"
    )
    assert REJECTS.arrow([{**reject, "input": "b.mp4"}, doubtful]).num_rows == 2


def test_a_file_without_frames_or_without_existence_is_unreadable(site, named, tmp_path):
    (tmp_path / "nvr").mkdir()
    with pytest.raises(Unreadable) as missing:
        inspect(named, str(tmp_path), site)
    (tmp_path / PATH).touch()
    with pytest.raises(Unreadable) as empty:
        inspect(named._replace(bytes=0), str(tmp_path), site)
    assert (missing.value.word, empty.value.word) == ("missing", "empty")


def test_a_file_that_is_written_to_is_not_used(site, named, clips, tmp_path, monkeypatch):
    (tmp_path / "nvr").mkdir()
    path = filled_up(clips["gop50"], tmp_path / PATH, SIZE)
    with pytest.raises(Unreadable, match="was written to or replaced after the run had listed it") as grown:
        inspect(named._replace(bytes=SIZE - 1), str(tmp_path), site)
    monkeypatch.setattr(recording_rows, "sha256", lambda file: os.utime(path, (0, 0)))
    with pytest.raises(Unreadable) as written:
        inspect(named, str(tmp_path), site)
    assert grown.value.word == written.value.word == "changing"


def test_the_identity_holds_bytes_camera_and_the_recorders_time_but_not_the_correction(site, named):
    one = recording_id(named, "a" * 64)
    corrected = parse_site(SITE.replace("until: 2026-11-01, offset_s: -42", "offset_s: 7"))
    same = CameraAssigner(corrected).assign(Listed(PATH, 1234, "recording", ".mp4"))
    assert same.started_at != named.started_at
    assert recording_id(same, "a" * 64) == one and len(one) == 20
    other = CameraAssigner(site).assign(Listed(PATH.replace("ch01", "ch02"), 1234, "recording", ".mp4"))
    assert len({one, recording_id(named, "b" * 64), recording_id(other, "a" * 64)}) == 3


def test_rejects_of_named_and_of_unnamed_files_are_rows(site, named):
    reject = rejecter("probe", site)
    row = reject_row(reject(named, Unreadable("empty", f"{PATH}: is empty")))
    assert (row["step"], row["error"], row["reason"]) == ("probe", "empty", f"{PATH}: is empty")
    assert (row["service_date"], row["camera_id"], row["span_started_at"]) == (DAY, "one", named.started_at)
    other = reject_row(reject(named, OSError("disk")))
    assert (other["error"], other["reason"], other["span_ended_at"]) == ("OSError", "disk", None)
    undated = reject_row(reject_unnamed("x.mp4", 5, "name", "unknown_name", "x.mp4: why", site, "run-0"))
    assert (undated["service_date"], undated["camera_id"], undated["input"]) == (None, None, "x.mp4")
    assert REJECTS.arrow([row, undated]).num_rows == 2
