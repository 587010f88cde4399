"""Every shipped question gives what plain Python makes of the same rows, by the words of the documents alone."""

import math
import shutil
from datetime import date, datetime
from importlib import import_module
from pkgutil import iter_modules

import pytest

from pantau import sql
from tests.sql.hostile import recompute
from tests.sql.hostile.recompute.reading import read_rows
from tests.sql.hostile.sites import BLORA, HOWE, JAYAPURA

at = datetime.fromisoformat
MODULES = [import_module(f"{recompute.__name__}.{found.name}") for found in iter_modules(recompute.__path__)]
NAMES = [question.name for question in sql.questions()]
RECOMPUTED = {name: getattr(module, name) for module in MODULES for name in NAMES if hasattr(module, name)}

COMMON = (
    {},
    {"from": BLORA[3], "to": BLORA[4]},
    {"from": BLORA[2], "to": BLORA[2]},
    {"from": HOWE[0]},
    {"agency": "rsud"},
    {"agency": "dukcapil"},
    {"counter": "L2"},
    {"counter": "L4"},
    {"counter": "P2", "from": JAYAPURA[1]},
    {"camera": "hall"},
)
"""Each is asked of the questions that have all its parameters."""
OWN = {
    "break_cover": (
        {"minutes": 1.0, "usual": 1.0},
        {"minutes": 0.0, "usual": 0.2},
        {"minutes": 45.0, "agency": "papua"},
    ),
    "anomaly_list": ({"kind": "clock_jump"}, {"severity": "high", "review_status": "open"}),
    "longest_absences": ({"top": 1000.0}, {"top": 3.0, "agency": "papua"}),
    "longest_waits": ({"top": 1000.0}, {"top": 3.0, "counter": "L1"}),
    "cameras_worse": ({"days": 2.0}, {"days": 1.0, "agency": "papua"}),
    "distribution": ({"measure": "service"}, {"measure": "service", "counter": "L1"}),
    "gaps_and_absences": ({"within_s": 0.0}, {"within_s": 900.0}),
    "reviewing": ({"kind": "footage_missing"}, {"kind": "long_wait"}),
    "what_can_be_said": ({"enough": 0.7, "least": 5.0}, {"enough": 0.99, "too_little": 0.9}),
    "events_around": (
        {"at": at("2026-02-12 10:15")},
        {"at": at("2026-02-13 00:00"), "minutes": 5.0},
        {"at": at("2026-02-12 10:15"), "counter": "L1", "minutes": 60.0},
        {"at": at("2026-02-18 09:00"), "agency": "dukcapil"},
    ),
    "counters_needed": ({"limit_s": 60.0, "portion": 0.95}, {"limit_s": 0.0, "agency": "papua"}),
    "counters_played": ({"limit_s": 60.0, "dates": 2.0}, {"limit_s": 5.0, "agency": "papua"}),
    "littles_law": ({"walk_s": 0.0}, {"walk_s": 60.0, "agency": "papua"}),
    "order_of_events": ({"minutes": 1.0}, {"minutes": 30.0, "agency": "papua"}, {"kind": "visitor_in_staff_area"}),
    "precision_by_kind": ({"kind": "clock_jump"}, {"kind": "motionless", "camera": "hall"}),
    "restatements": ({"run": 4.0}, {"run": 1.0}, {"event": "s-moved"}),
    "service_level": (
        {"portion": 0.5},
        {"to": BLORA[1]},
        {"limit_s": 1200.0, "portion": 0.3, "least_recorded": 0.8},
        {"limit_s": 1200.0, "portion": 0.9},
        {"limit_s": 300.0, "agency": "papua"},
    ),
    "to_review": ({"line": "all"}, {"line": "below", "kind": "late_opening"}, {"line": "above", "camera": "gate"}),
    "waiting_by": tuple({"by": part} for part in ("weekday", "week", "month", "service", "day_kind")),
    "waiting_time": ({"limit_s": 90.0},),
    "within_limit": (
        {"measure": "service", "limit_s": 600.0, "portion": 0.6, "least_recorded": 0.8},
        {"measure": "waiting", "limit_s": 300.0, "portion": 0.3, "least_recorded": 0.8},
        {"limit_s": 90.0, "portion": 0.9},
    ),
}
WORDS = {"unknown_time": ("what_to_do",)}
"""Columns of advice, which is words alone."""


ASKED = [
    (question.name, given)
    for question in sql.questions()
    for given in (*COMMON, *OWN.get(question.name, ()))
    if given.keys() <= {parameter.name for parameter in question.parameters}
]


def words(given):
    return " ".join(f"{name}={value}" for name, value in given.items()) or "everything"


def in_place(rows, columns):
    """Rows in an order that rounding does not change, and their columns in one order."""
    rows = [{column: row[column] for column in columns} for row in rows]
    return sorted(rows, key=lambda row: [f"{v:.4f}" if isinstance(v, float) else str(v) for v in row.values()])


def agrees(ours, theirs):
    if isinstance(ours, float) or isinstance(theirs, float):
        if ours is None or theirs is None:
            return ours is theirs
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)


