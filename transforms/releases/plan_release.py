"""A whole release: its blocks planned one after the other, each with all that was published before it."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from pantau.schemas.release import ALL, RELEASE_TABLES
from pantau.transforms.disclosure.suppression import NothingToPublish, refusal
from pantau.transforms.releases.block_plan import MEASURES, BlockPlan, plan_block
from pantau.transforms.releases.blocks import Block, counters_of, eras, groupings
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.facts import Facts, texts
from pantau.transforms.releases.counting.periods import resolutions
from pantau.transforms.releases.joining import HourCount, hour_counts
from pantau.transforms.releases.merging import merging
from pantau.transforms.releases.planned import PlannedRelease, Row, cover_of, tables_of
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import ReleaseOrder
from pantau.transforms.releases.release_rows import cell_rows, duration_rows
from pantau.transforms.stages import advance, begin_stage


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
    for number, grouping in enumerate(ways := groupings(counters, order.rule.counters), 1):
        stage = f"Planning, way {number} of {len(ways)} to take agencies together"
        plans, refused = _planned(order, mine, grouping, before, counts, stage)
        kept = sum(plan.kept for plan in plans)
        if best is None or kept > best[0]:
            best = kept, plans, refused
    kept, plans, refused = best
    if not plans:
        lacking = merging(order.rule, mine, counters, [], refused)
        raise NothingToPublish(f"{refusal(order.rule)}. Nothing of {'; nothing of '.join(lacking)}")
    rows: dict[str, list[Row]] = {name: [] for name in RELEASE_TABLES[order.level]}
    begin_stage("Working out times and shares", len(plans))
    for plan in plans:
        fresh = not any(one.overlaps(now) for one in before for now in plan.published())
        of_block = mine.among(set(plan.block.agencies), plan.block.first, plan.block.last)
        rows["cells"] += cell_rows(plan, of_block, order.rule, fresh)
        rows["durations"] += duration_rows(plan, of_block, order.rule, fresh)
        advance()
    published = tuple(one for plan in plans for one in plan.published())
    return PlannedRelease(
        tables_of(RELEASE_TABLES[order.level], rows),
        published,
        tuple(_cover(plan, mine) for plan in plans),
        sum(len(withheld) for plan in plans for withheld in plan.withheld.values()),
        tuple(row for plan in plans for row in _withheld(plan)),
        tuple(_note(plan) for plan in plans),
        merging(order.rule, mine, counters, [plan.block for plan in plans], refused),
    )


def _cover(plan: BlockPlan, facts: Facts) -> Row:
    block, withheld = plan.block, plan.withheld["visits"]
    inner = [key for key in withheld if ALL not in key]
    return cover_of(block, facts.among(set(block.agencies), block.first, block.last)) | {
        "period_kind": plan.resolution.period_kind,
        "bin_minutes": plan.resolution.bin_minutes,
        "published_share": round(sum(withheld[key] is None for key in inner) / len(inner), 2),
    }


def _withheld(plan: BlockPlan) -> list[Row]:
    return [
        {
            **plan.block.columns,
            "measure": measure,
            "period": key[0],
            "time_of_day": key[1],
            "reason": str(reason),
        }
        for measure, withheld in plan.withheld.items()
        for key, reason in sorted(withheld.items())
        if reason
    ]


def _note(plan: BlockPlan) -> str:
    withheld = plan.withheld["visits"].values()
    return (
        f"{plan.block.name}, {plan.block.first} to {plan.block.last}: by {plan.resolution.period_kind} and "
        f"{plan.resolution.bin_minutes} minutes; of {len(withheld)} counts of visits "
        f"{sum(reason is not None for reason in withheld)} are withheld"
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
    stage: str,
) -> tuple[list[BlockPlan], list[Block]]:
    """Plans, and the blocks of which nothing can be published. `stage` says which way this is."""
    plans: list[BlockPlan] = []
    refused: list[Block] = []
    known = list(before)
    wanted = [Resolution(*one) for one in resolutions(order.period_kind, order.bin_minutes)]
    blocks = [one for agencies in grouping for one in eras(facts, set(agencies), order.first, order.last)]
    begin_stage(stage, len(blocks))
    for block in blocks:
        of_block = facts.among(set(block.agencies), block.first, block.last)
        plan = plan_block(of_block, block, wanted, order.rule, known, counts.of)
        if plan is None:
            refused.append(block)
        else:
            plans.append(plan)
            known += plan.published()
        advance()
    return plans, refused


def needed_dates(order: ReleaseOrder, before: Sequence[PublishedCounts]) -> list[tuple[date, date]]:
    """The dates of which facts are needed: those of the order, and of what was published of common dates."""
    spans, edge = [], [(order.first, order.last)]
    left = {(one.first, one.last) for one in before}
    while edge:
        near = {one for one in left if any(one[0] <= last and first <= one[1] for first, last in edge)}
        left -= near
        spans, edge = [*spans, *edge], sorted(near)
    return spans
