"""The cells of a research release, before disclosure control."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

_CELLS = Path(__file__).parent / "release" / "cells.sql"


def known_period(connection: duckdb.DuckDBPyConnection) -> tuple[date, date] | None:
    """The first and the last service date on which a counter was open or served, `None` where there is none."""
    first, last = connection.execute("SELECT min(service_date), max(service_date) FROM counter_days").fetchall()[0]
    return None if first is None else (first, last)


def release_cells(connection: duckdb.DuckDBPyConnection, first: date, last: date, bin_minutes: int) -> pa.Table:
    """Every cell and every total of a period; what the columns mean stands in `sql/release/cells.sql`.

    Raises:
        ValueError: the bins are not whole hours that divide a day.
    """
    if bin_minutes < 60 or bin_minutes % 60 or 1440 % bin_minutes:
        raise ValueError(f"--bin {bin_minutes}: time bins are whole hours that divide a day, such as 60, 120 or 240")
    values = {"from": first, "to": last, "bin": bin_minutes}
    return connection.sql(_CELLS.read_text(encoding="utf-8"), params=values).to_arrow_table()
