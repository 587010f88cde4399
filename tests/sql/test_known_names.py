"""A name that the warehouse does not know is an error that says which it knows, by every way of asking."""

import pytest

from pantau import sql
from pantau.pipelines.command_line import main

pytestmark = pytest.mark.slow

DAY = "2026-11-03"
TIMES = {"started_at": f"{DAY} 08:00", "ended_at": f"{DAY} 08:10"}


@pytest.fixture
def hall(make):
    """Names that stand in one table each."""
    return make(
        {
            "coverage": [{"camera_id": "C-owned", "agency_id": "owner", "coverage_state": "recorded", **TIMES}],
            "rejects": [{"camera_id": "C-broken", "input": "b.mp4", "service_date": DAY}],
            "staff_presence": [{"event_id": "p", "counter_id": "Loket 1", "state": "serving", **TIMES}],
            "service_time": [{"event_id": "s", "counter_id": "Loket 2", "agency_id": "rsud", **TIMES}],
            "waiting_visits": [
                {
                    "event_id": "w",
                    "counter_id": None,
                    "counter_ids": ["Loket 3", "Loket 4"],
                    "waiting_outcome": "unknown",
                }
                | TIMES
            ],
            "anomalies": [
                {"event_id": "a", "counter_id": "Loket 5", "kind": "clock_jump", "camera_id": "C-set", **TIMES}
            ],
        }
    )


@pytest.mark.parametrize(
    ("question", "name", "values"),
    [
        ("overview", "agency", ["owner", "rsud", "dukcapil"]),
        ("waiting_time", "counter", [f"Loket {number}" for number in range(1, 6)]),
        ("anomaly_list", "camera", ["C-owned", "C-broken", "C-set", "C1"]),
        ("reject_list", "camera", ["C-owned", "C-broken"]),
        ("order_of_events", "event", ["a", "p", "s", "w"]),
    ],
)
def test_a_name_of_any_table_is_known_whatever_the_period(hall, question, name, values):
    for value in values:
        sql.ask(hall, question, **{name: value, "from": "2030-01-01"})


def ways(warehouse, question, **asked):
    """The same question through a path, a connection, a page and portions."""
    yield lambda: sql.ask(warehouse, question, **asked)
    yield lambda: list(sql.ask_in_portions(warehouse, question, **asked))
    with sql.connect(warehouse) as connection:
        yield lambda: sql.ask(connection, question, **asked)
        yield lambda: sql.ask_page(connection, question, 5, **asked)


@pytest.mark.parametrize(
    ("question", "asked", "message"),
    [
        (
            "session_list",
            {"counter": "loket1"},
            "parameter counter: no counter 'loket1' is in this warehouse; did you mean Loket 1 or .*"
            "there are Loket 1, Loket 2, Loket 3, Loket 4, Loket 5$",
        ),
        (
            "overview",
            {"agency": "RSUD"},
            "no agency 'RSUD' is in this warehouse; did you mean rsud[?] there are dukcapil",
        ),
        ("coverage_by_day", {"camera": "zzz"}, "'zzz' is in this warehouse; there are C-broken, C-owned, C-set, C1$"),
        ("order_of_events", {"event": "z"}, "no event 'z' is in this warehouse; anomaly_list and session_list"),
        ("restatements", {"run": 7}, "there is no run 7; run_list"),
        ("restatements", {"event": "z"}, "no event 'z' is in this warehouse"),
    ],
)
def test_an_unknown_name_is_refused_and_the_known_ones_are_listed(hall, question, asked, message):
    for way in ways(hall, question, **asked):
        with pytest.raises(sql.QuestionError, match=message):
            way()


def test_many_names_are_not_all_listed(make):
    rows = [{"event_id": str(n), "counter_id": f"K{n:03d}", **TIMES} for n in range(40)]
    with pytest.raises(sql.QuestionError, match=r"there are K000, .*K029 and 10 more$"):
        sql.ask(make({"service_time": rows}), "waiting_time", counter="?")


def test_an_empty_warehouse_knows_none(tmp_path):
    with pytest.raises(
        sql.QuestionError, match="no counter 'L1' is in this warehouse, which knows none yet; run `pantau"
    ):
        sql.ask(tmp_path, "waiting_time", counter="L1")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["counter=L9"], "no counter 'L9' is in this warehouse; did you mean L2 or L1? there are L1, L2"),
        (["from=2026-11-04", "to=2026-11-03"], "to 2026-11-03 lies before from 2026-11-04; exchange them"),
        (["counter=L1", "counter=L2"], "counter is given 2 times (L1, L2); name it once"),
    ],
)
def test_the_command_says_so_too(office, capsys, given, message):
    pairs = [word for pair in given for word in ("-p", pair)]
    assert main(["ask", "waiting_time", "--warehouse", str(office), *pairs]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_values_are_listed_with_what_they_were_called(office, hall, capsys):
    def listed(warehouse, name):
        status = main(["ask", "--values", name, "--warehouse", str(warehouse), "--format", "csv"])
        return status, capsys.readouterr()

    assert listed(office, "counter")[1].out == "counter,called\nL1,Loket 1\nL2,Loket 2\n"
    assert listed(office, "agency")[1].out == "agency,called\ndukcapil,Civil registry\n"
    assert listed(hall, "camera")[1].out == "camera,called\nC-broken,\nC-owned,\nC-set,\nC1,\n"
    status, said = listed(office, "event")
    assert status == 2 and "--values 'event': values are listed of agency, counter, camera" in said.err


def test_a_table_is_followed_by_what_its_reader_must_know(office, capsys):
    assert main(["ask", "longest_absences", "--warehouse", str(office)]) == 0
    shown = capsys.readouterr().out
    assert "\nabsent_s is within the service hours and without a break" in shown
    assert all(len(line) <= 80 for line in shown.partition("absent_s is")[2].splitlines())
    assert main(["ask", "longest_absences", "--warehouse", str(office), "--format", "json"]) == 0
    assert "absent_s is" not in capsys.readouterr().out


@pytest.mark.parametrize("question", sql.questions(), ids=lambda question: question.name)
def test_notes_are_the_comments_alone(question):
    assert "param:" not in question.notes and "SELECT" not in question.notes and " -- " not in question.notes
