"""Answers of shipped questions that the index keeps: those that have to go through every row of every date."""

from collections.abc import Mapping

import duckdb

from pantau.sql.index.changed_files import Days, among
from pantau.sql.index.index_file import ANSWERED, ANSWERED_BY_DATE, DATABASE, Index
from pantau.sql.listing import order_of
from pantau.sql.parameter import Value
from pantau.sql.question import Question, find_question

SCHEMA = "answered"
"""Where a connection has the answers that still hold; a question whose tables have changed since has none there."""

MOST_DAYS = 31
"""With more changed dates than this an answer is worked out anew."""


def offer_answers(connection: duckdb.DuckDBPyConnection, index: Index) -> None:
    """Puts the answers that rest on no table that has changed where `kept_answer` finds them."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    tables = f"SELECT table_name FROM duckdb_tables() WHERE database_name = '{DATABASE}'"
    there = {name for (name,) in connection.execute(tables).fetchall()}
    for name in ANSWERED:
        text = find_question(name).sql
        if f"answer_{name}" in there and index.knows(text) and not index.days_of(text):
            connection.execute(f"CREATE OR REPLACE VIEW {SCHEMA}.{name} AS SELECT * FROM {DATABASE}.answer_{name}")


def kept_answer(
    connection: duckdb.DuckDBPyConnection, question: Question, values: Mapping[str, Value]
) -> duckdb.DuckDBPyRelation | None:
    """The answer from the index, if it is for the defaults (of a question by date, for any period) and still holds."""
    if question.name not in ANSWERED:
        return None
    dated = question.name in ANSWERED_BY_DATE
    asked = {parameter.name for parameter in question.parameters if values[parameter.name] != parameter.read(None)}
    if asked - ({"from", "to"} if dated else set()):
        return None
    there = "SELECT count(*) FROM duckdb_views() WHERE schema_name = ? AND view_name = ?"
    if not connection.execute(there, [SCHEMA, question.name]).fetchall()[0][0]:
        return None
    period = {name: values[name] for name in ("from", "to")} if dated else {}
    where = " WHERE in_period(service_date, $from, $to)" if dated else ""
    return connection.sql(f"SELECT * FROM {SCHEMA}.{question.name}{where} {order_of(question)}", params=period)


def keep_answers(connection: duckdb.DuckDBPyConnection, changed: Mapping[str, Days] | None = None) -> None:
    """Works the answers out into the index, from what the connection shows; if given, those whose dates `changed`."""
    for question in map(find_question, ANSWERED):
        values = {parameter.name: parameter.read(None) for parameter in question.parameters}
        name = f"{DATABASE}.answer_{question.name}"
        days = None if changed is None else changed[question.name]
        if days is None or len(days) > MOST_DAYS or (days and question.name not in ANSWERED_BY_DATE):
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS {question.sql}", values)
        elif days:
            connection.execute(f"DELETE FROM {name} WHERE {among(days)}")
            for day in days:
                connection.execute(f"INSERT INTO {name} {question.sql}", values | {"from": day, "to": day})
