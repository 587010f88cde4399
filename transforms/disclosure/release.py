"""The tables of a release: what the plan publishes, in allow-listed columns and rounded; and the log of the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pantau.schemas.release import ALL, DIMENSIONS, RELEASE_COLUMNS, RELEASE_SCHEMA
from pantau.transforms.disclosure.cells import Cell, Key, Rule
from pantau.transforms.disclosure.suppression import Reason

Row = Mapping[str, Any]

DURATION_STEP_S = 10
"""Quantiles are rounded to this, so that none is the exact time of one visit."""

QUANTILES = (
    ("median_service_s", 2, "seen_whole", "seen_whole_counters"),
    ("p90_service_s", 10, "seen_whole", "seen_whole_counters"),
    ("median_waiting_s", 2, "waiting_known", "waiting_known_counters"),
    ("p90_waiting_s", 10, "waiting_known", "waiting_known_counters"),
)
"""A quantile, how many times the rule's visits it takes for that many to lie beyond it, its visits and its counters."""


def key_of(row: Row) -> Key:
    """The cell that a row is about."""
    return tuple(row[name] for name in DIMENSIONS)


def cells_of(rows: Iterable[Row]) -> dict[Key, Cell]:
    """What is behind each row of `sql.releasing.release_cells`."""
    return {key_of(row): Cell(row["visits"], frozenset(row["counters"])) for row in rows}


def release_table(rows: Iterable[Row], plan: Mapping[Key, Reason | None], rule: Rule) -> pa.Table:
    """The release: the planned rows, those withheld without a number, in the order of their keys.

    Shares are rounded to 0.01, hours to 0.1, durations to `DURATION_STEP_S`. A median needs twice the rule's visits, a
    P90 ten times, so that enough visits lie on either side. Observed hours and the staffed share stand in innermost
    cells only: with totals of them, those of withheld cells could be subtracted.
    """
    released = []
    for row in sorted((row for row in rows if key_of(row) in plan), key=key_of):
        withheld = plan[key_of(row)] is not None
        values = dict.fromkeys((column.name for column in RELEASE_COLUMNS), None)
        values |= {name: row[name] for name in DIMENSIONS} | {"suppressed": withheld}
        released.append(values if withheld else values | _numbers(row, rule))
    return pa.Table.from_pylist(released, schema=RELEASE_SCHEMA)


def suppression_log(plan: Mapping[Key, Reason | None]) -> pa.Table:
    """The withheld cells with the reason, for the office: whoever has it can narrow down what was withheld."""
    rows = [
        {**dict(zip(DIMENSIONS, key, strict=True)), "reason": str(reason)}
        for key, reason in sorted(plan.items())
        if reason
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in (*DIMENSIONS, "reason")]))


def _numbers(row: Row, rule: Rule) -> dict[str, Any]:
    numbers = {
        "visits": row["visits"],
        "censored_share": _rounded(row["censored_share"], 2),
        "waiting_known_share": _rounded(row["waiting_known_share"], 2),
    }
    for name, times, visits, counters in QUANTILES:
        if row[visits] >= times * rule.visits and row[counters] >= rule.counters:
            numbers[name] = float(DURATION_STEP_S * round(row[name] / DURATION_STEP_S))
    if ALL not in key_of(row) and row["observed_counters"] >= rule.counters:
        numbers |= {
            "observed_hours": _rounded(row["observed_hours"], 1),
            "staffed_share": _rounded(row["staffed_share"], 2),
        }
    return numbers


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
