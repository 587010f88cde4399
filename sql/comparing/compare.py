"""A question asked of two groups: how they differ, with an interval, and whether chance alone would do it."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from pantau.sql.asking import bind, opened
from pantau.sql.comparing.chance import (
    LEVEL,
    GroupDays,
    by_day,
    chance,
    interval,
    log_rank_scores,
    medians_of,
    resampled,
    share_scores,
)
from pantau.sql.comparing.measures import MEASURES, SELECTED, Measure
from pantau.sql.comparing.survival import Floats
from pantau.sql.known_names import check_names
from pantau.sql.parameter import QuestionError, Value
from pantau.sql.question import Question, find_question

ANSWER = pa.schema(
    [
        ("measure", pa.string()),
        ("value_unit", pa.string()),
        *((name, pa.float64()) for name in ("this_value", "other_value", "difference")),
        *((name, pa.float64()) for name in ("difference_lo", "difference_hi")),
        *((name, pa.int64()) for name in ("this_counted", "other_counted", "this_days", "other_days")),
        ("p_value", pa.float64()),
        ("test", pa.string()),
        ("verdict", pa.string()),
    ]
)

COMPARED = Question(
    "compare",
    "How two groups differ, and whether chance alone would do it",
    "Beda dua kelompok, dan apakah mungkin hanya kebetulan",
    "one row per measure",
    (),
    """
-- difference is other less this. Of durations (waiting, service) the values are Kaplan-Meier medians: who gave
-- up, was lost or cut counts as lasting longer; whose start was not seen is left out. p_value says how often
-- chance alone parts the two as far (log-rank test of durations, difference of shares): whole days change
-- groups at random, or places where both groups have the date, since what comes on one day hangs together.
-- difference_lo to difference_hi holds the difference with 95 % confidence, from days drawn again. They differ
-- where p_value is below 0.05; of twenty comparisons without any difference one does so too. It cannot be told
-- where there are too few days for that. Who left a queue that leads to several counters is of none of them.
-- Groups with another observer, or of which less is recorded, are not alike; versions and coverage_by_day say
-- so.
""",
)
"""As what a comparison is shown: its titles, and what a reader must know."""

DAY_KIND = "ordinary"
"""What is compared with another kind of day where nothing else is said."""


def compare(
    source: duckdb.DuckDBPyConnection | str | Path,
    question: str,
    other: Mapping[str, object],
    /,
    as_of: int | None = None,
    **parameters: object,
) -> pa.Table:
    """How the group of a question's `parameters` differs from the one in which those of `other` are another.

    Both may be chosen by `SELECTED`. A row for each measure that goes with the question; `value_unit` is s or share.

    Raises:
        QuestionError: the question has no measure, a parameter is unknown, or the two groups overlap.
        NotADirectoryError: there is no such warehouse.
    """
    name = find_question(question).name
    if name not in MEASURES:
        raise QuestionError(f"question {name} is not compared; these are: {', '.join(MEASURES)}")
    if not other:
        raise QuestionError("nothing to compare with: name at least one parameter of the other group, as counter=L2")
    given = {key.rstrip("_"): value for key, value in parameters.items()}
    if "day_kind" in other:
        given = {"day_kind": DAY_KIND, **given}
    text = "\n".join(f"SELECT * FROM {measure.view}" for measure in MEASURES[name])
    asked = Question(name, "", "", "", tuple(SELECTED.values()), f"{text}, counters, calendar".replace("\n", " UNION "))
    groups = [bind(asked, given), bind(asked, {**given, **other})]
    with opened(source, asked, None, as_of, {**given, **other}) as connection:
        for values in groups:
            check_names(connection, asked, values)
        rows = [_compared(connection, measure, groups) for measure in MEASURES[name]]
    return pa.Table.from_pylist(rows, schema=ANSWER)


def _compared(connection: duckdb.DuckDBPyConnection, measure: Measure, groups: list[dict[str, Value]]) -> dict:
    _refuse_overlap(connection, measure, groups)
    found = [connection.sql(measure.rows, params=values).to_arrow_table() for values in groups]
    rows = pa.concat_tables(found)
    group = np.repeat((0, 1), [len(one) for one in found])
    dates, date = np.unique(rows.column("service_date").to_numpy(), return_inverse=True)
    row = {
        "measure": measure.name,
        "value_unit": measure.unit,
        "test": "log-rank" if measure.lasted_s else "permutation",
    }
    row |= {f"{which}_counted": len(one) for which, one in zip(("this", "other"), found, strict=True)}
    there = by_day(np.ones(len(rows)), group, date, len(dates)) > 0
    row |= {"this_days": int(there[0].sum()), "other_days": int(there[1].sum())}
    every = there[:, None, :].astype(float)
    # A group without anything to divide by has no value.
    with np.errstate(invalid="ignore"):
        if measure.lasted_s:
            lasted, was_cut = (rows.column(name).to_numpy(zero_copy_only=False) for name in ("lasted_s", "was_cut"))
            days = GroupDays(by_day(log_rank_scores(lasted, was_cut), group, date, len(dates)), there)

            def value(one: int, weights: Floats) -> Floats:
                mine = group == one
                return medians_of(lasted[mine], was_cut[mine], date[mine], weights)
        else:
            added = (rows.column(name).cast(pa.float64()).to_numpy() for name in ("part", "whole"))
            parts, wholes = (by_day(values, group, date, len(dates)) for values in added)
            days = GroupDays(share_scores(parts, wholes), there & (wholes > 0))

            def value(one: int, weights: Floats) -> Floats:
                return (weights @ parts[one]) / (weights @ wholes[one])

        this, other = (float(value(one, every[one])[0]) for one in (0, 1))
        drawn = [value(one, weights) for one, weights in enumerate(resampled(days))]
    return row | _difference(this, other, drawn[1] - drawn[0], days)


def _difference(this: float, other: float, drawn: Floats, days: GroupDays) -> dict:
    known = {name: value for name, value in (("this_value", this), ("other_value", other)) if not np.isnan(value)}
    p_value = chance(days)
    # Days that are too few for a test are so for an interval.
    low, high = interval(drawn) if p_value is not None else (None, None)
    verdict = "cannot be told" if p_value is None else "they differ" if p_value < LEVEL else "may be chance"
    difference = other - this if len(known) == 2 else None
    return known | {
        "difference": difference,
        "difference_lo": low if difference is not None else None,
        "difference_hi": high if difference is not None else None,
        "p_value": p_value,
        "verdict": verdict,
    }


def _refuse_overlap(connection: duckdb.DuckDBPyConnection, measure: Measure, groups: list[dict[str, Value]]) -> None:
    """Raises QuestionError where a row is of both groups."""
    keys, values = [], {}
    for number, group in enumerate(groups):
        values |= {f"{name}_{number}": value for name, value in group.items()}
        text = measure.rows
        for name in SELECTED:
            text = text.replace(f"${name}", f"${name}_{number}")
        keys.append(text.replace("SELECT service_date,", f"SELECT service_date, {measure.key},", 1))
    shared = " INTERSECT ".join(f"SELECT service_date, {measure.key} FROM ({text})" for text in keys)
    count = connection.execute(f"SELECT count(*) FROM ({shared})", values).fetchall()[0][0]
    if count:
        raise QuestionError(
            f"the two groups share {count:,} rows of {measure.view}; "
            "choose them apart, as -p counter=L1 --compare counter=L2"
        )
