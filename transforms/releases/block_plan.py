"""How finely a block is published: of the possible cells, those of which most stands once it is safe."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Key, Rule, without_doubles
from pantau.transforms.disclosure.suppression import NothingToPublish, Reason, plan
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.counts import Resolution, count_cells
from pantau.transforms.releases.counting.day_facts import LOST, RENEGED, SERVICE
from pantau.transforms.releases.counting.facts import Facts
from pantau.transforms.releases.joining import HourCount, join, linked
from pantau.transforms.releases.published import PublishedCounts

MEASURES = {"visits": SERVICE, "reneged": RENEGED, "lost": LOST}
"""What is counted, and the kind of event that it is. No event is in two of them."""

MOST_CELLS = 700
"""Innermost cells of a table that is planned. Measured: 2,080 cells of which a third were withheld took 19 s of
processor time, of which most were withheld more than 280 s; 480 took one."""

Withheld = Mapping[Key, Reason | None]


@dataclass(frozen=True)
class BlockPlan:
    """How a block is published: for each measure its cells, each with what is behind it, and why it is withheld."""

    block: Block
    resolution: Resolution
    cells: Mapping[str, Mapping[Key, Cell]]
    withheld: Mapping[str, Withheld]

    @property
    def kept(self) -> float:
        """How much stands: the roots of the visits of published innermost cells, added up."""
        return kept(self.cells["visits"], (key for key, reason in self.withheld["visits"].items() if reason is None))

    def published(self) -> list[PublishedCounts]:
        """What of it goes into the register."""
        return [
            replace(
                described(measure, self.block, self.resolution),
                cells={key: None if why else self.cells[measure][key].visits for key, why in withheld.items()},
            )
            for measure, withheld in self.withheld.items()
        ]


def kept(cells: Mapping[Key, Cell], published: Iterable[Key]) -> float:
    """The roots of the visits of published innermost cells, added up: a visit counts for more in a finer cell.

    Chosen, as what suppression gives up is weighed by the same roots (`suppression.loss`).
    """
    return sum(sqrt(cells[key].visits) for key in published if ALL not in key)


def described(measure: str, block: Block, resolution: Resolution, cells: Iterable[Key] = ()) -> PublishedCounts:
    """A measure of a block with no numbers yet."""
    return PublishedCounts(
        measure,
        block.agencies,
        block.first,
        block.last,
        resolution.period_kind,
        resolution.bin_minutes,
        dict.fromkeys(cells),
    )


def plan_block(
    facts: Facts,
    block: Block,
    resolutions: Sequence[Resolution],
    rule: Rule,
    before: Sequence[PublishedCounts],
    counts: Callable[[str], Sequence[HourCount]],
) -> BlockPlan | None:
    """The plan by which most of a block's visits stand; `None` where nothing may be published of it.

    `facts` are those of the block; `before` is what was published already, and `counts` gives those of a measure of all
    its dates. Of equals the first resolution is taken. A resolution is tried only where its cells, by their own rule
    alone, could keep more than what was found.
    """
    best: BlockPlan | None = None
    possible = []
    for resolution in resolutions:
        cells = count_cells(facts.services, facts.openings, block, resolution)
        if not cells or sum(ALL not in key for key in cells) > MOST_CELLS:
            continue
        allowed = kept(cells, (key for key, cell in cells.items() if rule.keeps([cell])))
        possible.append((allowed, resolution, cells))
    for allowed, resolution, cells in sorted(possible, key=lambda one: -one[0]):
        if allowed <= (best.kept if best else 0.0):
            break
        if (withheld := _planned("visits", block, resolution, cells, rule, before, counts)) is None:
            continue
        found = BlockPlan(block, resolution, {"visits": cells}, {"visits": withheld})
        if best is None or found.kept > best.kept:
            best = found
    return best and _with_left(best, facts, rule, before, counts)


def _with_left(plan: BlockPlan, facts: Facts, rule: Rule, before, counts) -> BlockPlan:
    """The same with those who left the queue unserved, in the same cells."""
    cells, withheld = dict(plan.cells), dict(plan.withheld)
    for measure in ("reneged", "lost"):
        found = count_cells(facts.of(MEASURES[measure]), facts.openings, plan.block, plan.resolution)
        planned = _planned(measure, plan.block, plan.resolution, found, rule, before, counts)
        cells[measure] = found
        withheld[measure] = planned if planned is not None else {key: Reason.VISITS for key in without_doubles(found)}
    return replace(plan, cells=cells, withheld=withheld)


def _planned(
    measure: str, block: Block, resolution: Resolution, cells: Mapping[Key, Cell], rule: Rule, before, counts
) -> Withheld | None:
    """`None` where nothing may be published."""
    if not any(rule.keeps([cell]) for cell in cells.values()):
        return None
    described_now = described(measure, block, resolution, without_doubles(cells))
    # Counts of all hours are many, and only needed where something was published of them.
    earlier = join(described_now, before, counts(measure)) if linked(described_now, before) else None
    try:
        return plan(cells, rule, earlier)
    except NothingToPublish:
        return None
