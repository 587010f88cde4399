"""A whole release: its blocks planned one after the other, each with all that was published before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa

from pantau.schemas.release import RELEASE_TABLES, release_schema
from pantau.transforms.disclosure.suppression import NothingToPublish, refusal
from pantau.transforms.releases.block_plan import MEASURES, BlockPlan, plan_block
from pantau.transforms.releases.blocks import Block, counters_of, eras, groupings
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.facts import Facts, texts
from pantau.transforms.releases.counting.periods import resolutions
from pantau.transforms.releases.joining import HourCount, hour_counts
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import ReleaseOrder
from pantau.transforms.releases.release_rows import Row, cell_rows, duration_rows


@dataclass(frozen=True)
class PlannedRelease:
    """What is published: its tables, what goes into the register, the blocks, and those of which nothing is."""

    tables: Mapping[str, pa.Table]
    published: tuple[PublishedCounts, ...]
    plans: tuple[BlockPlan, ...]
    refused: tuple[Block, ...]
    merging: tuple[str, ...]
    """What taking agencies together would make publishable, a sentence each."""


def plan_release(order: ReleaseOrder, facts: Facts, before: Sequence[PublishedCounts]) -> PlannedRelease:
    """The release of an order. `facts` are of its dates and of those of all releases that have dates in common, one
    after the other; `before` is what these published.

    Of several ways to have agencies share cells, that of which most stands is taken.

    Raises:
        NothingToPublish: nothing can be published of any block.
        ChangedSince: an earlier release of common dates was made of other events.
        ValueError: a camera has two observers on one date.
    """
    counts = _Counts(facts)
    mine = facts.among(set(facts.agencies), order.first, order.last)
    counters = counters_of(mine)
    if not any(counters.values()):
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    best: tuple[float, list[BlockPlan], list[Block]] | None = None
    for grouping in groupings(counters, order.rule.counters):
        plans, refused = _planned(order, mine, grouping, before, counts)
        kept = sum(plan.kept for plan in plans)
        if best is None or kept > best[0]:
            best = kept, plans, refused
    kept, plans, refused = best
    if not plans:
        raise NothingToPublish(refusal(order.rule))
    rows: dict[str, list[Row]] = {name: [] for name in RELEASE_TABLES}
    for plan in plans:
        fresh = not any(one.overlaps(now) for one in before for now in plan.published())
        of_block = mine.among(set(plan.block.agencies), plan.block.first, plan.block.last)
        rows["cells"] += cell_rows(plan, of_block, order.rule, fresh)
        rows["durations"] += duration_rows(plan, of_block, order.rule, fresh)
    tables = {
        name: pa.Table.from_pylist(
            [{column.name: row.get(column.name) for column in columns} for row in rows[name]],
            schema=release_schema(columns),
        )
        for name, columns in RELEASE_TABLES.items()
    }
    published = tuple(one for plan in plans for one in plan.published())
    return PlannedRelease(
        tables, published, tuple(plans), tuple(refused), _merging(order, mine, counters, plans, refused)
    )


class _Counts:
    """Counts of each measure by hour, of all dates; also hours of opening in which there was none."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.of = cache(self._of)

    def _of(self, measure: str) -> list[HourCount]:
        opened = self._facts.openings
        places = zip(
            texts(opened["agency_id"]), opened["service_date"].to_pylist(), opened["hour"].to_pylist(), strict=True
        )
        none = [HourCount(*place, "", 0) for place in sorted(set(places))]
        return [*hour_counts(self._facts.of(MEASURES[measure])), *none]


def _planned(
    order: ReleaseOrder,
    facts: Facts,
    grouping: list[tuple[str, ...]],
    before: Sequence[PublishedCounts],
    counts: _Counts,
) -> tuple[list[BlockPlan], list[Block]]:
    """Plans, and the blocks of which nothing can be published."""
    plans: list[BlockPlan] = []
    refused: list[Block] = []
    known = list(before)
    wanted = [Resolution(*one) for one in resolutions(order.period_kind, order.bin_minutes)]
    for agencies in grouping:
        for block in eras(facts, set(agencies), order.first, order.last):
            of_block = facts.among(set(agencies), block.first, block.last)
            plan = plan_block(of_block, block, wanted, order.rule, known, counts.of)
            if plan is None:
                refused.append(block)
            else:
                plans.append(plan)
                known += plan.published()
    return plans, refused


def _merging(
    order: ReleaseOrder,
    facts: Facts,
    counters: Mapping[str, frozenset[str]],
    plans: Sequence[BlockPlan],
    refused: Sequence[Block],
) -> tuple[str, ...]:
    """For each block of which nothing stands, what is in its way, and whom it could share cells with."""
    said = []
    for block in refused:
        services = facts.among(set(block.agencies), block.first, block.last).services
        mine = frozenset().union(*(counters[agency] for agency in block.agencies))
        others = sorted(
            {plan.block.name for plan in plans if plan.block.first <= block.last and block.first <= plan.block.last}
        )
        remedy = f"could stand together with {' or '.join(others)}" if others else "needs a longer period"
        said.append(
            f"{block.name}, {block.first} to {block.last}: {len(services)} visits at {len(mine)} counters; "
            f"{order.rule.visits} at {order.rule.counters} are needed, none of which dominates; it {remedy}"
        )
    return tuple(said)


def needed_dates(order: ReleaseOrder, before: Sequence[PublishedCounts]) -> list[tuple[date, date]]:
    """The dates of which facts are needed: those of the order, and of what was published of common dates."""
    spans, edge = [], [(order.first, order.last)]
    left = {(one.first, one.last) for one in before}
    while edge:
        near = {one for one in left if any(one[0] <= last and first <= one[1] for first, last in edge)}
        left -= near
        spans, edge = [*spans, *edge], sorted(near)
    return spans
