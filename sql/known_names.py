"""Whether what a question is asked about exists: a wrong name is an error that lists those there are."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import duckdb
import pyarrow as pa

from pantau.sql.parameter import QuestionError, Value
from pantau.sql.question import Question
from pantau.sql.view import sources

NAMED: Mapping[str, Mapping[str, str]] = {
    "agency": {
        name: "agency_id" for name in ("coverage", "staff_presence", "service_time", "waiting_visits", "anomalies")
    },
    "counter": {
        "staff_presence": "counter_id",
        "service_time": "counter_id",
        "waiting_visits": "unnest(counter_ids)",
        "anomalies": "counter_id",
    },
    "camera": {name: "camera_id" for name in ("coverage", "recordings", "staff_presence", "rejects", "anomalies")},
    "event": {name: "event_id" for name in ("anomalies", "service_time", "waiting_visits", "staff_presence")},
}
"""Parameters that name something of the warehouse: in which tables it stands, and as what, the smallest first."""

HISTORY = "restated_events"

MOST_LISTED = 30
"""So many names are listed; more fill the screen and are no help."""


def tables_of_names(parameters: Iterable[str]) -> set[str]:
    """The tables in which the names given to some parameters are looked up."""
    return {table for parameter in parameters for table in NAMED.get(parameter, ())}


def check_names(connection: duckdb.DuckDBPyConnection, question: Question, values: Mapping[str, Value]) -> None:
    """Sees that the agency, counter, camera, event or run asked for is known of any date.

    Raises:
        QuestionError: it is not; the message names those that are, and the most similar ones first.
    """
    for name, value in values.items():
        if value is None:
            continue
        if name in NAMED:
            columns = _columns(question, name)
            for one in str(value).split(","):
                if not any(_stands_in(connection, table, column, one) for table, column in columns.items()):
                    raise QuestionError(f"parameter {name}: {_refusal(connection, name, one, columns)}")
        elif name == "run" and not _stands_in(connection, "committed_runs", "run", value):
            raise QuestionError(f"parameter run: there is no run {value:g}; run_list lists those that there are")


CALLED = {
    "agency": ("agencies", "agency_id", "agency_name"),
    "counter": ("counters", "counter_id", "counter_name"),
    "camera": ("cameras", "camera_id", "purpose"),
}
"""What a parameter may name: in which view the site files call it what."""


def known_values(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """What may be asked for as `agency`, `counter` or `camera`: each value, and what it was called last, if known.

    Raises:
        QuestionError: another parameter.
    """
    if name not in CALLED:
        raise QuestionError(f"--values {name!r}: values are listed of {', '.join(CALLED)}")
    view, key, called = CALLED[name]
    return connection.sql(
        f"WITH known AS ({_names(NAMED[name])}), "
        f"called AS (SELECT {key} AS name, arg_max({called}, service_date) AS called FROM {view} GROUP BY {key}) "
        f"SELECT name AS {name}, called FROM known LEFT JOIN called USING (name) WHERE name IS NOT NULL ORDER BY name"
    ).to_arrow_table()


def _names(columns: Mapping[str, str]) -> str:
    return " UNION ".join(f"SELECT {column} AS name FROM {table}" for table, column in columns.items())


def _columns(question: Question, name: str) -> dict[str, str]:
    """Where to look a name up; what a later run removed still stands among the events that were restated."""
    history = {HISTORY: f"{name}_id"} if name != "camera" and HISTORY in sources(question.sql) else {}
    return {**NAMED[name], **history}


def _stands_in(connection: duckdb.DuckDBPyConnection, table: str, column: str, value: Value) -> bool:
    found = f"SELECT 1 FROM (SELECT {column} AS name FROM {table}) WHERE name = ? LIMIT 1"
    return bool(connection.execute(found, [value]).fetchall())


def _refusal(connection: duckdb.DuckDBPyConnection, name: str, value: Value, columns: Mapping[str, str]) -> str:
    if name == "event":
        return f"no event {value!r} is in this warehouse; anomaly_list and session_list have those of a period"
    rows = connection.execute(f"SELECT name FROM ({_names(columns)}) WHERE name IS NOT NULL ORDER BY name").fetchall()
    known = [one for (one,) in rows]
    if not known:
        return f"no {name} {value!r} is in this warehouse, which knows none yet; run `pantau nightly` first"
    folded = {one.casefold(): one for one in known}
    close = [folded[one] for one in get_close_matches(str(value).casefold(), folded, n=3, cutoff=0.5)]
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    more = f" and {len(known) - MOST_LISTED} more" if len(known) > MOST_LISTED else ""
    return f"no {name} {value!r} is in this warehouse; {hint}there are {', '.join(known[:MOST_LISTED])}{more}"
