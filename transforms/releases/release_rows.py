"""The rows of a release: what a block's plan publishes, in allow-listed columns and rounded."""

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np
import pyarrow as pa

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Key, Rule
from pantau.transforms.releases.block_plan import BlockPlan
from pantau.transforms.releases.counting.counts import places
from pantau.transforms.releases.counting.day_facts import LOST, RENEGED
from pantau.transforms.releases.counting.duration_classes import (
    CUT,
    ENDED,
    DurationClass,
    lasting_shares,
    left_classes,
    service_classes,
    waiting_classes,
)
from pantau.transforms.releases.counting.facts import Facts, numbered, texts
from pantau.transforms.releases.counting.survival import quantile
from pantau.transforms.releases.planned import Row

DURATION_STEP_S = 10
"""Quantiles are rounded to this, so that none is the exact time of one visit."""

MEDIAN_TIMES, P90_TIMES = 2, 10
"""So many times the rule's visits it takes for that many to lie on either side of a quantile."""

LEFT = "left"


def cell_rows(plan: BlockPlan, facts: Facts, rule: Rule, fresh: bool) -> list[Row]:
    """The cells of a block. Observed hours stand in all of them; they say what cameras saw, of counters whose hours
    everybody knows.

    Times and staffed shares stand only where nothing was released of these visits before (`fresh`): of two that overlap
    little the difference would tell. A median needs twice the rule's visits, a P90 ten times, and no counter may have
    more than half of them, or the quantile would be that counter's own.
    """
    opened = _openings(facts.openings, plan)
    timed = _quantiles(plan, facts, rule) if fresh else {}
    rows = []
    for key, reason in sorted(plan.withheld["visits"].items()):
        hours = opened.get(key, {})
        row = {
            **plan.block.columns,
            "period": key[0],
            "time_of_day": key[1],
            "suppressed": reason is not None,
            "observed_hours": round(sum(observed for observed, _ in hours.values()) / 3600, 1),
            "staffed_share": _staffed(hours, rule) if fresh and reason is None and ALL not in key else None,
        }
        for measure, withheld in plan.withheld.items():
            row[measure] = None if withheld.get(key, True) else plan.cells[measure][key].visits
        rows.append(row | (timed.get(key, {}) if reason is None else {}))
    return rows


def _openings(openings: pa.Table, plan: BlockPlan) -> dict[Key, dict[str, tuple[float, float]]]:
    """Observed and staffed seconds of each counter in each cell and total."""
    at = places(openings, plan.block, plan.resolution)
    found: dict[Key, dict[str, tuple[float, float]]] = {}
    columns = texts(openings["unit"]), openings["observed_s"].to_pylist(), openings["staffed_s"].to_pylist()
    for period, time, unit, observed, staffed in zip(at.period_at, at.time_at, *columns, strict=True):
        inner = at.periods[period], at.times[time]
        for key in (inner, (inner[0], ALL), (ALL, inner[1]), (ALL, ALL)):
            before = found.setdefault(key, {}).get(unit, (0.0, 0.0))
            found[key][unit] = before[0] + observed, before[1] + staffed
    return found


def _staffed(hours: Mapping[str, tuple[float, float]], rule: Rule) -> float | None:
    """The share with an officer: neither the time with one nor that without may be that of one counter.

    That there always was an officer says nothing against any of them; that there never was one would.
    """
    staffed = [with_one for _, with_one in hours.values()]
    unstaffed = [observed - with_one for observed, with_one in hours.values()]
    observed_s = sum(observed for observed, _ in hours.values())
    if not observed_s or not _is_of_many(staffed, rule):
        return None
    share = round(sum(staffed) / observed_s, 2)
    return share if share == 1 or _is_of_many(unstaffed, rule) else None


def _is_of_many(amounts: Iterable[float], rule: Rule) -> bool:
    amounts = [amount for amount in amounts if amount > 0]
    return len(amounts) >= rule.counters and not rule.is_dominated(amounts)