def test_every_question_is_recomputed():
    assert sorted(RECOMPUTED) == NAMES


@pytest.fixture(scope="module")
def answers(connection):
    """A function that asks a question, and not twice the same."""
    kept = {}

    def ask(name, given):
        key = name, words(given)
        if key not in kept:
            kept[key] = sql.ask(connection, name, **given)
        return kept[key]

    return ask


def disagreements(name, given, rows, answer):
    """The rows of an answer that plain Python makes otherwise, with what both say."""
    question = sql.find_question(name)
    values = {parameter.name: parameter.read(given.get(parameter.name)) for parameter in question.parameters}
    ours = RECOMPUTED[name](rows, {key: value for key, value in values.items() if value is not None})
    theirs = answer.to_pylist()
    columns = [column for column in answer.column_names if column not in WORDS.get(name, ())]
    assert all(row.keys() == set(columns) for row in ours)
    assert len(ours) == len(theirs)
    return [
        {"row": dict(list(mine.items())[:5]), "python, sql": differing}
        for mine, other in zip(*(in_place(found, columns) for found in (ours, theirs)), strict=True)
        if (differing := {key: (value, other[key]) for key, value in mine.items() if not agrees(value, other[key])})
    ]


@pytest.mark.parametrize(("name", "given"), ASKED, ids=[f"{name} {words(given)}" for name, given in ASKED])
def test_plain_python_agrees(answers, rows, name, given):
    assert disagreements(name, given, rows, answers(name, given)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_known_somewhere_and_words_and_flags_differ(answers, name):
    """So that agreeing says something of each column."""
    seen = {}
    for given in (one for question, one in ASKED if question == name):
        for row in answers(name, given).to_pylist():
            for column, value in row.items():
                seen.setdefault(column, set()).add(value if not isinstance(value, list) else tuple(value))
    seen = {column: values - {None} for column, values in seen.items()}
    assert {column for column, values in seen.items() if not values} == set()
    flags = {column for column, values in seen.items() if all(isinstance(value, bool) for value in values)}
    assert all(seen[column] == {True, False} for column in flags), flags
    if "outcome" in seen:
        assert seen["outcome"] == {"kept", "not kept", "cannot be told"}


@pytest.mark.slow
def test_answers_are_equal_to_the_last_digit_on_any_number_of_processors(hostile):
    """Sums of floating-point numbers are not: they depend on which processor adds up what."""
    with sql.connect(hostile) as connection:
        for name in NAMES:
            on_one, *others = (on_threads(connection, threads, name) for threads in (1, 4))
            assert all(repr(other) == repr(on_one) for other in others), name


def on_threads(connection, threads, name):
    connection.execute(f"SET threads = {threads}")
    return sql.ask(connection, name).to_pylist()


@pytest.mark.slow
def test_it_agrees_as_of_an_earlier_run(hostile):
    earlier = read_rows(hostile, as_of=3)
    with sql.connect(hostile, as_of=3) as connection:
        for name in ("anomaly_list", "restatements", "run_list", "session_list", "versions"):
            assert disagreements(name, {}, earlier, sql.ask(connection, name)) == [], name


@pytest.mark.slow
def test_it_agrees_from_the_index(hostile, rows, tmp_path):
    copied = shutil.copytree(hostile, tmp_path / "warehouse")
    sql.update_index(copied)
    with sql.connect(copied) as connection:
        for name in NAMES:
            assert disagreements(name, {}, rows, sql.ask(connection, name)) == [], name


@pytest.mark.parametrize(
    "name", ["coverage_timeline", "events_around", "order_of_events", "presence_timeline", "session_list"]
)
def test_lists_are_in_the_order_of_dates(connection, name):
    rows = sql.ask(connection, name).to_pylist()
    days = [row["service_date"] if "service_date" in row else row["started_local"].date() for row in rows]
    assert days == sorted(days) and len(set(days)) >= 4
    assert isinstance(days[0], date)


@pytest.mark.parametrize(
    ("name", "parameter", "values"),
    [
        *(
            (name, "counter", ("L2", "P1"))
            for name in ("session_list", "staffed_share", "service_time", "waiting_time")
        ),
        *((name, "agency", ("rsud", "papua")) for name in ("waiting_by", "within_limit", "coverage_by_day")),
        ("anomaly_list", "camera", ("room", "gate")),
        ("service_level", "counter", ("L1", "P1")),
        ("coverage_timeline", "camera", ("hall", "gate")),
    ],
)
def test_several_values_give_the_rows_of_each(connection, name, parameter, values):
    one_by_one = [row for value in values for row in sql.ask(connection, name, **{parameter: value}).to_pylist()]
    together = sql.ask(connection, name, **{parameter: ",".join(values)}).to_pylist()
    assert sorted(map(str, together)) == sorted(map(str, one_by_one)) and len(together) > 1


def test_one_of_several_values_that_is_not_known_is_named(connection):
    with pytest.raises(sql.QuestionError, match="no counter 'L9' is in this warehouse"):
        sql.ask(connection, "session_list", counter="L1,L9")
