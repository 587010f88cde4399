import os
import time
from datetime import UTC, date, datetime

import pytest

from pantau.schemas.site import load_site
from pantau.transforms.recordings.arriving.arrivals import Arrivals
from tests.batch_runs import write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
NOON = datetime(2026, 11, 3, 5, tzinfo=UTC)


@pytest.fixture
def office(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    return load_site(write_site(tmp_path)), tmp_path / "archive"


def put(archive, starts, content=b"a video", age_s=3600.0):
    file = archive / "nvr" / f"ch01_{datetime.fromisoformat(starts):%Y%m%d%H%M%S}.mp4"
    file.write_bytes(content)
    os.utime(file, (time.time() - age_s,) * 2)
    return file.relative_to(archive).as_posix()


def test_finished_recordings_are_told_by_their_dates(office):
    site, archive = office
    first, second = put(archive, "2026-11-02T08:00:00"), put(archive, "2026-11-03T09:00:00", b"longer video")
    (archive / "nvr" / "notes.txt").write_text("no video")
    found = Arrivals(site, str(archive), 10.0).look(NOON)
    assert found.recordings == {MONDAY: {(first, 7)}, TUESDAY: {(second, 12)}}
    assert found.paths == {first, second, "nvr/notes.txt"}
    assert found.newest == {"cam-1": datetime(2026, 11, 3, 2, tzinfo=UTC).timestamp()}


def test_what_is_still_being_written_is_there_and_not_finished(office):
    site, archive = office
    open_, done = put(archive, "2026-11-02T08:00:00", age_s=3), put(archive, "2026-11-02T09:00:00", age_s=30)
    arrivals = Arrivals(site, str(archive), 10.0)
    found = arrivals.look(NOON)
    assert found.recordings == {MONDAY: {(done, 7)}} and open_ in found.paths
    os.utime(archive / open_, (time.time() - 11,) * 2)
    assert arrivals.look(NOON).recordings == {MONDAY: {(done, 7), (open_, 7)}}


def test_a_time_of_a_file_that_cannot_be_keeps_it_waiting_no_longer_than_a_day(office):
    site, archive = office
    put(archive, "2026-11-02T08:00:00", age_s=-80_000)
    wrong = put(archive, "2026-11-02T09:00:00", age_s=-90_000)
    assert Arrivals(site, str(archive), 10.0).look(NOON).recordings == {MONDAY: {(wrong, 7)}}


def test_what_is_known_is_not_named_again_and_what_has_grown_is(office, monkeypatch):
    site, archive = office
    first = put(archive, "2026-11-02T08:00:00")
    arrivals, named = Arrivals(site, str(archive), 10.0), []
    inner = Arrivals._newly_named
    monkeypatch.setattr(
        Arrivals,
        "_newly_named",
        lambda self, files, now: named.append([one.path for one in files]) or inner(self, files, now),
    )
    arrivals.look(NOON)
    second = put(archive, "2026-11-02T09:00:00")
    arrivals.look(NOON)
    put(archive, "2026-11-02T08:00:00", b"a longer video")
    assert arrivals.look(NOON).recordings == {MONDAY: {(first, 14), (second, 7)}}
    (archive / second).unlink()
    assert arrivals.look(NOON).recordings == {MONDAY: {(first, 14)}}
    assert named == [[first], [second], [first], []]


def test_a_recording_that_begins_in_the_future_is_believed_once_it_does_not(office):
    site, archive = office
    ahead = put(archive, "2026-11-03T13:00:00")
    arrivals = Arrivals(site, str(archive), 10.0)
    assert arrivals.look(NOON).recordings == {}
    assert arrivals.look(NOON.replace(hour=7)).recordings == {TUESDAY: {(ahead, 7)}}


def test_the_last_recording_of_a_date_may_reach_into_the_next(office):
    site, archive = office
    put(archive, "2026-11-02T08:00:00")
    last = put(archive, "2026-11-02T23:30:00")
    today = put(archive, "2026-11-03T08:00:00")
    assert Arrivals(site, str(archive), 10.0).look(NOON).reaching == {(last, 7), (today, 7)}


def test_what_took_the_place_of_one_of_the_same_size_was_written_then_or_when_it_was_seen(office):
    site, archive = office
    path = put(archive, "2026-11-02T08:00:00", age_s=3600)
    arrivals, one = Arrivals(site, str(archive), 10.0), (path, 7)
    written = arrivals.look(NOON).written[one]
    assert written.seen_s == written.told_s == pytest.approx(time.time() - 3600, abs=60)
    assert arrivals.look(NOON).written[one] == written
    # As by who copies with the times of files.
    put(archive, "2026-11-02T08:00:00", b"another", age_s=7200)
    before = time.time()
    again = arrivals.look(NOON).written[one]
    assert again.told_s == pytest.approx(before - 7200, abs=60) and before <= again.seen_s <= time.time()
    assert arrivals.look(NOON).written[one] == again
    put(archive, "2026-11-02T09:00:00", age_s=-90_000)
    assert arrivals.look(NOON).written[(put(archive, "2026-11-02T09:00:00", age_s=-90_000), 7)].seen_s == 0.0


def test_an_object_that_took_the_place_of_one_of_the_same_size_was_written_when_it_was_seen(office, bucket):
    name = "nvr/ch01_20261102080000.mp4"
    bucket.create(name, b"a video")
    arrivals = Arrivals(office[0], f"gs://{bucket.bucket}", 10.0)
    first = arrivals.look(NOON).written[(name, 7)]
    assert first.told_s == bucket.find(name).updated_ns / 1e9 and arrivals.look(NOON).written[(name, 7)] == first
    time.sleep(0.01)
    bucket.replace(name, b"another")
    again = arrivals.look(NOON).written[(name, 7)]
    assert again.told_s > first.told_s and again.seen_s >= again.told_s


def test_what_was_written_to_is_named_again(office, monkeypatch):
    site, archive = office
    put(archive, "2026-11-02T08:00:00")
    arrivals, named = Arrivals(site, str(archive), 10.0), []
    inner = Arrivals._newly_named
    monkeypatch.setattr(
        Arrivals, "_newly_named", lambda self, files, now: named.append(len(files)) or inner(self, files, now)
    )
    for age_s in (3600.0, 1800.0):
        path = put(archive, "2026-11-02T08:00:00", age_s=age_s)
        for _ in range(2):
            assert arrivals.look(NOON).recordings == {MONDAY: {(path, 7)}}
    assert named == [1, 0, 1, 0]


@pytest.mark.parametrize(("first", "expected"), [("restricted", 1), ("largest", 0)])
def test_recordings_of_restricted_areas_come_first_if_the_site_file_says_so(tmp_path, first, expected):
    site = load_site(write_site(tmp_path, 2, more=f"night: {{first: {first}}}\n"))
    restricted = site.cameras[1].model_copy(update={"zone_type": "restricted"})
    site = site.model_copy(update={"cameras": (site.cameras[0], restricted)})
    (tmp_path / "nvr").mkdir()
    for channel in (1, 2):
        (tmp_path / "nvr" / f"ch{channel:02}_20261102080000.mp4").write_bytes(b"a video")
    found = Arrivals(site, str(tmp_path), 0.0).look(NOON)
    assert found.first == frozenset([("nvr/ch02_20261102080000.mp4", 7)] * expected)
