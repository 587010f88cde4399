"""What DuckDB calls to play a queue."""

from contextlib import suppress

import duckdb

from pantau.sql.played.patience import patience_of
from pantau.sql.played.queue import played_waits_of

FUNCTIONS = {
    "played_waits": (played_waits_of, ["DOUBLE[]", "DOUBLE[]", "DOUBLE[]", "BIGINT[]"]),
    "patience": (patience_of, ["DOUBLE[]", "BOOLEAN[]", "BOOLEAN[]", "DOUBLE[]"]),
}
"""By name: the function over Arrow columns, and the types of its parameters. A row's values are lists."""


def add_played_queue(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the functions in a connection."""
    for name, (function, parameters) in FUNCTIONS.items():
        with suppress(duckdb.NotImplementedException):  # it is there already
            connection.create_function(name, function, parameters, "DOUBLE[]", type="arrow")
