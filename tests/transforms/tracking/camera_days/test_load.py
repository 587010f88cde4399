from datetime import date
from zoneinfo import ZoneInfo

import pytest

from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.transforms.detection.observed_recordings import is_observed, observation_notes, ownership_of
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.hours import day_bounds
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tracking.camera_days.load import ONLY_SAMPLES, camera_day_of, load_camera_day, load_samples
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, EIGHT, detection, recording, sample

SUNDAY = date(2026, 11, 1)
A = recording("a", 0, 10)
BOUNDS = day_bounds(ZoneInfo("Asia/Jakarta"), DAY)
LATE = recording("b", -8 * 3600 - 5, 10, SUNDAY)
"""Begins five seconds before the midnight of `DAY`."""


@pytest.fixture
def observer():
    return observer_of(site(), ".")


@pytest.fixture
def warehouse(tmp_path, observer):
    of_day = [A, recording("other", 0, 10, camera_id="two")]
    write_partition(tmp_path, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(of_day))
    early = recording("early", -9 * 3600, 10, SUNDAY)
    write_partition(tmp_path, Partition(RECORDINGS, (SUNDAY, "permits")), RECORDINGS.arrow([LATE, early]))
    look(tmp_path, A, observer.version("one", DAY), [sample(A, 0), sample(A, 2)], [detection(A, 2, 0)])
    return tmp_path


def ownership(warehouse, recording):
    return ownership_of(RecordingIndex(str(warehouse)), site(), [recording])[recording["recording_id"]]


def look(warehouse, owner, version, samples, detections=()):
    values = tuple(owner[name] for name in SAMPLES.partition)
    write_partition(warehouse, Partition(OBSERVATIONS, values), OBSERVATIONS.arrow(detections))
    notes = {"model_hash": version, "turn": ownership(warehouse, owner).digest}
    write_partition(warehouse, Partition(SAMPLES, values), SAMPLES.arrow(samples), notes)


def names(rows):
    return [row["recording_id"] for row in rows]


def test_the_recordings_of_a_date_and_the_one_that_reaches_into_it(warehouse):
    assert names(recordings_of(RecordingIndex(warehouse), site(), "one", DAY)) == ["b", "a"]
    assert names(recordings_of(RecordingIndex(warehouse), site(), "one", SUNDAY)) == ["early", "b"]
    assert names(recordings_of(RecordingIndex(warehouse), site(), "two", DAY)) == ["other"]
    assert recordings_of(RecordingIndex(warehouse), site(), "one", date(2026, 12, 1)) == []


def test_a_camera_day_has_what_the_present_observer_saw(warehouse, observer):
    day = load_camera_day(warehouse, observer, "one", DAY)
    assert (day.times - EIGHT.timestamp()).tolist() == [0, 2]
    assert day.person_sample.tolist() == [1]
    midnight = EIGHT.timestamp() - 8 * 3600
    assert day.not_observed == [(midnight, midnight + 5)]


def test_what_an_older_observer_saw_counts_as_not_looked_at(warehouse, observer):
    look(warehouse, A, "older", [sample(A, 0), sample(A, 2)], [detection(A, 2, 0)])
    assert not is_observed(warehouse, observer, ownership(warehouse, A))
    day = load_camera_day(warehouse, observer, "one", DAY)
    assert len(day.times) == len(day.person_sample) == 0
    assert (EIGHT.timestamp(), EIGHT.timestamp() + 10) in day.not_observed


def look_closer(warehouse, owner, version, samples, detections=()):
    values = tuple(owner[name] for name in SAMPLES.partition)
    notes = {"model_hash": version, "turn": ownership(warehouse, owner).digest, "windows": "[[0.0, 2.0]]"}
    write_partition(warehouse, Partition(CLOSER_OBSERVATIONS, values), CLOSER_OBSERVATIONS.arrow(detections))
    write_partition(warehouse, Partition(CLOSER_SAMPLES, values), CLOSER_SAMPLES.arrow(samples), notes)


def test_what_was_seen_between_the_samples_is_loaded_unless_samples_alone_are_asked_for(warehouse, observer):
    look_closer(warehouse, A, observer.closer_version("one"), [sample(A, 1)], [detection(A, 1, 5)])
    day = load_camera_day(warehouse, observer, "one", DAY)
    assert (day.times - EIGHT.timestamp()).tolist() == [0, 1, 2]
    assert (day.closer.tolist(), day.person_sample.tolist()) == ([False, True, False], [1, 2])
    samples = load_samples(warehouse, observer, "one", DAY)
    assert (samples.times - EIGHT.timestamp()).tolist() == [0, 2] and not samples.closer.any()
    assert samples.known == day.known


def test_a_closer_look_of_an_older_observer_or_at_samples_of_one_counts_for_nothing(warehouse, observer):
    def loaded():
        return (load_camera_day(warehouse, observer, "one", DAY).times - EIGHT.timestamp()).tolist()

    look_closer(warehouse, A, "older", [sample(A, 1)])
    assert loaded() == [0, 2]
    look_closer(warehouse, A, observer.closer_version("one"), [sample(A, 1)])
    look(warehouse, A, "older", [sample(A, 0), sample(A, 2)])
    assert loaded() == []


def test_notes_say_who_looked(warehouse, observer):
    assert is_observed(warehouse, observer, ownership(warehouse, A))
    assert observation_notes(warehouse, A)["model_hash"] == observer.version("one", DAY)
    assert observation_notes(warehouse, LATE) is None
    assert not is_observed(warehouse, observer, ownership(warehouse, LATE))


def test_a_recording_that_appears_before_another_has_the_other_looked_at_again(warehouse, observer):
    def arrives(name, start):
        rows = [A, recording(name, start, 10)]
        write_partition(warehouse, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(rows))

    arrives("after", 10)
    assert is_observed(warehouse, observer, ownership(warehouse, A))
    arrives("far", -25)
    assert is_observed(warehouse, observer, ownership(warehouse, A))
    arrives("before", -15)
    assert not is_observed(warehouse, observer, ownership(warehouse, A))
    (before,) = ownership(warehouse, A).before
    assert before[0]["recording_id"] == "before"


def test_midnight_is_not_looked_back_over(warehouse):
    midnight = BOUNDS[0] - EIGHT.timestamp()
    rows = [A, recording("first", midnight + 5, 10)]
    write_partition(warehouse, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(rows))
    ((row, times),) = ownership(warehouse, rows[1]).before
    assert (row["recording_id"], times) == ("b", [(BOUNDS[0], BOUNDS[0] + 5)])


def test_looks_are_the_samples_without_whom_they_showed(warehouse, observer):
    whole = load_camera_day(warehouse, observer, "one", DAY)
    ownerships = [ownership(warehouse, one) for one in (LATE, A)]
    looks = camera_day_of(warehouse, observer, "one", DAY, ownerships, ONLY_SAMPLES)
    assert looks.times.tolist() == whole.times.tolist() and len(looks.times) == 2
    assert (len(whole.person_box), len(looks.person_box)) == (1, 0)
    assert (looks.known, looks.unreadable) == (whole.known, whole.unreadable)
