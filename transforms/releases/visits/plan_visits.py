"""A release of visits: those of each block in groups of equal ones, under names of this release alone."""

from collections.abc import Sequence
from math import sqrt
from secrets import SystemRandom
from typing import NamedTuple

from pantau.schemas.release import RELEASE_TABLES
from pantau.transforms.disclosure.suppression import NothingToPublish, refusal
from pantau.transforms.releases.blocks import Block, counters_of, eras, groupings
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.facts import Facts
from pantau.transforms.releases.counting.periods import DAY_MINUTES, period_of, time_of_day
from pantau.transforms.releases.merging import merging
from pantau.transforms.releases.planned import PlannedRelease, Row, cover_of, tables_of
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import VISITS, ReleaseOrder
from pantau.transforms.releases.visits.grouping import grouped
from pantau.transforms.releases.visits.visit_axes import VisitAxes
from pantau.transforms.stages import advance, begin_stage


class _BlockVisits(NamedTuple):
    block: Block
    rows: list[Row]

    @property
    def visits(self) -> int:
        return sum(row["visits"] for row in self.rows)


def plan_visits(order: ReleaseOrder, facts: Facts, drawn: Sequence[PublishedCounts]) -> PlannedRelease:
    """The release of an order, of the facts of its dates. `drawn` is what the register has of it, if it was made
    before: the order of its blocks, by which they are named. Otherwise that is drawn.

    Of several ways to have agencies share groups, that is taken of which most stands: a visit counts for more in a
    smaller group, by the root of its visits.

    Raises:
        NothingToPublish: nothing can be published of any block.
        ValueError: a camera has two observers on one date.
    """
    mine = facts.among(set(facts.agencies), order.first, order.last)
    counters = counters_of(mine)
    if not any(counters.values()):
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    known: dict[Block, _BlockVisits] = {}
    ways: list[list[_BlockVisits]] = []
    begin_stage("Grouping the visits of agencies")
    for grouping in groupings(counters, order.rule.counters):
        blocks = [one for agencies in grouping for one in eras(mine, set(agencies), order.first, order.last)]
        for block in blocks:
            if block not in known:
                known[block] = _block_visits(order, mine, block)
                advance()
        ways.append([known[block] for block in blocks])
    best = max(ways, key=lambda way: sum(sqrt(row["visits"]) for one in way for row in one.rows))
    told = [one for one in best if one.rows]
    if not told:
        lacking = merging(order.rule, mine, counters, [], [one.block for one in best])
        raise NothingToPublish(f"{refusal(order.rule)}. Nothing of {'; nothing of '.join(lacking)}")
    refused = [one.block for one in best if not one.rows]
    return _named(
        mine, _in_order(told, drawn), merging(order.rule, mine, counters, [one.block for one in told], refused)
    )


def _block_visits(order: ReleaseOrder, facts: Facts, block: Block) -> _BlockVisits:
    of_block = facts.among(set(block.agencies), block.first, block.last)
    axes = VisitAxes(of_block, block, Resolution(order.period_kind, order.bin_minutes))
    return _BlockVisits(block, [axes.row(group) for group in grouped(axes.places, order.rule)])


def _in_order(told: list[_BlockVisits], drawn: Sequence[PublishedCounts]) -> list[_BlockVisits]:
    places = {(one.agencies, one.first): number for number, one in enumerate(drawn)}
    if {(one.block.agencies, one.block.first) for one in told} == places.keys():
        return sorted(told, key=lambda one: places[one.block.agencies, one.block.first])
    SystemRandom().shuffle(told)
    return told


def _named(facts: Facts, told: list[_BlockVisits], lacking: tuple[str, ...]) -> PlannedRelease:
    """Names count blocks in the order that was drawn: they follow from nothing, and say nothing of another release."""
    offices = list(dict.fromkeys(one.block.agencies for one in told))
    observers = list(dict.fromkeys(one.block.observer for one in told))
    rows, covers, notes = [], [], []
    for one in told:
        block = one.block
        name = {
            "office": f"office-{offices.index(block.agencies) + 1}",
            "observer": f"observer-{observers.index(block.observer) + 1}",
        }
        rows += [name | row for row in one.rows]
        cover = cover_of(block, facts.among(set(block.agencies), block.first, block.last))
        covers.append(cover | {"agencies": name["office"], "observer": name["observer"], "groups": len(one.rows)})
        notes.append(
            f"{name['office']}, {name['observer']}: {block.name}, {block.first} to {block.last}, {one.visits} visits "
            f"in {len(one.rows)} groups"
        )
    rows.sort(key=lambda row: [(row[column] is None, row[column]) for column in row])
    covers.sort(key=lambda cover: (cover["agencies"], cover["first"]))
    published = tuple(_registered(one) for one in told)
    return PlannedRelease(
        tables_of(RELEASE_TABLES[VISITS], {"visits": rows}),
        published,
        tuple(covers),
        len(rows),
        (),
        tuple(notes),
        lacking,
    )


def _registered(one: _BlockVisits) -> PublishedCounts:
    block = one.block
    whole = period_of("all", block.first, block.first, block.last), time_of_day(0, DAY_MINUTES)
    return PublishedCounts("visits", block.agencies, block.first, block.last, "all", DAY_MINUTES, {whole: one.visits})
