from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pantau.transforms.recordings.arriving.arrivals import ArchiveNow
from pantau.transforms.recordings.arriving.due_dates import DueDate, TakenDate, due_dates

ZONE = ZoneInfo("Asia/Jakarta")
SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (1, 2, 3))
NOON = datetime(2026, 11, 3, 5, tzinfo=UTC)
NOTHING = TakenDate(frozenset(), frozenset(), None)


def there(recordings, reaching=(), more=()):
    sets = {day: frozenset(inputs) for day, inputs in recordings.items()}
    paths = {path for inputs in sets.values() for path, _ in inputs}
    return ArchiveNow(sets, frozenset(reaching), frozenset({*paths, *more}))


def taken(*recordings, rejected=(), final=True):
    return TakenDate(frozenset(recordings), frozenset({*recordings, *rejected}), final)


def due(archive, tables, now=NOON):
    return due_dates(archive, lambda day: tables.get(day, NOTHING), set(tables), now, ZONE)


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


def test_a_date_is_due_once_its_last_recording_must_be_in_unless_that_is_known():
    tables = {MONDAY: taken(("a", 1), final=False), SUNDAY: taken(final=True), TUESDAY: taken(final=False)}
    midnight = datetime(2026, 11, 2, 17, tzinfo=UTC)
    for minutes, days in ((0, []), (59, []), (60, [MONDAY]), (600, [MONDAY])):
        found = due(there({MONDAY: [("a", 1)]}), tables, midnight + timedelta(minutes=minutes))
        assert found == [DueDate(day, 0, True) for day in days]


def test_recordings_that_are_held_and_gone_are_told():
    (one,) = due(there({MONDAY: [("c", 1)]}, more=["b"]), {MONDAY: taken(("a", 1), ("b", 1))})
    assert one == DueDate(MONDAY, 1, False, gone=("a",))
