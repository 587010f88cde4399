"""The index: the same answers as the Parquet files, whatever changes after it was made."""

import json
import os
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import ClassVar

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.schemas.tables import REJECTS, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.sql.asking import bind
from pantau.sql.index.index_file import ANSWERED, ANSWERED_BY_DATE, DERIVED, FILE, KEPT, attached
from pantau.sql.index.kept_answers import kept_answer
from pantau.sql.index.update import _stretches
from pantau.transforms.tables.delta.log import entry_path
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.visible_files import visible_files
from tests.sql.conftest import held, write_rows

FIRST = date(2021, 11, 1)
PERIOD = {"from_": date(2021, 11, 2), "to": date(2021, 11, 3)}


SIZE = WarehouseSize(4, 5, FIRST)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Four days of five cameras, with its index; only to be read."""
    folder = make_warehouse(tmp_path_factory.mktemp("made"), SIZE, workers=1)
    sql.update_index(folder)
    return folder


def copied(warehouse, folder):
    """A copy whose index is up to date: it tells files by their inodes too, and they are replaced, never written to."""

    def copy(source, target):
        return (os.link if source.endswith(".parquet") else shutil.copy2)(source, target)

    return shutil.copytree(warehouse, folder, copy_function=copy)


@pytest.fixture
def changing(made, tmp_path):
    """A copy of that warehouse, to be changed, of which the index holds."""
    return copied(made, tmp_path / "warehouse")


@pytest.fixture(scope="module")
def nights(made, tmp_path_factory):
    """The same four days as one committed night each, with an index of the last; only to be read."""
    folder = copied(made, tmp_path_factory.mktemp("nights") / "warehouse")
    (folder / FILE).unlink()
    commit_days(folder, SIZE)
    sql.update_index(folder)
    return folder


@pytest.fixture
def committed(nights, tmp_path):
    """A copy of those nights, to be changed."""
    return copied(nights, tmp_path / "warehouse")


def equal(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-12, abs=1e-9)
    return one == other


def assert_equal(name, these, those):
    assert len(these) == len(those), name
    for one, other in zip(these, those, strict=True):
        assert one.keys() == other.keys(), name
        assert all(equal(one[column], other[column]) for column in one), (name, one, other)


class Plain:
    """What a warehouse answers without an index, from its files alone; the same files are asked once.

    Its rows are read into tables first, of which more than twenty questions are asked.
    """

    known: ClassVar[dict[tuple, list]] = {}

    def __init__(self, warehouse, zone=None):
        self._open = cache(lambda: held(sql.connect(warehouse, zone, indexed=False)))
        files = sorted(path for path in warehouse.rglob("*") if path.is_file() and path.name != FILE)
        # Files of tables are replaced and never written to, so that their copies here are the same file.
        seen = [
            (path.relative_to(warehouse).as_posix(), (path.stat().st_ino, path.stat().st_mtime_ns))
            if path.suffix == ".parquet"
            else (path.relative_to(warehouse).as_posix(), path.read_bytes())
            for path in files
        ]
        self._of = repr(zone), repr(seen)

    def ask(self, name, **values):
        key = (*self._of, name, repr(values))
        if key not in self.known:
            self.known[key] = sql.ask(self._open(), name, **values).to_pylist()
        return self.known[key]


def same(warehouse, zone=None):
    """Whether the answer to every question with the index is that without it.

    To the last bit, but for sums, whose order is free. All dates are asked for, and of what the index keeps by date
    also some.
    """
    plain = Plain(warehouse, zone)
    with sql.connect(warehouse, zone) as indexed:
        for question in sql.questions():
            for values in [{}, PERIOD][: 1 + (question.name in ANSWERED_BY_DATE)]:
                one = sql.ask(indexed, question.name, **values).to_pylist()
                assert_equal(question.name, one, plain.ask(question.name, **values))
    return True


def same_in_every_way(warehouse):
    """As `same`, and for all questions that take dates also of some, in portions and as a first page.

    What reads the files alone is asked once: that its portions and pages are parts of it is shown in `test_listing`.
    """
    plain = Plain(warehouse)
    with sql.connect(warehouse) as indexed:
        for question in sql.questions():
            dated = {"from", "to"} <= known(question)
            for values in [{}, PERIOD][: 1 + dated]:
                whole = plain.ask(question.name, **values)
                assert_equal(question.name, sql.ask(indexed, question.name, **values).to_pylist(), whole)
                portions = sql.ask_in_portions(indexed, question.name, **values)
                assert_equal(question.name, [row for portion in portions for row in portion.to_pylist()], whole)
                page, count = sql.ask_page(indexed, question.name, 5, **values)
                assert_equal(question.name, page.to_pylist(), whole[:5])
                assert count() == len(whole), question.name
    return True


def uses_index(warehouse, relation):
    with sql.connect(warehouse) as connection:
        plan = connection.execute(f"EXPLAIN SELECT * FROM {relation}").fetchall()[0][1]
    return "kept" in plan, "READ_PARQUET" in plan.upper()


@pytest.mark.slow
def test_every_question_has_the_same_answer(made):
    assert same_in_every_way(made)
    assert uses_index(made, "service_time") == (True, False)
    assert uses_index(made, "counter_hours") == (True, False)


def kept_answers(warehouse, zone=None, **values):
    """The questions that a connection answers from kept answers."""
    found = set()
    with sql.connect(warehouse, zone) as connection:
        for question in sql.questions():
            bound = bind(
                question, {name: value for name, value in values.items() if name.rstrip("_") in known(question)}
            )
            if kept_answer(connection, question, bound) is not None:
                found.add(question.name)
    return found


OF_PRESENCE = {"all_counters_empty", "first_and_last", "longest_absences"}
"""Questions that rest on the states of counters alone."""


def known(question):
    return {parameter.name for parameter in question.parameters}


@pytest.mark.slow
def test_questions_over_all_dates_are_answered_from_the_index(made):
    assert kept_answers(made) == set(ANSWERED)
    assert kept_answers(made, **PERIOD) == set(ANSWERED_BY_DATE)
    assert kept_answers(made, agency="agency1") == set()
    limited = {"counters_needed", "counters_played", "waiting_time", "service_level", "within_limit"}
    assert kept_answers(made, limit_s=60) == set(ANSWERED) - limited
    assert kept_answers(made, "Asia/Makassar") == set()
    assert sql.ask(made, "littles_law", first=3) == sql.ask(made, "littles_law").slice(0, 3)
    answer = sql.ask(made, "littles_law", walk_s=5)
    assert answer != sql.ask(made, "littles_law")


@pytest.mark.slow
def test_a_kept_answer_is_no_longer_given_when_a_date_has_changed(changing):
    assert kept_answers(changing) == set(ANSWERED)
    before = sql.ask(changing, "overview").to_pylist()
    drop_rows(changing, WAITING_VISITS, service_date=FIRST, agency_id="agency1")
    assert kept_answers(changing) == OF_PRESENCE | {
        "after_closing",
        "break_cover",
        "censored_share",
        "daily_trend",
        "gaps_and_absences",
        "queue_length",
        "service_time",
    }
    assert sql.ask(changing, "overview").to_pylist() != before
    assert same(changing)
    sql.update_index(changing)
    assert kept_answers(changing) == set(ANSWERED)
    assert same(changing)


@pytest.mark.slow
def test_committed_nights_are_compared_by_their_commits(committed):
    folder = committed
    assert kept_answers(folder) == set(ANSWERED)
    with draft_of(folder) as draft:
        drop_rows(draft, SERVICE_TIME, service_date=FIRST, agency_id="agency1")
        commit_draft(draft, {})
    assert uses_index(folder, "service_time") == (True, True)
    assert kept_answers(folder) == OF_PRESENCE | {"gaps_and_absences", "waiting_room"}
    assert same(folder)
    assert len(sql.ask(folder, "session_list", as_of=4)) > len(sql.ask(folder, "session_list"))
    sql.update_index(folder)
    assert uses_index(folder, "service_time") == (True, False)
    assert kept_answers(folder) == set(ANSWERED)
    assert same(folder)


@pytest.mark.slow
def test_a_run_whose_entry_was_changed_makes_all_files_be_compared(committed):
    before, entry = len(sql.ask(committed, "session_list")), entry_path(committed, "commits", SIZE.days - 1)
    info, *rest = entry.read_text(encoding="utf-8").splitlines()
    said = json.loads(info)
    said["commitInfo"]["tables"]["service_time"]["version"] -= 1
    entry.write_text("\n".join([json.dumps(said), *rest]), encoding="utf-8")
    assert len(sql.ask(committed, "session_list")) < before
    assert same(committed)


@pytest.mark.slow
def test_a_hand_made_office(office, tmp_path):
    folder = shutil.copytree(office, tmp_path / "office")
    assert sql.update_index(folder) == folder / FILE
    assert same(folder)


@pytest.mark.slow
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), first=st.dates(date(2020, 1, 1), date(2025, 1, 1)))
def test_random_warehouses(tmp_path_factory, seed, first):
    folder = make_warehouse(tmp_path_factory.mktemp("random"), WarehouseSize(2, 5, first, seed), workers=1)
    sql.update_index(folder)
    assert same(folder)


def drop_rows(warehouse, table, **where):
    """Writes a partition again with its first row alone."""
    rows = read_table(warehouse, table, **where).slice(0, 1)
    return write_partition(warehouse, Partition(table, tuple(where.values())), rows)


@pytest.mark.slow
def test_what_changed_after_it_was_made_is_read_from_the_files(changing):
    drop_rows(changing, SERVICE_TIME, service_date=FIRST, agency_id="agency1")
    drop_rows(changing, STAFF_PRESENCE, service_date=FIRST + timedelta(days=1), agency_id="agency2")
    drop_rows(changing, REJECTS, service_date=None)
    visible = visible_files(changing, SERVICE_TIME)
    visible[-1].path.unlink()
    assert len(visible) == 20
    assert uses_index(changing, "service_time") == (True, True)
    assert same_in_every_way(changing)
    with sql.connect(changing) as connection:
        counted = "SELECT count(*) FROM service_time WHERE agency_id = 'agency1' AND service_date = DATE '2021-11-01'"
        assert connection.execute(counted).fetchall() == [(1,)]


@pytest.mark.slow
def test_an_update_takes_in_what_changed_and_only_that(changing):
    drop_rows(changing, SERVICE_TIME, service_date=FIRST, agency_id="agency1")
    drop_rows(changing, REJECTS, service_date=None)
    make_more = WarehouseSize(1, 5, FIRST + timedelta(days=4), seed=9)
    make_warehouse(changing, make_more, workers=1)
    before = uses_index(changing, "services")
    sql.update_index(changing)
    assert before == (True, True)
    assert uses_index(changing, "services") == (True, False)
    assert same(changing)
    with duckdb.connect() as connection:
        index = attached(connection, changing)
        assert not any(index.days.values())


def rows_kept(warehouse):
    with duckdb.connect(warehouse / FILE, read_only=True) as connection:
        return {name: connection.execute(f"FROM {name}").fetchall() for name in (*KEPT, "files", "committed_runs")}


@pytest.mark.slow
def test_what_is_made_date_by_date_is_what_is_made_at_once(changing, monkeypatch):
    at_once = rows_kept(changing)
    (changing / FILE).unlink()
    stretches = []
    monkeypatch.setattr("pantau.sql.index.update.STRETCH", 1)
    monkeypatch.setattr(
        "pantau.sql.index.update._stretches", lambda index: stretches.extend(_stretches(index)) or stretches
    )
    sql.update_index(changing)
    dates = [FIRST + timedelta(days=number) for number in range(4)]
    assert [part.days["runs"] for part in stretches] == [frozenset(dates), *[frozenset()] * 5]
    assert [part.days["rejects"] | part.days["service_time"] for part in stretches[1:]] == [
        frozenset({day}) for day in (None, *dates)
    ]
    one_by_one = rows_kept(changing)
    assert sum(map(len, at_once.values())) > 1000
    for name, rows in at_once.items():
        assert len(one_by_one[name]) == len(rows)
        # In the others a sum may differ in its last digit.
        if name not in DERIVED:
            assert Counter(map(str, one_by_one[name])) == Counter(map(str, rows)), name
    assert one_by_one["services"] == at_once["services"]
    assert same(changing)


@pytest.mark.slow
def test_an_update_takes_in_several_dates_one_by_one(changing, monkeypatch):
    monkeypatch.setattr("pantau.sql.index.update.STRETCH", 1)
    drop_rows(changing, SERVICE_TIME, service_date=FIRST, agency_id="agency1")
    drop_rows(changing, STAFF_PRESENCE, service_date=FIRST + timedelta(days=2), agency_id="agency2")
    visible_files(changing, SERVICE_TIME)[-1].path.unlink()
    sql.update_index(changing)
    assert uses_index(changing, "counter_hours") == (True, False)
    assert same(changing)


@pytest.mark.slow
def test_a_reader_of_the_old_one_goes_on_while_it_is_replaced(changing):
    counted = "SELECT count(*) FROM services WHERE agency_id = 'agency1' AND service_date = DATE '2021-11-01'"
    with sql.connect(changing) as reader:
        before = reader.execute(counted).fetchall()
        drop_rows(changing, SERVICE_TIME, service_date=FIRST, agency_id="agency1")
        sql.update_index(changing)
        assert reader.execute(counted).fetchall() == before
        with sql.connect(changing) as other:
            assert other.execute(counted).fetchall() == [(1,)]


@pytest.mark.slow
def test_other_zones_than_the_runs_noted(made):
    assert same(made, "Asia/Makassar")
    assert same(made, {"mall": "Asia/Jakarta"})


@pytest.mark.slow
def test_a_zone_noted_anew_makes_all_again(changing):
    begin = datetime(2021, 11, 9, tzinfo=UTC)
    run = {"run_id": "later", "site_id": "mall", "service_date": date(2021, 11, 8), "time_zone": "Asia/Makassar"}
    write_rows(changing, {"runs": [run | {"started_at": begin, "ended_at": begin}]})
    assert same(changing)
    sql.update_index(changing)
    assert same(changing)
    assert uses_index(changing, "counter_hours") == (True, False)


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_index_of_this_program_is_left_alone(changing, content):
    if content is None:
        with duckdb.connect(changing / FILE) as connection:
            connection.execute("UPDATE made SET made_by = 'another version'")
    else:
        (changing / FILE).write_bytes(content)
    assert uses_index(changing, "service_time") == (False, True)
    sql.update_index(changing)
    assert uses_index(changing, "service_time") == (True, False)


def test_no_warehouse_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="there is no warehouse folder"):
        sql.update_index(tmp_path / "missing")


@pytest.mark.slow
def test_an_empty_warehouse_has_an_index_without_rows(tmp_path):
    sql.update_index(tmp_path)
    assert same(tmp_path)
