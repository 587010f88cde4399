"""Questions: each has a file of cases in `questions/`, answered from the office of `office.yaml`."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from pantau import sql
from pantau.sql.question import read_question
from tests.sql.conftest import held

CASES = Path(__file__).parent / "questions"
NAMES = [question.name for question in sql.questions()]
NASTY = ["'", '"', "' OR 1=1 --", "x'; DROP VIEW services; --", "$from", "{}", "\\", "%", "*", "“日本”"]


def plain(value):
    if isinstance(value, float):
        return round(value, 10)
    return str(value) if isinstance(value, date) else value


def cases():
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{i}")
        for path in sorted(CASES.glob("*.yaml"))
        for i, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


@pytest.fixture(scope="module")
def connection(office):
    with sql.connect(office) as connection:
        yield held(connection)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with sql.connect(tmp_path_factory.mktemp("empty")) as connection:
        yield connection


@pytest.mark.parametrize(("name", "case"), cases())
def test_answers(connection, name, case):
    answer = sql.ask(connection, name, **case["parameters"])
    assert answer.column_names == case["columns"]
    rows = [[plain(value) for value in row.values()] for row in answer.to_pylist()]
    assert rows == case["rows"]


def test_every_question_has_cases():
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_warehouse_answers_with_the_same_columns_and_no_rows(empty, connection, name):
    answer = sql.ask(empty, name)
    assert answer.num_rows == 0
    assert answer.schema == sql.ask(connection, name).schema


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_answers_as_a_connection_does(office, connection, name):
    assert sql.ask(office, name) == sql.ask(connection, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_answers_do_not_depend_on_the_sessions_time_zone(connection, name):
    expected = sql.ask(connection, name)
    connection.execute("SET TimeZone = 'America/St_Johns'")
    try:
        assert sql.ask(connection, name) == expected
    finally:
        connection.execute("SET TimeZone = 'UTC'")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_text_is_bound_and_never_read_as_sql(connection, name):
    texts = [p.name for p in sql.find_question(name).parameters if p.kind == "text" and not p.words]
    for parameter in texts:
        for nasty in NASTY:
            with pytest.raises(sql.QuestionError, match=f"no {parameter} ") as refused:
                sql.ask(connection, name, **{parameter: nasty})
            assert repr(nasty) in str(refused.value)
    assert connection.execute("SELECT count(*) FROM services").fetchall() == [(4,)]


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        ("service_tme", {}, "no question is named 'service_tme'; did you mean service_time or "),
        ("qqq", {}, "no question is named 'qqq'; there are after_closing, "),
        ("waiting_time", {"limit": 3}, "question waiting_time has no parameter 'limit'; did you mean limit_s?"),
        ("waiting_time", {"q": 3}, "has no parameter 'q'; it has from, to, agency, counter, limit_s"),
        ("waiting_time", {"limit_s": "ten"}, "parameter limit_s: 'ten' is not a number, zero or more"),
        ("waiting_time", {"limit_s": -1}, "parameter limit_s: -1 is not a number, zero or more"),
        ("waiting_time", {"limit_s": "nan"}, "parameter limit_s: 'nan' is not a number, zero or more"),
        ("waiting_time", {"limit_s": True}, "parameter limit_s: True is not a number, zero or more"),
        ("waiting_time", {"from": "3/11/2026"}, "parameter from: '3/11/2026' is not a date such as 2026-11-24"),
        ("waiting_time", {"to": "2026-11-31' --"}, 'parameter to: "2026-11-31\' --" is not a date'),
        ("waiting_time", {"from": datetime.fromisoformat("2026-11-03 08:00")}, "is not a date such as"),
        ("events_around", {"at": "noon"}, "parameter at: 'noon' is not a local time such as '2026-11-24 10:15'"),
        ("events_around", {"at": "2026-11-24T10:15+07:00"}, "is not a local time such as '2026-11-24 10:15'"),
        ("waiting_time", {"counter": 3}, "parameter counter: 3 is not a text"),
        ("anomaly_list", {"kind": "bribe"}, "parameter kind: 'bribe' is not one of unattended_waiting, "),
        ("anomaly_list", {"kind": "footage_mising"}, "camera_blinded; did you mean footage_missing?"),
        ("within_limit", {"portion": 90}, "parameter portion: 90 is not a share from 0 to 1, such as 0.9 for 90 %"),
        ("service_level", {"least_recorded": "1.01"}, "parameter least_recorded: '1.01' is not a share from 0 to 1"),
        ("within_limit", {"measure": "dancing"}, "parameter measure: 'dancing' is not one of waiting, service"),
        ("waiting_time", {"from": "2026-11-04", "to": "2026-11-03"}, "to 2026-11-03 lies before from 2026-11-04; "),
        ("waiting_time", {"from": "2026-11-04", "from_": "2026-11-03"}, "parameter from is given twice; name it once"),
        ("anomaly_list", {"severity": "' OR 1"}, "is not one of low, medium, high"),
    ],
)
def test_what_is_wrong_is_said(connection, question, parameters, message):
    with pytest.raises(sql.QuestionError) as error:
        sql.ask(connection, question, **parameters)
    assert message in str(error.value)


def test_from_is_written_from_underscore_in_python(office):
    assert sql.ask(office, "waiting_time", from_=date(2026, 11, 4)).column("sessions").to_pylist() == [1]


@pytest.mark.slow
def test_a_state_that_lasts_no_time_breaks_no_question_and_changes_no_figure(make):
    """Times are rounded to the millisecond, so a state may begin and end at once."""
    rows = yaml.safe_load((Path(__file__).parent / "office.yaml").read_text(encoding="utf-8"))
    moment = "2026-11-03 09:10"
    nothing = {"event_id": "zero", "state": "unattended", "customers_waiting": 2.0, "started_at": moment}
    more = {**rows, "staff_presence": [*rows["staff_presence"], {**nothing, "ended_at": moment}]}
    with sql.connect(make(rows, "before")) as before, sql.connect(make(more, "after")) as after:
        assert sql.ask(after, "littles_law").equals(sql.ask(before, "littles_law"))
        *others, zero = sql.ask(after, "longest_absences").to_pylist()
        assert others == sql.ask(before, "longest_absences").to_pylist()
    assert (zero["absent_s"], zero["queue_seen_share"]) == (0.0, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_first_rows_are_those_that_all_begin_with(connection, office, name):
    every = sql.ask(connection, name)
    assert sql.ask(connection, name, first=1) == every.slice(0, 1)
    assert sql.ask(office, name, first=100) == every


@pytest.mark.parametrize("first", [0, -1])
def test_no_rows_are_no_first_rows(connection, first):
    with pytest.raises(sql.QuestionError, match="is no number of rows, 1 or more"):
        sql.ask(connection, "session_list", first=first)


def test_the_zones_are_those_of_the_newest_runs(make):
    began = {"run_id": "r", "service_date": "2026-11-03"}
    runs = [
        began | {"site_id": "b", "time_zone": "Asia/Jakarta", "started_at": "2026-11-04T01:00"},
        began | {"site_id": "b", "time_zone": "Asia/Makassar", "started_at": "2026-11-05T01:00"},
        began | {"site_id": "a", "time_zone": "Asia/Jayapura", "started_at": "2026-11-06T01:00"},
    ]
    assert list(sql.zones_of(make({"runs": runs})).items()) == [("b", "Asia/Makassar"), ("a", "Asia/Jayapura")]


def test_a_missing_warehouse_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match=r"there is no warehouse folder .*nowhere"):
        sql.ask(tmp_path / "nowhere", "waiting_time")


@pytest.mark.parametrize("name", NAMES)
def test_headers_are_complete(name):
    question = sql.find_question(name)
    assert question.title and question.indonesian and question.grain.startswith("one row")
    assert {p.name for p in question.parameters} == set(re.findall(r"\$(\w+)", question.sql))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1", "first three lines"),
        ("-- a\n-- b\n-- grain: c\n-- param: x\nSELECT 1", "'-- param: x' is not"),
        (
            "-- a\n-- b\n-- grain: c\n-- param: x colour default - y\nSELECT 1",
            "type of date, moment, text, number, share, or the words",
        ),
    ],
)
def test_a_wrong_header_is_refused(text, message):
    with pytest.raises(ValueError, match="question q: ") as error:
        read_question("q", text)
    assert message in str(error.value)
