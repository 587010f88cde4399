"""Which runs a watch begins, over a night that tells of all that is listed."""

import os
import shutil
import time
from datetime import UTC, date, datetime

import pytest

from pantau.pipelines.watching import watch as module
from pantau.pipelines.watching.rounds import catch_up
from pantau.pipelines.watching.watch import Watch
from pantau.schemas.site import load_site
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.arriving.due_dates import TakenDate
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from tests.batch_runs import write_site

SATURDAY, MONDAY, TUESDAY = (date(2026, 10, 31) + n * ONE_DAY for n in (0, 2, 3))
FRIDAY = datetime(2026, 11, 6, tzinfo=UTC)
NOTHING = TakenDate(frozenset(), frozenset(), None)


class Nights:
    """Tables in memory, and the dates that were run into them; a run can date all paths but those `unnamed`."""

    def __init__(self):
        self.taken, self.days, self.closed, self.unnamed, self.run = {}, [], set(), set(), None

    def night(self, batch, wait_s, now):
        self.days.append(batch.days)
        assert len(self.days) < 9, f"runs without end: {self.days}"
        found = [one.recording for one in named_files(batch.site, batch.archive, now) if isinstance(one, DatedFile)]
        named = [one for one in found if one.path not in self.unnamed]
        for day in batch.days:
            told = frozenset((one.path, one.bytes) for one in named if one.service_date(batch.site.zone) == day)
            self.taken[day] = TakenDate(told, told, True, read_s=time.time())
        self.run = len(self.days)

    def know(self, monkeypatch):
        monkeypatch.setattr(module, "run_night", self.night)
        monkeypatch.setattr(module, "run_of", lambda _: self.run)
        monkeypatch.setattr(module, "partitions_of", lambda *_: [])
        monkeypatch.setattr(module, "taken_date", lambda _, day: self.taken.get(day, NOTHING))
        monkeypatch.setattr(module, "closed_dates", lambda _, __, days: self.closed.intersection(days))


@pytest.fixture
def nights(monkeypatch):
    made = Nights()
    made.know(monkeypatch)
    return made


@pytest.fixture
def watched(nights, tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    site = load_site(write_site(tmp_path))
    return Watch(observer_of(site, tmp_path), str(tmp_path / "archive"), str(tmp_path / "warehouse"), settled_s=0.0)


def put(watched, day, hour=8, content=b"a video", channel=1):
    name = f"nvr/ch{channel:02}_{day:%Y%m%d}{hour:02}0000.mp4"
    with open(f"{watched.archive}/{name}", "wb") as file:
        file.write(content)
    return name


def caught_up(watched):
    told = []
    catch_up(watched, lambda: FRIDAY, told.append)
    return told


def test_a_date_into_which_one_that_is_left_may_reach_is_not_run_for_that(watched, nights):
    for day in (MONDAY, TUESDAY):
        put(watched, day)
    caught_up(watched)
    nights.closed = {MONDAY}
    put(watched, MONDAY, 9)
    (one,) = caught_up(watched)
    assert ([due.day for due in one.left], one.days) == ([MONDAY], ())
    put(watched, TUESDAY, 9)
    caught_up(watched)
    assert nights.days == [(MONDAY, TUESDAY), (TUESDAY,)]


def test_what_a_run_cannot_name_any_more_is_named_again_and_runs_no_second_time(watched, nights, monkeypatch):
    put(watched, MONDAY)
    # As a container that told the time when it was looked at, and cannot be opened since.
    nights.unnamed = {put(watched, MONDAY, 9)}
    assert watched.round(FRIDAY).days == (MONDAY,)
    named = watched._arrivals._newly_named
    monkeypatch.setattr(
        watched._arrivals,
        "_newly_named",
        lambda files, now: named([file for file in files if file.path not in nights.unnamed], now),
    )
    assert watched.round(FRIDAY).days == ()


def test_an_archive_without_a_recording_is_told_and_nothing_is_run(watched, nights):
    put(watched, MONDAY)
    caught_up(watched)
    shutil.rmtree(f"{watched.archive}/nvr")
    with pytest.raises(FileNotFoundError, match="holds no finished recording"):
        watched.round(FRIDAY)
    assert nights.days == [(MONDAY,)]


def test_a_warehouse_that_is_empty_all_at_once_is_not_filled_anew(watched, nights):
    put(watched, MONDAY)
    caught_up(watched)
    nights.run, taken, nights.taken = None, nights.taken, {}
    with pytest.raises(FileNotFoundError, match="held run 1 and is empty now; see that its drive is mounted"):
        watched.round(FRIDAY)
    nights.run, nights.taken = 1, taken
    assert watched.round(FRIDAY).days == ()


def test_after_a_run_others_follow_at_once_only_where_other_dates_are_due(watched):
    for day in (SATURDAY, MONDAY, TUESDAY):
        put(watched, day)
    assert [(one.days, one.more) for one in caught_up(watched)] == [((MONDAY, TUESDAY), True), ((SATURDAY,), False)]


def test_dates_of_which_something_came_that_comes_first_are_run_before_newer_ones(nights, tmp_path):
    path = write_site(tmp_path, 2, more="night: {first: restricted}\n")
    text = path.read_text("utf-8")
    at = text.rindex("zone_type: service")
    path.write_text(text[:at] + text[at:].replace("service", "restricted", 1), "utf-8")
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    observer = observer_of(load_site(path), tmp_path)
    watched = Watch(observer, str(tmp_path / "archive"), str(tmp_path / "warehouse"), settled_s=0.0)
    for day in (SATURDAY, MONDAY, TUESDAY):
        put(watched, day)
    put(watched, SATURDAY, channel=2)
    caught_up(watched)
    assert nights.days == [(SATURDAY,), (MONDAY, TUESDAY)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], ()),
        ([TUESDAY, MONDAY, SATURDAY], (MONDAY, TUESDAY)),
        ([MONDAY, TUESDAY], (MONDAY, TUESDAY)),
        ([SATURDAY, TUESDAY, MONDAY], (SATURDAY,)),
    ],
)
def test_a_date_is_run_with_that_into_which_it_reaches_or_else_with_the_one_before(days, expected):
    assert module._together(days) == expected


def test_what_took_the_place_of_one_of_the_same_size_is_run_once(watched, nights):
    path = put(watched, MONDAY)
    caught_up(watched)
    os.utime(f"{watched.archive}/{path}", (time.time() - 900,) * 2)
    assert [(due.day, due.came) for due in watched.round(FRIDAY).due] == [(MONDAY, 1)]
    assert watched.round(FRIDAY).days == ()
    # Found again by another watch, which has seen nothing before.
    # By the clock of this process: that of the file system is some milliseconds late.
    os.utime(f"{watched.archive}/{path}", (time.time(),) * 2)
    again = Watch(watched.observer, watched.archive, watched.warehouse, settled_s=0.0)
    assert [again.round(FRIDAY).days for _ in range(2)] == [(MONDAY,), ()]
