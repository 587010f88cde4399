"""A warehouse measured against known truth."""

from pathlib import Path

import duckdb
import pyarrow as pa

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
    if not 0 < iou <= 1:
        raise QuestionError(f"parameter iou: {iou!r} is not a number above 0 and at most 1")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        create_tables(connection, truth, "truth", _COMPARED)
        create_tables(connection, warehouse, "found", (*_COMPARED, "recordings"))
        create_macros(connection)
        for step in _STEPS:
            values = {"iou": float(iou)} if step == "matches" else {}
            connection.execute(f"CREATE TEMP TABLE {step} AS {_read(step)}", values)
        if not connection.execute("SELECT count(*) FROM events WHERE side = 'truth'").fetchall()[0][0]:
            raise ValueError(f"there is no service, waiting, presence or anomaly in the truth folder {truth}")
        for result in _RESULTS:
            connection.execute(f"CREATE TEMP TABLE {result} AS {_read(result)}")
        return {name: connection.table(name).to_arrow_table() for name in _RESULTS}


def _read(name: str) -> str:
    return (HERE / "evaluate" / f"{name}.sql").read_text(encoding="utf-8")
