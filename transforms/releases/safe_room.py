"""The fuller form of a data set, for a room that it never leaves: nothing is withheld, nothing merged or made coarser.

It is in no register, since nobody outside has it. Frames, recordings, paths and persons are not in it either.
"""

from pantau.schemas.release import SAFE_ROOM_TABLES
from pantau.transforms.disclosure.cells import Unprotected, without_doubles
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.block_plan import MEASURES, BlockPlan
from pantau.transforms.releases.blocks import Block, eras
from pantau.transforms.releases.counting.counts import Resolution, count_cells
from pantau.transforms.releases.counting.facts import Facts
from pantau.transforms.releases.planned import PlannedRelease, Row, cover_of, tables_of
from pantau.transforms.releases.release_order import VISITS, ReleaseOrder
from pantau.transforms.releases.release_rows import cell_rows, duration_rows
from pantau.transforms.releases.visits.visit_axes import seen_words
from pantau.transforms.stages import advance, begin_stage

EVERYTHING = Unprotected()


def plan_safe_room(order: ReleaseOrder, facts: Facts) -> PlannedRelease:
    """The tables of an order, of the facts of its dates: each agency by itself, as finely as was asked for.

    Raises:
        NothingToPublish: there is no visit.
        ValueError: a camera has two observers on one date.
    """
    mine = facts.among(set(facts.agencies), order.first, order.last)
    if not len(mine.services):
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    blocks = [one for agency in mine.agencies for one in eras(mine, {agency}, order.first, order.last)]
    begin_stage("Writing down agencies", len(blocks))
    rows: dict[str, list[Row]] = {name: [] for name in SAFE_ROOM_TABLES[order.level]}
    covers = []
    for block in blocks:
        of_block = mine.among(set(block.agencies), block.first, block.last)
        if order.level == VISITS:
            rows["visits"] += _visit_rows(of_block, block)
        else:
            plan = _everything(of_block, block, Resolution(order.period_kind, order.bin_minutes))
            rows["cells"] += cell_rows(plan, of_block, EVERYTHING, fresh=True)
            rows["durations"] += duration_rows(plan, of_block, EVERYTHING, fresh=True)
        covers.append(cover_of(block, of_block))
        advance()
    tables = tables_of(SAFE_ROOM_TABLES[order.level], rows)
    return PlannedRelease(tables, (), tuple(covers), sum(map(len, rows.values())), (), (), ())


def _everything(facts: Facts, block: Block, resolution: Resolution) -> BlockPlan:
    cells = {
        measure: count_cells(facts.of(kind), facts.openings, block, resolution) for measure, kind in MEASURES.items()
    }
    withheld = {measure: dict.fromkeys(sorted(without_doubles(found))) for measure, found in cells.items()}
    return BlockPlan(block, resolution, cells, withheld)


def _visit_rows(facts: Facts, block: Block) -> list[Row]:
    services = facts.services
    columns = {
        "counter": services["unit"].to_pylist(),
        "service_date": [str(day) for day in services["service_date"].to_pylist()],
        "hour": services["hour"].to_pylist(),
        "service_seen": seen_words(services),
        "service_s": [round(one, 1) for one in services["seconds"].to_pylist()],
        "waiting_s": [None if one is None else round(one, 1) for one in services["waited_s"].to_pylist()],
    }
    about = {"agencies": block.name, "observer": block.observer}
    return [about | dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
