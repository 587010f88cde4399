"""A warehouse measured against known truth."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pantau.schemas.tables import TABLES
from pantau.sql.connection import create_macros
from pantau.sql.parameter import QuestionError
from pantau.sql.warehouse import create_tables

HERE = Path(__file__).parent
_STEPS = ("events", "matches", "shared_time")
_COMPARED = ("service_time", "waiting_visits", "staff_presence", "anomalies", "coverage")
_RESULTS = ("found", "errors", "outcomes", "presence", "agreement", "summary")
"""The last draws on those before it."""


def evaluate(truth: str | Path, warehouse: str | Path, iou: float = 0.5) -> dict[str, pa.Table]:
    """How far a warehouse is from the truth: tables `found`, `errors`, `outcomes`, `presence` and `agreement`,
    each with totals, and `summary` of one row.

    `truth` is a folder with the tables of a warehouse in the same layout. Only the truth's service dates count. Events
    match one to one, best overlap first, at a temporal intersection over union of at least `iou`. What each column
    means is said in the first comment of the file `sql/evaluate/NAME.sql`.

    Raises:
        NotADirectoryError: one of the folders does not exist.
        QuestionError: `iou` is not above 0 and at most 1.
        ValueError: there is no truth in the folder.
    """
    _check(iou)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        create_tables(connection, truth, "truth", _COMPARED)
        create_tables(connection, warehouse, "found", (*_COMPARED, "recordings"))
        create_macros(connection)
        _compare(connection, iou)
        if not connection.execute("SELECT count(*) FROM events WHERE side = 'truth'").fetchall()[0][0]:
            raise ValueError(f"there is no service, waiting, presence or anomaly in the truth folder {truth}")
        for result in _RESULTS:
            connection.execute(f"CREATE TEMP TABLE {result} AS {_read(result)}")
        return {name: connection.table(name).to_arrow_table() for name in _RESULTS}


def evaluate_tables(
    truth: Mapping[str, pa.Table], found: Mapping[str, pa.Table], iou: float = 0.5
) -> dict[str, pa.Table]:
    """Event by event what `evaluate` sums up, of tables in memory by their names; those left out have no rows.

    `events` are all of both sides, `matches` the pairs of their ids, `shared_time` the seconds of each counter by true
    and by found state.

    Raises:
        QuestionError: `iou` is not above 0 and at most 1.
    """
    _check(iou)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for side, tables in (("truth", truth), ("found", found)):
            connection.execute(f"CREATE SCHEMA {side}")
            for name in (*_COMPARED, "recordings"):
                connection.register("given", tables.get(name, TABLES[name].schema.empty_table()))
                connection.execute(f"CREATE TABLE {side}.{name} AS SELECT * FROM given")
        create_macros(connection)
        _compare(connection, iou)
        return {name: connection.table(name).to_arrow_table() for name in _STEPS}


def _check(iou: float) -> None:
    if not 0 < iou <= 1:
        raise QuestionError(f"parameter iou: {iou!r} is not a number above 0 and at most 1")


def _compare(connection: duckdb.DuckDBPyConnection, iou: float) -> None:
    for step in _STEPS:
        values = {"iou": float(iou)} if step == "matches" else {}
        connection.execute(f"CREATE TEMP TABLE {step} AS {_read(step)}", values)


def _read(name: str) -> str:
    return (HERE / "evaluate" / f"{name}.sql").read_text(encoding="utf-8")
