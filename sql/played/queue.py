"""A queue that is played: the same parties, taken by as many counters as are open, first come first served."""

import numpy as np
import pyarrow as pa

QUARTER_S = 900.0
"""Counters are open or not by quarters of an hour, as the macro `quarter_pieces` cuts time."""


def played_waits(
    came_s: np.ndarray, took_s: np.ndarray, patience_s: np.ndarray, open_counters: np.ndarray
) -> np.ndarray:
    """How long each party waits, in seconds; infinite for who is never served.

    `came_s`, of (days, parties), is when each came, in seconds after the first quarter begins, in order; a day with
    fewer parties than others ends with NaN. `took_s` is how long each is served, `patience_s` how long it would wait:
    who would wait longer leaves unserved. `open_counters`, of (days, quarters), is how many counters take parties in
    each quarter; after the last one, as many as in it, until nobody waits. A party is taken by the counter that can
    begin first; who is being served when a counter closes is served to the end.
    """
    days, parties = came_s.shape
    begins_from = _open_from(open_counters)
    last, counters = begins_from.shape[1] - 1, begins_from.shape[2]
    free, waits = np.zeros((days, counters)), np.full((days, parties), np.nan)
    day, counter = np.arange(days), np.arange(counters)
    for number in range(parties):
        came = came_s[:, number]
        ready = np.fmax(free, came[:, None])
        quarter = (np.clip(ready, 0, last * QUARTER_S) // QUARTER_S).astype(int)
        begins = np.maximum(ready, begins_from[day[:, None], quarter, counter])
        first = begins.argmin(axis=1)
        waited = begins[day, first] - came
        stays = waited <= patience_s[:, number] + 5e-7
        waits[:, number] = np.where(stays, waited, np.inf)
        free[day[stays], first[stays]] = begins[day, first][stays] + took_s[stays, number]
    return waits


def _open_from(open_counters: np.ndarray) -> np.ndarray:
    """When each counter takes the next party from each quarter on, of (days, quarters + 1, counters)."""
    days, quarters = open_counters.shape
    counters = max(1, open_counters.max(initial=1))
    after = np.where(np.arange(counters) < open_counters[:, -1:], quarters * QUARTER_S, np.inf)
    found = np.empty((days, quarters + 1, counters))
    found[:, quarters] = after
    for quarter in range(quarters - 1, -1, -1):
        is_open = np.arange(counters) < open_counters[:, quarter, None]
        found[:, quarter] = np.where(is_open, quarter * QUARTER_S, found[:, quarter + 1])
    return found


def played_waits_of(
    came_s: pa.ChunkedArray, took_s: pa.ChunkedArray, patience_s: pa.ChunkedArray, open_counters: pa.ChunkedArray
) -> pa.Array:
    """`played_waits` of columns, of which each row is a day and a list."""
    came = came_s.to_pylist()
    # A day that has fewer quarters goes on as in its last one.
    quarters = open_counters.to_pylist()
    most = max(map(len, quarters))
    opened = np.array([day + day[-1:] * (most - len(day)) for day in quarters])
    waits = played_waits(_padded(came), _padded(took_s.to_pylist()), _padded(patience_s.to_pylist()), opened)
    return pa.array([row[: len(day)] for row, day in zip(waits.tolist(), came, strict=True)], pa.list_(pa.float64()))


def _padded(days: list[list[float]]) -> np.ndarray:
    found = np.full((len(days), max(map(len, days))), np.nan)
    for row, day in zip(found, days, strict=True):
        row[: len(day)] = day
    return found
