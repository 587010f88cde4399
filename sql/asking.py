"""Asking a shipped question."""

from difflib import get_close_matches
from pathlib import Path

import duckdb
import pyarrow as pa

from sql.answers import kept_answer
from sql.connection import Zone, create_all
from sql.index import attached
from sql.parameter import QuestionError, Value
from sql.question import Question, find_question
from sql.view import sources
from transforms.warehouse.mirror import folder_of


def ask(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str,
    /,
    zone: Zone | None = None,
    as_of: int | None = None,
    first: int | None = None,
    **parameters: object,
) -> pa.Table:
    """The answer to a shipped question.

    `source` is a connection from `connect`, or a warehouse (a folder or gs://…), opened with `zone`, as of a run.
    `first` gives no more than so many rows, which of millions takes much less time. Parameters are Python values
    or text; a trailing underscore is dropped, so `from_` is Python's way of writing `from`. Columns named `…_local` are
    wall-clock times of the site; numbers carry their unit in the name (`_s`, `_minutes`, `_hours`, `_share` for 0..1).

    Raises:
        QuestionError: the question, a parameter or a value is unknown, or `first` is no number of rows.
        NotADirectoryError: there is no such warehouse.
    """
    chosen = find_question(question)
    values = bind(chosen, parameters)
    if first is not None and first < 1:
        raise QuestionError(f"first: {first!r} is no number of rows, 1 or more")
    if isinstance(source, duckdb.DuckDBPyConnection):
        return _answer(source, chosen, values, first)
    warehouse = folder_of(source)
    with duckdb.connect() as connection:
        wanted = sources(chosen.sql) | {"runs"}
        index = attached(connection, warehouse, wanted=wanted) if as_of is None else None
        create_all(connection, warehouse, zone, chosen.sql, as_of, index=index)
        return _answer(connection, chosen, values, first)


def _answer(
    connection: duckdb.DuckDBPyConnection, question: Question, values: dict[str, Value], first: int | None
) -> pa.Table:
    kept = kept_answer(connection, question, values)
    if kept is not None:
        return (kept if first is None else kept.limit(first)).to_arrow_table()
    # Within the statement, so that not all rows are put in order.
    limit = "" if first is None else f"\nLIMIT {first}"
    return connection.sql(question.sql + limit, params=values).to_arrow_table()


def bind(question: Question, given: dict[str, object]) -> dict[str, Value]:
    """The values of all the question's parameters, defaults included.

    Raises:
        QuestionError: a parameter is not the question's, or its value is not valid.
    """
    given = {name.rstrip("_"): value for name, value in given.items()}
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given.keys() - known.keys():
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}"
        raise QuestionError(f"question {question.name} has no parameter {name!r}; {hint}")
    return {name: parameter.read(given.get(name)) for name, parameter in known.items()}
