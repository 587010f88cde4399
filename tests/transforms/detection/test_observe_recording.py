"""One recording observed, with models that say what the frames' numbers say."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec
from pantau.transforms.detection.models.seat_detector import SeatDetection
from pantau.transforms.detection.observe_recording import ObserveRecording
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.tables.partition_files import Partition, read_notes, read_table
from tests.transforms.detection.test_observer import site
from tests.transforms.numbered_clips import filled_up, read_number

DAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
RECORDING = {
    "recording_id": "r1",
    "site_id": "hall",
    "agency_id": "permits",
    "camera_id": "one",
    "service_date": DAY,
    "recording_uri": "a.mp4",
    "recording_sha256": "0" * 64,
    "bytes": 100_000,
    "packets": 200,
    "recorder_started_at": EIGHT,
    "started_at": EIGHT,
    "ended_at": EIGHT + timedelta(seconds=8),
    "duration_s": 8.0,
    "inner_gaps_s": [],
    "timeline_source": "pts",
}


(TURN,) = assign_ownership([RECORDING], 10, 0)


class OnePerson:
    """Sees one person at the left, whose score says the number of the frame, and one that is unsure."""

    spec = DetectorSpec(NANODET, "nanodet", 416, 256, 0.25, 0.4)

    def detect(self, bgr):
        boxes = np.array([(0.1, 0.2, 0.3, 0.8), (0.5, 0.2, 0.6, 0.8)], np.float32)
        return Detections(boxes, np.array([0.5 + read_number(bgr) / 1000, 0.3], np.float32))


class Seats:
    """Sees somebody on the first seat, hardly anybody on the second."""

    def watch(self, bgr, bounds):
        assert bounds.tolist() == [[0.6, 0.1, 0.7, 0.3], [0.2, 0.1, 0.4, 0.3]]
        return [SeatDetection(0.4, True, 0.651234567, 0.15), SeatDetection(0.04, False, 0.3, 0.2)]


def number(offset, place):
    """Of a detection `offset` seconds after eight."""
    return round((EIGHT.timestamp() + offset) * 1e6) + place


@pytest.fixture
def look(tmp_path, clips):
    (tmp_path / "archive").mkdir()
    filled_up(clips["gop50"], tmp_path / "archive" / "a.mp4", RECORDING["bytes"])
    made = ObserveRecording(observer_of(site(), "."), str(tmp_path / "archive"), str(tmp_path / "warehouse"))
    made._models = OnePerson(), Seats()
    return made


def test_samples_and_detections_of_a_recording(look):
    assert look(TURN) == "r1"
    samples = read_table(look.warehouse, SAMPLES).to_pylist()
    assert [row["offset_s"] for row in samples] == [0, 2, 4, 6]
    assert [row["people"] for row in samples] == [1, 1, 1, 1]
    assert [row["key_frame"] for row in samples] == [True] * 4
    assert [row["change"] is None for row in samples] == [True, False, False, False]
    assert {(row["width"], row["height"], row["model_hash"]) for row in samples} == {
        (160, 96, look.observer.version("one", DAY))
    }
    seen = read_table(look.warehouse, OBSERVATIONS).to_pylist()
    # At 2 and 4 s seats are not due: from eight on, each fifth frame is looked at afresh, and of the others each third.
    assert [row["seats_looked"] for row in samples] == [True, False, False, True]
    assert [(row["detection"], row["observation_kind"]) for row in seen] == [
        (number(at, i), kind)
        for at in (0, 2, 4, 6)
        for i, kind in enumerate(("person", "person", "seat"))
        if kind == "person" or at in (0, 6)
    ]
    people = [row for row in seen if row["observation_kind"] == "person"]
    assert [row["score"] for row in people[::2]] == pytest.approx([0.5, 0.55, 0.6, 0.65])
    assert [row["compared_to"] for row in people[:4]] == [[], [], *[[number(0, 0), number(0, 1)]] * 2]
    assert {(row["zone_id"], row["head_x"], row["head_y"]) for row in people} == {(None, None, None)}


def test_seats_are_noted_by_name_and_below_the_limit_not_at_all(look):
    look(TURN)
    seats = [row for row in read_table(look.warehouse, OBSERVATIONS).to_pylist() if row["observation_kind"] == "seat"]
    assert {(row["zone_id"], row["score"], row["head_x"], row["head_y"]) for row in seats} == {
        ("a-1", 0.4, 0.65123, 0.15)
    }
    assert {(row["x1"], row["y1"], row["x2"], row["y2"]) for row in seats} == {(0.6, 0.1, 0.7, 0.3)}
    assert all(row["compared_to"] == row["appearance_similarity"] == [] for row in seats)


def test_the_file_notes_the_version_and_the_bytes_that_were_looked_at(look):
    look(TURN)
    notes = read_notes(sample_partition(RECORDING).path(look.warehouse))
    assert notes == {
        "model_hash": look.observer.version("one", DAY),
        "turn": TURN.digest,
        "recording_sha256": "0" * 64,
        "recorder_started_at": RECORDING["recorder_started_at"].isoformat(),
        "failure": "",
    }


def test_the_same_recording_gives_the_same_bytes(look, tmp_path):
    look(TURN)
    paths = [
        Partition(table, sample_partition(RECORDING).values).path(look.warehouse) for table in (SAMPLES, OBSERVATIONS)
    ]
    first = [path.read_bytes() for path in paths]
    look(TURN)
    assert [path.read_bytes() for path in paths] == first


def test_what_was_observed_before_a_worker_was_lost_is_not_observed_again(look):
    assert look.cached_outcome(TURN) is None
    look(TURN)
    assert look.cached_outcome(TURN) == "r1"
    assert look.cached_outcome(replace(TURN, before=((RECORDING, TURN.spans),))) is None
    look.observer = observer_of(site(more="observer: {cadence_s: 4}\n"), ".")
    assert look.cached_outcome(TURN) is None


def test_a_recording_without_a_frame_is_noted_and_not_decoded_twice(look, monkeypatch):
    monkeypatch.setattr("pantau.transforms.detection.sampling.sampled_frames.sample_frames", lambda *_, **__: iter(()))
    assert look.cached_outcome(TURN) is None
    for looking in (look, look.cached_outcome):
        with pytest.raises(Unreadable) as caught:
            looking(TURN)
        assert caught.value.word == "undecodable"
        assert str(caught.value).startswith("a.mp4: none of the frames observed could be decoded")
    assert read_table(look.warehouse, SAMPLES).num_rows == read_table(look.warehouse, OBSERVATIONS).num_rows == 0


def test_a_recording_that_is_gone_is_unreadable_and_leaves_nothing(look):
    with pytest.raises(Unreadable, match=r"gone\.mp4: cannot be opened"):
        look(replace(TURN, recording={**RECORDING, "recording_uri": "gone.mp4"}))
    assert not read_notes(sample_partition(RECORDING).path(look.warehouse))


@pytest.mark.parametrize("other", [{"bytes": 99_999}, {"packets": 199}, {"duration_s": 8.04}])
def test_a_recording_that_is_not_the_one_of_the_inventory_any_more_is_not_looked_at(look, other):
    with pytest.raises(Unreadable, match=r"^a\.mp4: was written to or replaced after") as caught:
        look(replace(TURN, recording={**RECORDING, **other}))
    assert caught.value.word == "changing"
    assert read_notes(sample_partition(RECORDING).path(look.warehouse)) is None


def test_what_was_seen_of_a_recording_that_was_written_to_meanwhile_is_not_used(look):
    class Writes(OnePerson):
        def detect(self, bgr):
            os.utime(f"{look.archive}/a.mp4", (0, 0))
            return super().detect(bgr)

    look._models = Writes(), Seats()
    with pytest.raises(Unreadable, match="was written to or replaced after"):
        look(TURN)
    assert read_notes(sample_partition(RECORDING).path(look.warehouse)) is None


def test_looking_needs_the_models(look):
    look._models = None
    with pytest.raises(RuntimeError, match=r"call setup\(\) first"):
        look(TURN)


def beside(name, start_s, duration_s=8.0):
    begun = EIGHT + timedelta(seconds=start_s)
    times = {"recorder_started_at": begun, "started_at": begun, "ended_at": begun + timedelta(seconds=duration_s)}
    return {**RECORDING, **times, "recording_id": name, "duration_s": duration_s}


def sighted(look, recordings, name):
    ownerships = assign_ownership(recordings, 11, 0)
    look(next(ownership for ownership in ownerships if ownership.recording["recording_id"] == name))
    samples = read_table(look.warehouse, SAMPLES, recording_id=name).to_pylist()
    return samples, read_table(look.warehouse, OBSERVATIONS, recording_id=name).to_pylist()


def test_the_first_frames_are_compared_with_the_last_of_the_recording_before(look):
    samples, people = sighted(look, [RECORDING, beside("r2", 8)], "r2")
    assert [row["offset_s"] for row in samples] == [0, 2, 4, 6]
    assert all(row["change"] is not None for row in samples)
    assert people[0]["detection"] == number(8, 0)
    assert people[0]["compared_to"] == [number(at, place) for at in (0, 2, 4, 6) for place in (0, 1)]
    assert people[3]["compared_to"] == [number(at, place) for at in (0, 2, 4, 6, 8) for place in (0, 1)]
    assert people[6]["compared_to"] == [number(at, place) for at in (0, 2, 4, 6, 8, 10) for place in (0, 1)]


def test_where_recordings_overlap_what_the_earlier_shows_is_remembered(look):
    samples, people = sighted(look, [RECORDING, beside("r2", 4)], "r2")
    assert [row["offset_s"] for row in samples] == [0, 2, 4, 6]
    assert people[0]["compared_to"] == people[3]["compared_to"] == []
    assert people[6]["compared_to"] == [number(at, place) for at in (0, 2, 4, 6) for place in (0, 1)]


def test_across_a_pause_that_is_longer_than_the_memory_nothing_is_compared(look):
    samples, people = sighted(look, [RECORDING, beside("r2", 20)], "r2")
    assert samples[0]["change"] is None and people[0]["compared_to"] == []


def test_a_recording_before_that_cannot_be_opened_is_no_reason_to_fail(look):
    samples, people = sighted(look, [{**RECORDING, "recording_uri": "gone.mp4"}, beside("r2", 8)], "r2")
    assert len(samples) == 4 and samples[0]["change"] is None and people[0]["compared_to"] == []