def _quantiles(plan: BlockPlan, facts: Facts, rule: Rule) -> dict[Key, Row]:
    services, left = facts.services, facts.of(RENEGED, LOST)
    seen = services.filter(services["start_seen"])
    found: dict[Key, Row] = {}
    for name, rows, column, ended in (
        ("service", seen, "seconds", seen["end_seen"].to_numpy()),
        ("waiting", *_waited(services, left)),
    ):
        seconds, (units, unit_at) = rows[column].to_numpy(), numbered(rows["unit"])
        for key, at in _rows_of_cells(rows, plan):
            # What was cut tells of no time at which it ended, so it does not hide whose times these are.
            visits = np.bincount(unit_at[at][ended[at]], minlength=len(units))
            behind = {unit: int(n) for unit, n in zip(units, visits, strict=True) if n}
            row = found.setdefault(key, {})
            for part, share, times in (("median", 0.5, MEDIAN_TIMES), ("p90", 0.9, P90_TIMES)):
                if rule.hides_each(behind, times * rule.visits):
                    value = quantile(seconds[at], ended[at], share)
                    row[f"{part}_{name}_s"] = (
                        float(DURATION_STEP_S * round(value / DURATION_STEP_S)) if isfinite(value) else None
                    )
    return found


def _waited(services: pa.Table, left: pa.Table) -> tuple[pa.Table, str, np.ndarray]:
    """Who was served ended waiting; who left would have waited longer."""
    known = [table.filter(table["waited_s"].is_valid()) for table in (services, left)]
    ended = np.repeat([True, False], [len(one) for one in known])
    return pa.concat_tables(known).unify_dictionaries().combine_chunks(), "waited_s", ended


def _rows_of_cells(rows: pa.Table, plan: BlockPlan) -> Iterable[tuple[Key, np.ndarray]]:
    """The places of the rows of each cell and total."""
    at = places(rows, plan.block, plan.resolution)
    order = np.lexsort((at.time_at, at.period_at))
    sorted_at = (at.period_at * len(at.times) + at.time_at)[order]
    for period, time in plan.withheld["visits"]:
        if not {period, time} <= {ALL, *at.periods, *at.times}:
            yield (period, time), order[:0]
        elif period == ALL:
            inside = np.ones(len(rows), bool) if time == ALL else at.time_at == at.times.index(time)
            yield (period, time), np.flatnonzero(inside)
        else:
            first = at.periods.index(period) * len(at.times) + (0 if time == ALL else at.times.index(time))
            ends = np.searchsorted(sorted_at, (first, first + (len(at.times) if time == ALL else 1)))
            yield (period, time), order[slice(*ends)]


def duration_rows(plan: BlockPlan, facts: Facts, rule: Rule, fresh: bool) -> list[Row]:
    """The distributions of a block, where the sums of their classes are published anyhow and nothing was before.

    How long those waited who left stands of both who reneged and who were lost, or of the former alone. Where of
    neither the sum is published, nothing can be said of how long waiting lasts: `lasting_share` is null.
    """
    if not fresh or not _is_told(plan, "visits"):
        return []
    told = [kind for measure, kind in (("reneged", RENEGED), ("lost", LOST)) if _is_told(plan, measure)]
    left = left_classes(facts.of(*told), rule) if told in ([RENEGED, LOST], [RENEGED]) else None
    rows: list[Row] = []
    for measure, classes in (
        ("service", service_classes(facts.services, rule)),
        ("waiting", waiting_classes(facts.services, rule)),
    ):
        others = [one._replace(outcome=LEFT) for one in left or []] if measure == "waiting" else []
        ended = [one for one in classes or [] if one.outcome == ENDED]
        if not ended:
            continue
        cut = [one for one in (*classes, *others) if one.outcome in (CUT, LEFT)]
        shares = lasting_shares(ended, cut) if measure == "service" or others else []
        beyond = {one.from_s: share for one, share in zip(ended, shares, strict=False)}
        for one in (*classes, *others):
            share = beyond.get(one.from_s) if one.outcome == ENDED else None
            rows.append(
                _duration_row(plan, measure, one) | {"lasting_share": share if share is None else round(share, 4)}
            )
    return rows


def _is_told(plan: BlockPlan, measure: str) -> bool:
    """Whether the sum over all of a block is published."""
    withheld = plan.withheld[measure]
    whole = max(withheld, key=lambda key: key.count(ALL), default=None)
    return whole is not None and withheld[whole] is None


def _duration_row(plan: BlockPlan, measure: str, one: DurationClass) -> Row:
    return {
        **plan.block.columns,
        "measure": measure,
        **{name: getattr(one, name) for name in ("outcome", "from_s", "to_s", "or_unfinished", "n")},
    }
