"""The fuller form of a data set, for a room that it never leaves: nothing is withheld, nothing merged or made coarser.

It is in no register, since nobody outside has it. Frames, recordings, paths and persons are not in it either.
"""

import pyarrow as pa
import pyarrow.compute as compute

from pantau.schemas.release import RELEASE_TABLES, SAFE_VISIT_COLUMNS, release_schema
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
    rows: dict[str, list[Row]] = {"cells": [], "durations": []}
    visits, covers = [], []
    for block in blocks:
        of_block = mine.among(set(block.agencies), block.first, block.last)
        if order.level == VISITS:
            visits.append(_visits(of_block, block))
        else:
            plan = _everything(of_block, block, Resolution(order.period_kind, order.bin_minutes))
            rows["cells"] += cell_rows(plan, of_block, EVERYTHING, fresh=True)
            rows["durations"] += duration_rows(plan, of_block, EVERYTHING, fresh=True)
        covers.append(cover_of(block, of_block))
        advance()
    tables = {"visits": pa.concat_tables(visits)} if visits else tables_of(RELEASE_TABLES[order.level], rows)
    return PlannedRelease(tables, (), tuple(covers), sum(map(len, tables.values())), (), (), ())


def _everything(facts: Facts, block: Block, resolution: Resolution) -> BlockPlan:
    cells = {
        measure: count_cells(facts.of(kind), facts.openings, block, resolution) for measure, kind in MEASURES.items()
    }
    withheld = {measure: dict.fromkeys(sorted(without_doubles(found))) for measure, found in cells.items()}
    return BlockPlan(block, resolution, cells, withheld)


def _visits(facts: Facts, block: Block) -> pa.Table:
    """One row a visit; column by column, as years have millions."""
    services = facts.services
    columns = {
        "agencies": pa.repeat(pa.scalar(block.name), len(services)),
        "observer": pa.repeat(pa.scalar(block.observer), len(services)),
        "counter": services["unit"].cast(pa.string()),
        "service_date": services["service_date"].cast(pa.string()),
        "hour": services["hour"].cast(pa.int64()),
        "service_seen": pa.array(seen_words(services), pa.string()),
        "service_s": compute.round(services["seconds"].cast(pa.float64()), 1),
        "waiting_s": compute.round(services["waited_s"].cast(pa.float64()), 1),
    }
    schema = release_schema(SAFE_VISIT_COLUMNS)
    return pa.table([columns[name] for name in schema.names], schema)
