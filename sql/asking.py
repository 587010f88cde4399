"""Asking a shipped question."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from pantau.sql.connection import Zone, create_all
from pantau.sql.index.index_file import attached
from pantau.sql.index.kept_answers import kept_answer
from pantau.sql.known_names import check_names, tables_of_names
from pantau.sql.listing import LISTS, MOST_ROWS, by_dates, count_rows
from pantau.sql.parameter import QuestionError, Value
from pantau.sql.question import Question, find_question, questions
from pantau.sql.view import relations_named, sources
from pantau.transforms.storage.looks import one_look
from pantau.transforms.tables.visible_files import warehouse_at


def ask(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str | Question,
    /,
    zone: Zone | None = None,
    as_of: int | None = None,
    first: int | None = None,
    **parameters: object,
) -> pa.Table:
    """The answer to a shipped question, or to one of `read_file`.

    `source` is a connection from `connect`, or a warehouse (a folder or gs://…), opened with `zone`, as of a run.
    `first` gives no more than so many rows, which of millions takes much less time. Parameters are Python values
    or text; a trailing underscore is dropped, so `from_` is Python's way of writing `from`. Columns named `…_local` are
    wall-clock times of the site; numbers carry their unit in the name (`_s`, `_minutes`, `_hours`, `_share` for 0..1).

    Raises:
        QuestionError: the question, a parameter or a value is unknown (also an agency, counter or camera that the
            warehouse knows of no date), a parameter is given twice, `to` lies before `from`, or `first` is no number.
        NotADirectoryError: there is no such warehouse.
    """
    chosen = find_question(question)
    values = bind(chosen, parameters)
    if first is not None:
        _check_first(first)
    with opened(source, question, zone, as_of, parameters) as connection:
        check_names(connection, chosen, values)
        return _answer(connection, chosen, values) if first is None else _first(connection, chosen, values, first)


def ask_in_portions(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str | Question,
    /,
    zone: Zone | None = None,
    as_of: int | None = None,
    **parameters: object,
) -> Iterator[pa.Table]:
    """The answer to a shipped question, portion by portion, so that of a list no more than one need be in memory.

    The portions one after the other are what `ask` gives; there is at least one. Raises as `ask`, with the first one.
    """
    chosen = find_question(question)
    values = bind(chosen, parameters)
    with opened(source, question, zone, as_of, parameters) as connection:
        check_names(connection, chosen, values)
        if chosen.name in LISTS:
            yield from by_dates(connection, chosen, values, MOST_ROWS)
        else:
            yield _answer(connection, chosen, values)


def ask_page(
    connection: duckdb.DuckDBPyConnection, question: str | Question, rows: int, /, **parameters: object
) -> tuple[pa.Table, Callable[[], int]]:
    """The first rows of an answer, no more than so many, and what counts all, which of a list takes longer.

    Raises as `ask`.
    """
    chosen = find_question(question)
    values = bind(chosen, parameters)
    _check_first(rows)
    check_names(connection, chosen, values)
    if chosen.name in LISTS:
        return _first(connection, chosen, values, rows), partial(count_rows, connection, chosen, values)
    answer = _answer(connection, chosen, values)
    return answer.slice(0, rows), partial(len, answer)


@contextmanager
def opened(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str | Question,
    zone: Zone | None = None,
    as_of: int | None = None,
    given: Iterable[str] = (),
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection, of a warehouse one with all that a question with the parameters `given` selects from.

    Raises as `ask`.
    """
    names = tables_of_names(name.rstrip("_") for name in given)
    text = "\n".join([named_by(find_question(question)), *(f"FROM {table}" for table in sorted(names))])
    if isinstance(source, duckdb.DuckDBPyConnection):
        yield source
        return
    with duckdb.connect() as connection:
        with one_look():
            warehouse = warehouse_at(source)
            index = attached(connection, warehouse, wanted=sources(text) | {"runs"}) if as_of is None else None
            create_all(connection, warehouse, zone, text, as_of, index=index)
        yield connection


def named_by(question: Question) -> str:
    """A statement with a question's sources, written as shipped ones are; others are parsed first, which takes long."""
    if question in questions():
        return question.sql
    return " ".join(f"FROM {name}" for name in sorted(relations_named(question.sql)))


def _answer(connection: duckdb.DuckDBPyConnection, question: Question, values: dict[str, Value]) -> pa.Table:
    kept = kept_answer(connection, question, values)
    return answered(connection, question, question.sql, values) if kept is None else kept.to_arrow_table()


def answered(
    connection: duckdb.DuckDBPyConnection, question: Question, statement: str, values: Mapping[str, Value]
) -> pa.Table:
    """The rows of a statement made of a question, with plain numbers: of `1.5` and `sum(whole)` DuckDB makes decimals.

    Raises QuestionError where DuckDB cannot do what it says.
    """
    try:
        found = connection.sql(statement, params=dict(values)).to_arrow_table()
    except duckdb.Error as error:
        raise QuestionError(f"question {question.name}: {error}") from error
    for number, field in enumerate(found.schema):
        if pa.types.is_decimal(field.type):
            found = found.set_column(number, field.name, _plain_numbers(found.column(number)))
    return found


def _plain_numbers(decimals: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers where decimals have no places and are not too large, else floating-point ones."""
    try:
        return decimals.cast(pa.float64() if decimals.type.scale else pa.int64())
    except pa.ArrowInvalid:
        return decimals.cast(pa.float64())


def _first(connection: duckdb.DuckDBPyConnection, question: Question, values: dict[str, Value], rows: int) -> pa.Table:
    if question.name in LISTS:
        found = []
        for portion in by_dates(connection, question, values, most_rows=None):
            found.append(portion)
            if sum(map(len, found)) >= rows:
                break
        return pa.concat_tables(found).slice(0, rows)
    kept = kept_answer(connection, question, values)
    if kept is not None:
        return kept.limit(rows).to_arrow_table()
    # Within the statement, so that not all rows are put in order.
    return answered(connection, question, f"{question.sql}\nLIMIT {rows}", values)


def _check_first(rows: int) -> None:
    if rows < 1:
        raise QuestionError(f"first: {rows!r} is no number of rows, 1 or more")


def bind(question: Question, given: dict[str, object]) -> dict[str, Value]:
    """The values of all the question's parameters, defaults included.

    Raises:
        QuestionError: a parameter is not the question's or given twice, a value is not valid, or `to` is before `from`.
    """
    names = [name.rstrip("_") for name in given]
    for name in names:
        if names.count(name) > 1:
            raise QuestionError(f"question {question.name}: parameter {name} is given twice; name it once")
    given = dict(zip(names, given.values(), strict=True))
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given.keys() - known.keys():
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}"
        raise QuestionError(f"question {question.name} has no parameter {name!r}; {hint}")
    values = {name: parameter.read(given.get(name)) for name, parameter in known.items()}
    first, last = values.get("from"), values.get("to")
    if first is not None and last is not None and last < first:
        raise QuestionError(f"question {question.name}: to {last} lies before from {first}; exchange them")
    return values
