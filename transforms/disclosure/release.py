"""The tables of a release: what the plan publishes, in allow-listed columns and rounded; and the log of the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pantau.schemas.release import ALL, DIMENSIONS, RELEASE_COLUMNS, RELEASE_SCHEMA
from pantau.transforms.disclosure.cells import Cell, Key, Rule
from pantau.transforms.disclosure.shares import with_share
from pantau.transforms.disclosure.suppression import Reason

Row = Mapping[str, Any]

DURATION_STEP_S = 10
"""Quantiles are rounded to this, so that none is the exact time of one visit."""

QUANTILES = (
    ("median_service_s", 2, "seen_whole"),
    ("p90_service_s", 10, "seen_whole"),
    ("median_waiting_s", 2, "waiting_known"),
    ("p90_waiting_s", 10, "waiting_known"),
)
"""A quantile, how many times the rule's visits it takes for that many to lie beyond it, and which visits it is of."""

SHARES = (("censored_share", "censored"), ("waiting_known_share", "waiting_known"))
"""A share of visits, and which visits of a counter it counts."""


def key_of(row: Row) -> Key:
    """The cell that a row is about."""
    return tuple(row[name] for name in DIMENSIONS)


def cells_of(rows: Iterable[Row], part: str = "visits") -> dict[Key, Cell]:
    """What is behind each row of `sql.releasing.release_cells`: its visits, or the part of them that is named."""
    return {key_of(row): Cell({one["counter_id"]: one[part] for one in row["by_counter"]}) for row in rows}


def release_table(rows: Iterable[Row], plan: Mapping[Key, Reason | None], rule: Rule) -> pa.Table:
    """The release: the planned rows, those withheld without a number, in the order of their keys.

    Shares are rounded to 0.01, hours to 0.1, durations to `DURATION_STEP_S`. A median needs twice the rule's visits, a
    P90 ten times, so that enough visits lie on either side, and no counter may have more than half of them, or the
    quantile would be that counter's own. Observed hours and the staffed share stand in innermost cells only: with
    totals of them, those of withheld cells could be subtracted.
    """
    rows = sorted((row for row in rows if key_of(row) in plan), key=key_of)
    visits = cells_of(rows)
    shares = {name: with_share(plan, visits, cells_of(rows, part), rule) for name, part in SHARES}
    released = []
    for row in rows:
        key = key_of(row)
        withheld = plan[key] is not None
        values = dict.fromkeys((column.name for column in RELEASE_COLUMNS), None)
        values |= {name: row[name] for name in DIMENSIONS} | {"suppressed": withheld}
        if not withheld:
            values["visits"] = row["visits"]
            values |= {name: _rounded(row[name], 2) for name, cells in shares.items() if key in cells}
            values |= _quantiles(row, rule) | _presence(row, rule)
        released.append(values)
    return pa.Table.from_pylist(released, schema=RELEASE_SCHEMA)


def suppression_log(plan: Mapping[Key, Reason | None]) -> pa.Table:
    """The withheld cells with the reason, for the office: whoever has it can narrow down what was withheld."""
    rows = [
        {**dict(zip(DIMENSIONS, key, strict=True)), "reason": str(reason)}
        for key, reason in sorted(plan.items())
        if reason
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in (*DIMENSIONS, "reason")]))


def _quantiles(row: Row, rule: Rule) -> dict[str, float]:
    found = {}
    for name, times, part in QUANTILES:
        behind = [one[part] for one in row["by_counter"] if one[part]]
        if sum(behind) >= times * rule.visits and len(behind) >= rule.counters and 2 * max(behind) <= sum(behind):
            found[name] = float(DURATION_STEP_S * round(row[name] / DURATION_STEP_S))
    return found


def _presence(row: Row, rule: Rule) -> dict[str, float]:
    """Hours, and the share with an officer: neither the time with one nor that without may be that of one counter."""
    observed = [one["observed_s"] for one in row["by_counter"] if one["observed_s"] > 0]
    if ALL in key_of(row) or not _is_of_many(observed, rule):
        return {}
    found = {"observed_hours": _rounded(row["observed_hours"], 1)}
    share = _rounded(row["staffed_share"], 2)
    staffed = [one["staffed_s"] for one in row["by_counter"]]
    unstaffed = [one["observed_s"] - one["staffed_s"] for one in row["by_counter"]]
    # That there always was an officer says nothing against any of them; that there never was one would.
    if _is_of_many(staffed, rule) and (share == 1 or _is_of_many(unstaffed, rule)):
        found["staffed_share"] = share
    return found


def _is_of_many(amounts: Iterable[float], rule: Rule) -> bool:
    amounts = [amount for amount in amounts if amount > 0]
    return len(amounts) >= rule.counters and not rule.is_dominated(amounts)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
