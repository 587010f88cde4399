from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.recordings.arriving import due_dates as module
from pantau.transforms.recordings.arriving.arrivals import ArchiveNow, LastWritten
from pantau.transforms.recordings.arriving.due_dates import DueDate, TakenDate, due_dates, taken_date
from tests.transforms.recordings.test_camera_assignment import SITE as HALL

SITE = parse_site(HALL)
SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (1, 2, 3))
NOON = datetime(2026, 11, 3, 5, tzinfo=UTC)
NOTHING = TakenDate(frozenset(), frozenset(), None)


def there(recordings, reaching=(), more=(), newest=()):
    sets = {day: frozenset(inputs) for day, inputs in recordings.items()}
    paths = {path for inputs in sets.values() for path, _ in inputs}
    return ArchiveNow(sets, frozenset(reaching), frozenset({*paths, *more}), dict(newest))


def taken(*recordings, rejected=(), final=True):
    return TakenDate(frozenset(recordings), frozenset({*recordings, *rejected}), final)


def due(archive, tables, now=NOON, **given):
    return due_dates(archive, lambda day: tables.get(day, NOTHING), set(tables), now, SITE, **given)


def test_dates_of_which_something_has_come_are_due_the_newest_first():
    archive = there({SUNDAY: [("a", 1)], MONDAY: [("b", 1), ("c", 1)], TUESDAY: [("d", 1)]})
    tables = {SUNDAY: taken(("a", 1)), MONDAY: taken(("b", 1))}
    assert due(archive, tables) == [DueDate(TUESDAY, 1, False), DueDate(MONDAY, 1, False)]


def test_what_has_grown_has_come_and_what_was_rejected_has_been_told_of():
    assert due(there({MONDAY: [("a", 2)]}), {MONDAY: taken(("a", 1))}) == [DueDate(MONDAY, 1, False)]
    assert due(there({MONDAY: [("a", 2)]}), {MONDAY: taken(rejected=[("a", 2)])}) == []


def test_a_date_is_due_into_which_what_has_come_may_reach():
    archive = there({MONDAY: [("late", 1)], TUESDAY: [("d", 1)]}, reaching=[("late", 1), ("d", 1)])
    tables = {TUESDAY: taken(("d", 1), final=False)}
    assert due(archive, tables) == [DueDate(TUESDAY, 0, False), DueDate(MONDAY, 1, False)]
    assert due(there({MONDAY: [("late", 1)]}, reaching=[("late", 1)]), {}) == [DueDate(MONDAY, 1, False)]


def test_what_was_taken_with_the_date_after_reaches_into_it_no_second_time():
    archive = there({MONDAY: [("late", 1), ("b", 1)], TUESDAY: [("d", 1)]}, reaching=[("late", 1)])
    beside = TakenDate(frozenset([("late", 1)]), frozenset(), None, frozenset([("late", 1)]))
    tables = {TUESDAY: taken(("d", 1), final=False), MONDAY: beside}
    assert due(archive, tables) == [DueDate(MONDAY, 2, False)]


def test_a_date_that_holds_what_is_of_another_one_by_now_is_due_with_that():
    archive = there({MONDAY: [("a", 1)], TUESDAY: [("b", 1), ("c", 1)]})
    tables = {MONDAY: taken(("a", 1), ("b", 1)), TUESDAY: taken(("c", 1))}
    assert due(archive, tables) == [DueDate(TUESDAY, 1, False), DueDate(MONDAY, 0, False)]
    tables[MONDAY] = taken(("a", 1), ("grown", 1))
    assert due(there({MONDAY: [("a", 1), ("grown", 2)]}), tables) == [DueDate(MONDAY, 1, False)]


EIGHT, HOUR = datetime(2026, 11, 2, 1, tzinfo=UTC), timedelta(hours=1)
HELD = frozenset([("a", 1), ("b", 1)])
TOLD = HELD | {("broken", 3)}


@pytest.mark.parametrize(
    ("commands", "known"),
    [
        (["nightly"], TakenDate(HELD, TOLD, False)),
        (["nightly", "inventory"], TakenDate(HELD, frozenset(), False)),
        (["inventory", "observe", "events"], TakenDate(HELD, TOLD, None)),
        ([], TakenDate(HELD, frozenset(), None, HELD)),
    ],
)
def test_recordings_are_taken_once_events_were_found_of_them(monkeypatch, commands, known):
    known = replace(known, again_s=(EIGHT + 2 * len(commands) * HOUR).timestamp() if commands else float("inf"))
    reading = [n for n, command in enumerate(commands) if command in ("nightly", "inventory")]
    known = replace(known, read_s=(EIGHT + reading[-1] * HOUR).timestamp() if reading else float("inf"))
    assert taken_of(monkeypatch, commands, [("broken", 3, "cut_off")]) == known


