"""Lists: answers of a row for each event, which grow by as much every night; they are given by stretches of dates."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import duckdb
import pyarrow as pa

from pantau.sql.parameter import Value
from pantau.sql.question import Question

LISTS = {
    "coverage_timeline": "coverage",
    "events_around": "coverage",
    "order_of_events": "candidates",
    "presence_timeline": "presence",
    "session_list": "services",
}
"""Questions in the order of dates, each date's rows resting on that date alone, and the view that has their dates."""

MOST_ROWS = 250_000
"""A stretch is as many dates as this many rows take, going by the stretch before: some 100 MB."""


def by_dates(
    connection: duckdb.DuckDBPyConnection, question: Question, values: Mapping[str, Value], most_rows: int | None
) -> Iterator[pa.Table]:
    """The answer to a list, one stretch of dates after the other; at least one, which may have no rows.

    Stretches grow fourfold from one date, and with `most_rows` no longer once they have so many rows.
    """
    day, last = connection.execute(
        f"SELECT min(service_date), max(service_date) FROM {LISTS[question.name]} "
        "WHERE in_period(service_date, $from, $to)",
        {name: values[name] for name in ("from", "to")},
    ).fetchall()[0]
    if day is None:
        yield connection.sql(question.sql, params=dict(values)).to_arrow_table()
        return
    days = 1
    while True:
        until = day + timedelta(days=min(days - 1, (last - day).days))
        rows = connection.sql(question.sql, params={**values, "from": day, "to": until}).to_arrow_table()
        yield rows
        if until == last:
            return
        day = until + timedelta(days=1)
        if most_rows is None or not len(rows):
            days *= 4
        else:
            days = max(1, min(days * 4, days * most_rows // len(rows)))


def count_rows(connection: duckdb.DuckDBPyConnection, question: Question, values: Mapping[str, Value]) -> int:
    """How many rows the answer has; takes a fraction of the time of the answer, as nothing is put in order."""
    unordered = question.sql.removesuffix(order_of(question))
    return connection.execute(f"SELECT count(*) FROM ({unordered})", values).fetchall()[0][0]


def order_of(question: Question) -> str:
    """The order of a question's rows, as SQL; empty if it has none."""
    found = re.search(r"^ORDER BY .*\Z", question.sql, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""
