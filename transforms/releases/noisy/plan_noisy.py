"""A release of counts with noise. What it consists of follows from observed hours alone, and not from visits."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

from pantau.schemas.release import ALL, RELEASE_TABLES
from pantau.transforms.disclosure.cells import Key, Rule
from pantau.transforms.disclosure.suppression import NothingToPublish, Reason
from pantau.transforms.releases.blocks import Block, eras, groupings
from pantau.transforms.releases.counting import day_facts
from pantau.transforms.releases.counting.counts import Resolution, places
from pantau.transforms.releases.counting.duration_classes import EDGES_S
from pantau.transforms.releases.counting.facts import Facts, numbered
from pantau.transforms.releases.noisy.bounded import bounded, in_cells, in_classes, open_counters
from pantau.transforms.releases.noisy.noise import RENEGED, SERVICE, VISITS, WAITING, NoiseTerms, noised
from pantau.transforms.releases.planned import PlannedRelease, Row, cover_of, tables_of
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import NOISY, ReleaseOrder
from pantau.transforms.stages import advance, begin_stage

CLASSES = [
    *((f"{low:g}", f"{high:g}") for low, high in pairwise(EDGES_S)),
    (f"{EDGES_S[-1]:g}", ""),
    ("", ""),
]
"""The classes of durations as keys: from and to, s; both empty: not known how long."""


class NoisyBlock:
    """A block, its cells, and in which of them fewer counters than the rule asks for were observed.

    `facts` are those of the block here and below; they are not kept, as those of all blocks would be years twice.
    """

    def __init__(self, block: Block, facts: Facts, resolution: Resolution, rule: Rule) -> None:
        self.block, self.resolution = block, resolution
        open_in = open_counters(facts.openings, block, resolution)
        self.told = [cell for cell, counters in open_in.items() if counters >= rule.counters]
        self.few = [cell for cell, counters in open_in.items() if counters < rule.counters]

    def keys(self, measure: str) -> list[Key]:
        """What a measure is counted by."""
        return self.told if measure in (VISITS, RENEGED) else CLASSES

    def counts(self, facts: Facts, measure: str, terms: NoiseTerms) -> list[int]:
        """The true numbers of these keys, of bounded dates of counters."""
        events = bounded(facts.of(_kind(measure)), terms.bound(measure))
        if measure in (VISITS, RENEGED):
            return in_cells(events, self.block, self.resolution, self.told)
        if measure == WAITING:
            waited = events["waited_s"].to_numpy(zero_copy_only=False)
            return in_classes(waited, ~np.isnan(waited))
        seen, ended = (events[name].to_numpy() for name in ("start_seen", "end_seen"))
        return in_classes(events["seconds"].to_numpy(), seen & ended)


def plan_noisy(order: ReleaseOrder, facts: Facts, drawn: Sequence[PublishedCounts]) -> PlannedRelease:
    """The release of an order, of the facts of its dates. `drawn` is what the register has of it, if it was made
    before: that again, and nothing is drawn. Otherwise noise is drawn.

    Raises:
        NothingToPublish: no three counters were observed.
        ValueError: a camera has two observers on one date; OpenDP is not there; what was drawn is of other hours.
    """
    mine = facts.among(set(facts.agencies), order.first, order.last)
    resolution = Resolution(order.period_kind, order.bin_minutes)
    blocks, lacking = [], []
    for agencies in _grouped(mine, order.rule):
        for block in eras(mine, set(agencies), order.first, order.last):
            one = NoisyBlock(block, _of_block(mine, block), resolution, order.rule)
            (blocks if one.told else lacking).append(one)
    if not blocks:
        raise NothingToPublish(
            f"nothing may be released: in each cell fewer than {order.rule.counters} counters were observed; take "
            "longer periods, wider time bins or more counters"
        )
    begin_stage("Counting with noise", len(blocks))
    known = {(one.measure, one.agencies, one.first): one for one in drawn}
    published: list[PublishedCounts] = []
    rows: dict[str, list[Row]] = {name: [] for name in RELEASE_TABLES[NOISY]}
    covers, notes = [], []
    for one in blocks:
        of_block = _of_block(mine, one.block)
        told = {measure: _numbers(one, of_block, measure, order, known) for measure in order.noise.counts}
        published += [_registered(one, measure, numbers) for measure, numbers in told.items()]
        rows["noisy_cells"] += _cell_rows(one, of_block, told, order.noise)
        rows["noisy_durations"] += _duration_rows(one, told, order.noise)
        covers.append(_cover(one, of_block))
        notes.append(_note(one.block, of_block, order.noise))
        advance()
    return PlannedRelease(
        tables_of(RELEASE_TABLES[NOISY], rows),
        tuple(published),
        tuple(covers),
        sum(len(one.cells) for one in published),
        tuple(_withheld(one, cell) for one in blocks for cell in one.few),
        tuple(notes),
        tuple(
            f"{one.block.name}, {one.block.first} to {one.block.last}: fewer than {order.rule.counters} counters were "
            "observed in each cell; it needs wider cells or more counters"
            for one in lacking
        ),
    )


def _of_block(facts: Facts, block: Block) -> Facts:
    return facts.among(set(block.agencies), block.first, block.last)


def _kind(measure: str) -> str:
    return day_facts.RENEGED if measure == RENEGED else day_facts.SERVICE


def _grouped(facts: Facts, rule: Rule) -> list[tuple[str, ...]]:
    """The way of taking agencies together by which most have counters enough, and of these that of most groups."""
    seen = facts.openings.filter(pa.array(facts.openings["observed_s"].to_numpy() > 0))
    (agencies, agency_at), (units, unit_at) = (numbered(seen[name]) for name in ("agency_id", "unit"))
    pairs = {divmod(int(pair), len(units)) for pair in np.unique(agency_at * len(units) + unit_at)} if units else set()
    counters = {name: frozenset(units[unit] for a, unit in pairs if a == n) for n, name in enumerate(agencies)}

    def worth(way: list[tuple[str, ...]]) -> tuple[int, int]:
        enough = [one for one in way if len(frozenset().union(*(counters[name] for name in one))) >= rule.counters]
        return sum(map(len, enough)), len(enough)

    return max(groupings(counters, rule.counters), key=worth) if counters else []


def _numbers(one: NoisyBlock, facts: Facts, measure: str, order: ReleaseOrder, known: Mapping) -> dict[Key, int]:
    keys, block = one.keys(measure), one.block
    if not known:
        return dict(zip(keys, noised(one.counts(facts, measure, order.noise), order.noise, measure), strict=True))
    before = known.get((measure, block.agencies, block.first))
    if before is None or set(before.cells) != set(keys):
        raise ValueError(
            f"--name {order.name}: was published of other counters or hours than the warehouse has now for "
            f"{block.name}, {block.first} to {block.last}, and is not drawn anew; take another name"
        )
    return {key: before.cells[key] for key in keys}


def _registered(one: NoisyBlock, measure: str, numbers: Mapping[Key, int]) -> PublishedCounts:
    block, (kind, width) = one.block, (one.resolution.period_kind, one.resolution.bin_minutes)
    return PublishedCounts(measure, block.agencies, block.first, block.last, kind, width, dict(numbers))


def _cell_rows(one: NoisyBlock, facts: Facts, told: Mapping[str, Mapping[Key, int]], terms: NoiseTerms) -> list[Row]:
    if not {VISITS, RENEGED} & told.keys():
        return []
    observed = _observed_s(one, facts.openings)
    rows, few = [], set(one.few)
    for period, time in sorted([*one.told, *few]):
        row = {**one.block.columns, "period": period, "time_of_day": time, "suppressed": (period, time) in few}
        for measure in (VISITS, RENEGED):
            if (n := told.get(measure, {}).get((period, time))) is not None:
                row |= _with_interval(measure, n, terms.within(measure))
        rows.append(row | {"observed_hours": round(observed[period, time] / 3600, 1)})
    return rows


def _observed_s(one: NoisyBlock, openings: pa.Table) -> dict[Key, float]:
    at, found = places(openings, one.block, one.resolution), {}
    for period, time, seconds in zip(at.period_at, at.time_at, openings["observed_s"].to_pylist(), strict=True):
        key = at.periods[period], at.times[time]
        found[key] = found.get(key, 0.0) + seconds
    return found


def _duration_rows(one: NoisyBlock, told: Mapping[str, Mapping[Key, int]], terms: NoiseTerms) -> list[Row]:
    return [
        {
            **one.block.columns,
            "measure": measure,
            "from_s": float(low) if low else None,
            "to_s": float(high) if high else None,
            **_with_interval("n", n, terms.within(measure)),
        }
        for measure in (SERVICE, WAITING)
        for (low, high), n in told.get(measure, {}).items()
    ]


def _with_interval(column: str, n: int, within: int) -> Row:
    return {column: n, f"{column}_lo": n - within, f"{column}_hi": n + within}


def _cover(one: NoisyBlock, facts: Facts) -> Row:
    return cover_of(one.block, facts) | {
        "period_kind": one.resolution.period_kind,
        "bin_minutes": one.resolution.bin_minutes,
        "published_share": round(len(one.told) / (len(one.told) + len(one.few)), 2),
    }


def _withheld(one: NoisyBlock, cell: Key) -> Row:
    names = dict(zip(("period", "time_of_day"), cell, strict=True))
    return {**one.block.columns, "measure": ALL, **names, "reason": str(Reason.COUNTERS)}


def _note(block: Block, facts: Facts, terms: NoiseTerms) -> str:
    """How many are beyond the bound of their counter's date; it stays in the office."""
    beyond = {}
    for measure in terms.counts:
        events = facts.of(_kind(measure))
        beyond[measure] = len(events) - len(bounded(events, terms.bound(measure))), len(events)
    left = ", ".join(f"{n} of {all_of_it} of {measure}" for measure, (n, all_of_it) in beyond.items())
    return f"{block.name}, {block.first} to {block.last}: beyond what counts of a counter's date were {left}"
