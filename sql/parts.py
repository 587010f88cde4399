"""Any question by parts of its period: the same question over the dates of each week, or each service, one by one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.schemas.vocabulary import DAY_KINDS
from pantau.sql.asking import answered, bind, named_by, opened
from pantau.sql.index.changed_files import among
from pantau.sql.known_names import check_names
from pantau.sql.listing import LISTS, order_of
from pantau.sql.parameter import QuestionError, Value
from pantau.sql.question import Question, find_question
from pantau.sql.view import narrowed_each, relations_named, sources, view_files
from pantau.sql.warehouse import quoted

BY_DATE = {"weekday": "%A", "week": "%G-W%V", "month": "%Y-%m"}
"""Parts that the date alone decides, and how Python writes them."""

BY_SITE = {"service": ("counters", "service"), "day_kind": ("calendar", "day_kind")}
"""Parts that the site file says, in which view and column: of a counter and date, and of an agency and date."""

PARTS = ("hour", *BY_DATE, *BY_SITE)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ask_by(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str | Question,
    part: str,
    /,
    as_of: int | None = None,
    **parameters: object,
) -> pa.Table:
    """The answers to a question over each part of its period, one below the other, with the part in the first column.

    `part` is one of `PARTS`. Rows of a part are what the question says where its dates, services or kinds of day are
    all there is. With `service`, sessions and queues are those of the counters that had it then; what is of cameras is
    of the dates. With `day_kind`, what is of counters is by their agency's day; where the site file said nothing the
    part is null. A question that takes `by` itself is given the part.

    Raises as `ask`, and QuestionError where the question cannot be asked by such parts.
    """
    chosen = find_question(question)
    own = next((one.words for one in chosen.parameters if one.name == "by"), ())
    if part in own:
        given = {**parameters, "by": part}
        with opened(source, chosen, None, as_of, given) as connection:
            values = bind(chosen, given)
            check_names(connection, chosen, values)
            return answered(connection, chosen, chosen.sql, values)
    values = bind(chosen, parameters)
    _refuse(chosen, part)
    with opened(source, _with_site(chosen), None, as_of, parameters) as connection:
        check_names(connection, chosen, values)
        parts = _by_date(connection, chosen, part, values) if part in BY_DATE else _by_site(connection, chosen, part)
        found = []
        for name, conditions in parts:
            statement = f"{narrowed_each(chosen.sql, conditions)} {order_of(chosen)}"
            rows = answered(connection, chosen, statement, values)
            found.append(rows.add_column(0, "part", pa.array([name] * len(rows), pa.string())))
    return pa.concat_tables(found)


def _refuse(question: Question, part: str) -> None:
    if part not in PARTS:
        raise QuestionError(f"by {part!r}: a question is asked by {', '.join(PARTS)}")
    named = {parameter.name for parameter in question.parameters}
    if question.name in LISTS or not {"from", "to"} <= named or not _dated_tables(question):
        raise QuestionError(f"question {question.name} has no figures of a period that could be asked by {part}")
    if part == "hour":
        raise QuestionError(
            f"question {question.name} is not asked by hour; waiting_by is, and counter_hours_of_day, service_time, "
            "queue_length, coverage_by_hour, counters_needed and counters_played have a row for each"
        )


def _dated_tables(question: Question) -> list[str]:
    """The tables that a question rests on, by way of views too, which have every date of its rows."""
    dated = {name for name, table in TABLES.items() if "service_date" in table.columns}
    dated -= {"runs", *(table.name for table in OBSERVED_TABLES)}
    return sorted(dated & sources(named_by(question)))


def _with_site(question: Question) -> Question:
    """The question, as one that also selects from what the site file says."""
    views = ", ".join(view for view, _ in BY_SITE.values())
    return replace(question, sql=f"SELECT * FROM (\n{question.sql}\n) AS asked, {views}")


def _relations(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[str, list[str]]:
    """The columns of each table and view that a question names and that has dates."""
    names = relations_named(question.sql) & {*view_files(), *TABLES}
    columns = {name: connection.table(f"main.{name}").columns for name in names}
    return {name: found for name, found in columns.items() if "service_date" in found}


Parts = Iterator[tuple[str | None, Mapping[str, str]]]
"""Each part's name, and which rows of the tables and views of a question are of it, as SQL."""


def _by_date(connection: duckdb.DuckDBPyConnection, question: Question, part: str, values: dict[str, Value]) -> Parts:
    every = " UNION ".join(f"SELECT service_date FROM {table}" for table in _dated_tables(question))
    period = {name: values[name] for name in ("from", "to")}
    found = connection.execute(f"SELECT * FROM ({every}) WHERE in_period(service_date, $from, $to)", period).fetchall()
    relations, parts = _relations(connection, question), {}
    for (day,) in found:
        parts.setdefault(day.strftime(BY_DATE[part]), set()).add(day)
    for name in sorted(parts, key=WEEKDAYS.index if part == "weekday" else str):
        yield name, dict.fromkeys(relations, among(frozenset(parts[name])))
    if not parts:
        yield None, dict.fromkeys(relations, "false")


def _by_site(connection: duckdb.DuckDBPyConnection, question: Question, part: str) -> Parts:
    view, column = BY_SITE[part]
    relations = _relations(connection, question)
    if part == "service" and not any("counter_id" in columns for columns in relations.values()):
        raise QuestionError(f"question {question.name} is of no counters, so it cannot be asked by service")
    condition = (
        _of_service if part == "service" else partial(_of_day_kind, any(map(_is_of_counters, relations.values())))
    )
    found = connection.execute(f"SELECT DISTINCT {column} FROM {view} WHERE {column} IS NOT NULL").fetchall()
    order = DAY_KINDS.index if part == "day_kind" else str
    for name in [*sorted((name for (name,) in found), key=order), None]:
        yield name, {relation: condition(relation, columns, name) for relation, columns in relations.items()}


def _is_of_counters(columns: Collection[str]) -> bool:
    return "counter_id" in columns


def _of_service(relation: str, columns: Collection[str], name: str | None) -> str:
    """Rows of counters that had a service on their date, and of queues to such alone; all of what has no counter."""
    said = f"service = {quoted(name)}" if name else "service IS NOT NULL"
    none = "NOT " * (name is None)
    if "counter_id" not in columns:
        return "true"
    if "counter_ids" not in columns:
        return (
            f"(counter_id, service_date) {none}IN (SELECT (counter_id, service_date) FROM main.counters WHERE {said})"
        )
    theirs = "CASE WHEN counter_id IS NULL THEN counter_ids ELSE [counter_id] END"
    return (
        f"{none}(event_id, service_date) IN (SELECT (event_id, service_date) FROM ("
        f"SELECT event_id, service_date, unnest({theirs}) AS counter_id, len({theirs}) AS leads_to"
        f" FROM main.{relation}) JOIN main.counters USING (counter_id, service_date) WHERE {said}"
        " GROUP BY event_id, service_date, leads_to, service HAVING count(*) = leads_to)"
    )


def _of_day_kind(has_counters: bool, _: str, columns: Collection[str], name: str | None) -> str:
    """Rows of an agency's dates of a kind; of cameras, in a question that has counters too, rows of such dates."""
    said = f"day_kind = {quoted(name)}" if name else "day_kind IS NOT NULL"
    of_camera = "camera_id" in columns and not _is_of_counters(columns)
    key = "service_date" if "agency_id" not in columns or (of_camera and has_counters) else "(agency_id, service_date)"
    return f"{key} {'NOT ' * (name is None)}IN (SELECT {key} FROM main.calendar WHERE {said})"
