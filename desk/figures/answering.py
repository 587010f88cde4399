"""A connection for one page, on which no more is in place than the page asks for."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb

from pantau.sql import find_question
from pantau.sql.connection import create_all
from pantau.sql.index.index_file import attached
from pantau.sql.view import sources
from pantau.transforms.tables.visible_files import warehouse_at

Row = dict[str, object]


@contextmanager
def answering(
    warehouse: str, questions: Iterable[str] = (), relations: Iterable[str] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which these shipped questions can be asked, and these views and tables selected from.

    Each page opens its own: what it shows is of one run, the newest, and no file stays open that a run replaces.

    Raises:
        NotADirectoryError: there is no such warehouse.
    """
    statement = "\n".join([*(find_question(name).sql for name in questions), *(f"FROM {name}" for name in relations)])
    place = warehouse_at(warehouse)
    with duckdb.connect() as connection:
        index = attached(connection, place, wanted=sources(statement) | {"runs"})
        create_all(connection, place, None, statement, index=index)
        yield connection


def rows_of_day(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    day: date,
    columns: Sequence[str],
    counters: Sequence[str] | None = None,
) -> list[Row]:
    """Columns of the rows of a view or table on a service date, in order of time; of some counters, if they are given.

    The shipped questions write wall-clock times, of which one may come twice; a bar that plays its footage needs the
    instant, which the views have.
    """
    values: dict[str, object] = {"day": day}
    where = "service_date = $day"
    if counters is not None:
        values["counters"] = list(counters)
        several = "list_has_any(counter_ids, $counters) OR " if "counter_ids" in columns else ""
        where += f" AND ({several}list_contains($counters, counter_id))"
    statement = f"SELECT {', '.join(columns)} FROM {relation} WHERE {where} ORDER BY started_at, ended_at"
    return connection.sql(statement, params=values).to_arrow_table().to_pylist()
