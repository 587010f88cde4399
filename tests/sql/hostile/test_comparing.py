"""Two groups of the hostile warehouse: values as plain Python has them, and refusals."""

from datetime import date, timedelta

import pytest

from pantau import sql
from pantau.sql.comparing.changes import changed_since
from pantau.sql.comparing.compare import compare
from tests.sql.hostile.recompute.arrivals import everybody
from tests.sql.hostile.recompute.reading import lasting
from tests.sql.hostile.recompute.site_files import kind_of_day, services
from tests.sql.hostile.recompute.statistics import kaplan_meier
from tests.sql.hostile.sites import BLORA
from tests.sql.hostile.test_questions import agrees

ORDINARY = {"day_kind": "ordinary"}
PAIRS = [
    ({"counter": "L1"}, {"counter": "L5"}),
    ({"to": BLORA[1]}, {"from": BLORA[2], "to": BLORA[4]}),
    ({}, {"day_kind": "ramadan"}),
    ({"service": "licensing"}, {"service": "identity cards"}),
]


def of(rows, asked):
    """The rows of a group, of counters alone."""
    return [
        row
        for row in rows
        if asked.get("counter") in (None, row["counter_id"])
        and asked.get("from", date.min) <= row["service_date"] <= asked.get("to", date.max)
        and asked.get("day_kind") in (None, kind_of_day(row).kind)
        and ("service" not in asked or (row["counter_id"] and asked["service"] in services(row, [row["counter_id"]])))
    ]


def values(rows, asked):
    came = of(everybody(rows, {}), asked)
    waits = []
    for row in came:
        if row["outcome"] != "served":
            waits.append((row["duration_s"], row["start_censored"], True))
        elif row["waited"]:
            waits.append((row["waited"][0], False, False))
    ends = [row["outcome"] for row in came if row["outcome"] != "unknown"]
    sessions = of(rows.tables["service_time"], asked)
    states = of(rows.tables["staff_presence"], asked)
    known = sum(lasting(row) for row in states if row["state"] != "unknown")
    staffed = sum(lasting(row) for row in states if row["state"] in ("serving", "idle"))
    lengths = [(row["duration_s"], row["start_censored"], row["end_censored"]) for row in sessions]
    return {
        "waiting": kaplan_meier(waits)["km_median_s"],
        "reneged": ends.count("reneged") / len(ends),
        "service": kaplan_meier(lengths)["km_median_s"],
        "staffed": staffed / known,
    }


@pytest.mark.parametrize(("this", "other"), PAIRS, ids=["counters", "periods", "ramadan", "services"])
def test_values_are_those_of_each_group(connection, rows, this, other):
    answer = {row["measure"]: row for row in compare(connection, "overview", other, **this).to_pylist()}
    groups = values(rows, (ORDINARY if "day_kind" in other else {}) | this), values(rows, {**this, **other})
    assert answer.keys() == groups[0].keys()
    for name, row in answer.items():
        told = row["this_value"], row["other_value"]
        assert all(agrees(mine, group[name]) for mine, group in zip(told, groups, strict=True)), name
        assert row["difference"] is None or row["difference"] == pytest.approx(told[1] - told[0])


@pytest.mark.parametrize(
    ("question", "given", "other", "message"),
    [
        ("waiting_time", {}, {"counter": "L5"}, "the two groups share .* rows of waits; choose them apart"),
        ("run_list", {}, {"counter": "L5"}, "question run_list is not compared; these are: overview, counter_summary"),
        ("waiting_time", {}, {}, "nothing to compare with: name at least one parameter"),
        ("waiting_time", {"counter": "L1"}, {"counter": "L9"}, "no counter 'L9' is in this warehouse"),
        ("waiting_time", {}, {"limit_s": 3}, "question waiting_time has no parameter 'limit_s'"),
    ],
)
def test_what_cannot_be_compared_is_refused(connection, question, given, other, message):
    with pytest.raises(sql.QuestionError, match=message):
        compare(connection, question, other, **given)


def made(make, first, second):
    """A counter each with a session at 08:00 of 14 dates, of these lengths in seconds."""
    began = date(2026, 11, 2)
    sessions = [
        {
            "event_id": f"{counter}{day}",
            "counter_id": counter,
            "started_at": f"{began + timedelta(days=day)} 08:00",
            "ended_at": f"{began + timedelta(days=day)} 08:{length // 60:02}:{length % 60:02}",
        }
        for counter, lengths in (("L1", first), ("L2", second))
        for day, length in enumerate(lengths)
    ]
    return make({"service_time": sessions})


def test_what_differs_every_day_differs_and_what_does_not_may_be_chance(make):
    lengths = [300 + 7 * day for day in range(14)]
    (row,) = compare(
        made(make, lengths, [length + 120 for length in lengths]), "service_time", {"counter": "L2"}, counter="L1"
    ).to_pylist()
    assert row["verdict"] == "they differ" and row["p_value"] < 0.01 and row["difference"] == pytest.approx(120)
    assert 0 < row["difference_lo"] <= 120 <= row["difference_hi"]
    assert (row["this_counted"], row["other_days"], row["test"]) == (14, 14, "log-rank")


def test_what_does_not_differ_may_be_chance(make):
    lengths = [300 + 7 * day for day in range(14)]
    (row,) = compare(made(make, lengths, lengths[::-1]), "service_time", {"counter": "L2"}, counter="L1").to_pylist()
    assert row["verdict"] == "may be chance" and row["difference"] == 0 and row["p_value"] > 0.9


def test_figures_that_changed_since_a_run_are_told(hostile):
    changes = changed_since(hostile, sql.find_question("anomalies_by_kind"), 3).to_pylist()
    now, then = (sql.ask(hostile, "anomalies_by_kind", as_of=run).to_pylist() for run in (None, 3))
    expected = {
        (f"{row['kind']}, {row['severity']}", column, str(before[column]), str(row[column]))
        for row, before in zip(now, then, strict=True)
        for column in ("open", "dismissed")
        if row[column] != before[column]
    }
    assert {tuple(change.values()) for change in changes} == expected and len(expected) == 2
    assert changed_since(hostile, sql.find_question("coverage_by_day"), 3).num_rows == 0


def test_rows_that_are_not_told_apart_are_refused(hostile):
    with pytest.raises(
        sql.QuestionError, match="rows of busiest_hours are not told apart by any column, so nobody can say"
    ):
        changed_since(hostile, sql.find_question("busiest_hours"), 3)
