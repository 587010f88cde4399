"""Any question by weeks, weekdays, months, services and kinds of day: what plain Python makes of the rows of each."""

from dataclasses import replace

import pytest

from pantau import sql
from tests.sql.hostile.recompute.site_files import kind_of_day, services
from tests.sql.hostile.sites import BLORA
from tests.sql.hostile.test_questions import RECOMPUTED, agrees, in_place

DATES = {
    "weekday": lambda day: f"{day:%A}",
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: f"{day:%Y-%m}",
}
OF_COUNTERS = ("service_time", "waiting_visits", "staff_presence", "anomalies")


def part_of(row, by):
    """The part of a row; of cameras, which have no service, every part."""
    if by in DATES:
        return {DATES[by](row["service_date"])}
    if by == "day_kind":
        return {kind_of_day(row).kind}
    leads_to = [row["counter_id"]] if row["counter_id"] else row.get("counter_ids") or []
    theirs = services(row, leads_to)
    return {theirs.pop() if len(theirs) == 1 else None}


def within(rows, by, part):
    """The rows of a part, those of cameras by date alone."""
    days = {
        row["service_date"]
        for table in OF_COUNTERS
        for row in rows.tables[table]
        if by != "service" and part in part_of(row, by)
    }

    def is_within(row, table):
        if table in OF_COUNTERS:
            return part in part_of(row, by)
        return table == "runs" or by == "service" or row["service_date"] in days

    kept = {table: [row for row in found if is_within(row, table)] for table, found in rows.tables.items()}
    return replace(rows, tables=kept)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["weekday", "week", "month", "service", "day_kind"])
@pytest.mark.parametrize("name", ["staffed_share", "waiting_time"])
def test_each_part_is_the_question_over_its_rows(connection, rows, name, by):
    answer = sql.ask_by(connection, name, by).to_pylist()
    parts = list(dict.fromkeys(row["part"] for row in answer))
    assert len(parts) >= 3
    question = sql.find_question(name)
    values = {parameter.name: parameter.read(None) for parameter in question.parameters}
    given = {key: value for key, value in values.items() if value is not None}
    for part in parts:
        theirs = [{key: row[key] for key in row if key != "part"} for row in answer if row["part"] == part]
        ours = RECOMPUTED[name](within(rows, by, part), given)
        assert len(ours) == len(theirs), part
        for mine, other in zip(*(in_place(found, list(theirs[0])) for found in (ours, theirs)), strict=True):
            assert {key: value for key, value in mine.items() if not agrees(value, other[key])} == {}, part


def test_parts_come_in_their_order(connection):
    def parts(name, by, **given):
        return list(dict.fromkeys(sql.ask_by(connection, name, by, **given).column("part").to_pylist()))

    assert parts("staffed_share", "weekday") == ["Wednesday", "Thursday", "Friday", "Sunday"]
    assert parts("staffed_share", "day_kind") == ["ordinary", "ramadan", "special"]
    assert parts("staffed_share", "service") == ["identity cards", "licensing", None]
    assert parts("coverage_by_day", "week", from_=BLORA[2]) == ["2026-W08", "2026-W14", "2026-W40"]


def test_a_question_that_has_parts_itself_is_asked_for_them(connection):
    assert sql.ask_by(connection, "waiting_by", "month") == sql.ask(connection, "waiting_by", by="month")


@pytest.mark.parametrize(
    ("name", "by", "message"),
    [
        ("session_list", "week", "question session_list has no figures of a period that could be asked by week"),
        ("run_list", "month", "question run_list has no figures of a period"),
        ("staffed_share", "hour", "question staffed_share is not asked by hour; waiting_by is, and counter_hours"),
        ("coverage_by_day", "service", "question coverage_by_day is of no counters, so it cannot be asked by service"),
        ("staffed_share", "moon", "by 'moon': a question is asked by hour, weekday, week, month, service, day_kind"),
    ],
)
def test_what_has_no_parts_says_so(connection, name, by, message):
    with pytest.raises(sql.QuestionError, match=message):
        sql.ask_by(connection, name, by)


def test_nothing_in_the_period_gives_the_columns_alone(connection):
    answer = sql.ask_by(connection, "staffed_share", "week", from_="2030-01-01")
    assert answer.num_rows == 0 and answer.column_names[:3] == ["part", "agency_id", "counter_id"]
