"""Lists: by stretches of dates they are what they are as a whole."""

from datetime import date, timedelta

import pytest

from benchmarks.material.made_warehouse import WarehouseSize, make_warehouse
from pantau import sql
from pantau.sql.asking import bind
from pantau.sql.listing import LISTS, by_dates, count_rows, order_of
from pantau.sql.question import find_question
from tests.sql.conftest import held

pytestmark = pytest.mark.slow
FIRST = date(2021, 11, 3)
CASES = [
    {},
    {"from": FIRST + timedelta(days=1)},
    {"from": FIRST + timedelta(days=1), "to": FIRST + timedelta(days=5)},
    {"to": FIRST - timedelta(days=1)},
    {"agency": "agency2"},
    {"agency": "agency2", "to": FIRST - timedelta(days=1)},
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """From a Wednesday on, so that days of which there are no events lie between."""
    folder = make_warehouse(tmp_path_factory.mktemp("made"), WarehouseSize(8, 5, FIRST), workers=1)
    with sql.connect(folder) as connection:
        yield held(connection)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("given", CASES)
@pytest.mark.parametrize("most_rows", [None, 1, 40, 10**6])
def test_stretches_one_after_the_other_are_the_whole(connection, name, given, most_rows):
    question = find_question(name)
    values = bind(question, given)
    portions = list(by_dates(connection, question, values, most_rows))
    whole = sql.ask(connection, name, **given)
    assert [row for portion in portions for row in portion.to_pylist()] == whole.to_pylist()
    assert all(portion.schema == whole.schema for portion in portions)
    assert count_rows(connection, question, values) == len(whole)
    assert next(sql.ask_in_portions(connection, name, **given)).schema == whole.schema


def test_stretches_are_as_long_as_their_rows_allow(connection):
    question = find_question("session_list")
    values = bind(question, {})

    def lengths(most_rows):
        return [len(rows) for rows in by_dates(connection, question, values, most_rows)]

    by_day = [
        len(sql.ask(connection, "session_list", from_=day, to=day))
        for day in (FIRST + timedelta(days=number) for number in range(8))
    ]
    assert min(by_day[:3]) > 100 and by_day[3:5] == [0, 0]
    assert lengths(None) == [by_day[0], sum(by_day[1:5]), sum(by_day[5:])]
    # A stretch without rows says nothing about the next.
    assert lengths(1) == [*by_day[:4], sum(by_day[4:])]
    assert lengths(10**6) == lengths(None)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("rows", [1, 7, 100, 10**6])
def test_the_first_rows_and_how_many_there_are(connection, name, rows):
    whole = sql.ask(connection, name)
    page, count = sql.ask_page(connection, name, rows)
    assert page.to_pylist() == whole.slice(0, rows).to_pylist() == sql.ask(connection, name, first=rows).to_pylist()
    assert count() == len(whole) > 100


def test_the_last_dates_that_there_can_be(make):
    visit = {"ended_at": "9999-12-31 08:20", "event_id": "z"}
    folder = make(
        {
            "service_time": [
                {"event_id": "a", "started_at": "2026-11-03 08:10", "ended_at": "2026-11-03 08:20"},
                {"started_at": "9999-12-31 08:10", **visit},
            ]
        }
    )
    with sql.connect(folder) as connection:
        portions = list(sql.ask_in_portions(connection, "session_list"))
    assert [row["event_id"] for portion in portions for row in portion.to_pylist()] == ["a", "z"]


def test_lists_are_in_the_order_of_dates():
    for name in LISTS:
        question = find_question(name)
        assert order_of(question).startswith("ORDER BY service_date, ")
        assert {"from", "to"} <= {parameter.name for parameter in question.parameters}


def test_no_rows_are_no_page(connection):
    with pytest.raises(sql.QuestionError, match="is no number of rows, 1 or more"):
        sql.ask_page(connection, "overview", 0)