@pytest.mark.parametrize("word", ["missing", "changing"])
def test_what_was_away_or_being_written_for_a_run_has_not_been_told_of(monkeypatch, word):
    assert taken_of(monkeypatch, ["nightly"], [("a", 1, word), ("broken", 3, word)]).inputs == {("b", 1)}


def test_what_a_drive_did_not_give_is_tried_again_after_as_long_as_it_was_tried(monkeypatch):
    for tried in (1, 2, 3):
        known = taken_of(monkeypatch, ["nightly"] * tried, [("a", 1, "OSError"), ("broken", 3, "OSError")])
        archive = there({MONDAY: sorted(TOLD)})
        again = EIGHT + 2 * tried * HOUR
        assert due(archive, {MONDAY: known}, again - timedelta(seconds=1)) == []
        assert due(archive, {MONDAY: known}, again) == [DueDate(MONDAY, 2, False)]


def taken_of(monkeypatch, commands, rejects):
    """What is known by the commands of a date's runs and by its rejects, beside the recordings `HELD`."""
    rows = {
        "recordings": [{"recording_uri": path, "bytes": size} for path, size in sorted(HELD)],
        "rejects": [{"input": path, "bytes": size, "error": word} for path, size, word in rejects],
        "runs": [
            {"command": command, "final": False, "started_at": EIGHT + n * HOUR, "ended_at": EIGHT + (n + 1) * HOUR}
            for n, command in enumerate(commands)
        ],
    }
    monkeypatch.setattr(module, "read_table", lambda _, table, *__, **___: pa.Table.from_pylist(rows[table.name]))
    return taken_date("warehouse", MONDAY)


def test_a_date_is_due_once_its_last_recording_must_be_in_unless_that_is_known():
    tables = {MONDAY: taken(("a", 1), final=False), SUNDAY: taken(final=True), TUESDAY: taken(final=False)}
    midnight = datetime(2026, 11, 2, 17, tzinfo=UTC)
    for minutes, days in ((0, []), (59, []), (60, [MONDAY]), (600, [MONDAY])):
        found = due(there({MONDAY: [("a", 1)]}), tables, midnight + timedelta(minutes=minutes))
        assert found == [DueDate(day, 0, True) for day in days]


def test_a_date_is_over_as_long_after_its_end_as_a_recording_may_be_late():
    archive, tables = there({MONDAY: [("a", 1)]}), {MONDAY: taken(("a", 1), final=False)}
    midnight = datetime(2026, 11, 2, 17, tzinfo=UTC)
    for minutes, expected in ((5, []), (10, [DueDate(MONDAY, 0, True)])):
        assert due(archive, tables, midnight + timedelta(minutes=minutes), lateness_s=600.0) == expected


def test_a_date_is_over_once_each_camera_has_begun_a_recording_after_its_end():
    tables, midnight = {MONDAY: taken(("a", 1), final=False)}, datetime(2026, 11, 2, 17, tzinfo=UTC)
    cameras = [camera.id for camera in SITE.cameras]
    for missing, newest, minutes, is_over in (
        ((), midnight, 1, True),
        ((), midnight, -1, False),  # a clock that is ahead ends no day
        ((), midnight - timedelta(seconds=1), 1, False),
        (cameras[:1], midnight, 1, False),
    ):
        begun = {camera: newest.timestamp() for camera in cameras if camera not in missing}
        found = due(there({MONDAY: [("a", 1)]}, newest=begun), tables, midnight + timedelta(minutes=minutes))
        assert found == ([DueDate(MONDAY, 0, True)] if is_over else [])


def test_recordings_that_are_held_and_gone_are_told():
    (one,) = due(there({MONDAY: [("c", 1)]}, more=["b"]), {MONDAY: taken(("a", 1), ("b", 1))})
    assert one == DueDate(MONDAY, 1, False, gone=("a",))


@pytest.mark.parametrize(("written_s", "came"), [(99.0, 0), (100.0, 0), (100.5, 1)])
def test_what_was_written_to_since_a_run_has_read_it_has_come_again(written_s, came):
    one = ("a", 1)
    archive = replace(there({MONDAY: [one, ("b", 1)]}), written={one: LastWritten(0.0, written_s)})
    known = replace(taken(one, ("b", 1)), read_s=100.0)
    assert due(archive, {MONDAY: known}) == [DueDate(MONDAY, came, False)] * came
    assert due(archive, {MONDAY: replace(known, read_s=written_s)}) == []


def test_of_dates_it_is_told_whether_what_comes_first_has_come():
    archive = replace(there({MONDAY: [("a", 1)], TUESDAY: [("b", 1)]}), first=frozenset([("a", 1)]))
    assert [(one.day, one.first) for one in due(archive, {})] == [(TUESDAY, False), (MONDAY, True)]
    assert [one.first for one in due(archive, {MONDAY: taken(("a", 1))})] == [False]
