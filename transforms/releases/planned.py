"""What a release publishes, whatever its level: what its files are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pantau.schemas.column import Column
from pantau.schemas.release import release_schema
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.facts import Facts
from pantau.transforms.releases.published import PublishedCounts

Row = dict[str, Any]


@dataclass(frozen=True)
class PlannedRelease:
    """The tables, what goes into the register, what the data card says of each block, and what stays in the office."""

    tables: Mapping[str, pa.Table]
    published: tuple[PublishedCounts, ...]
    covers: tuple[Row, ...]
    counts: int
    """How many counts were planned."""
    withheld: tuple[Row, ...]
    """Those that were withheld, and why."""
    notes: tuple[str, ...]
    """How fine each block is, a sentence each."""
    merging: tuple[str, ...]
    """What taking agencies together would make publishable, a sentence each."""


def tables_of(allowed: Mapping[str, tuple[Column, ...]], rows: Mapping[str, Iterable[Row]]) -> dict[str, pa.Table]:
    """The tables that are `allowed`, with their allow-listed columns alone."""
    return {
        name: pa.Table.from_pylist(
            [{column.name: row.get(column.name) for column in columns} for row in rows[name]],
            schema=release_schema(columns),
        )
        for name, columns in allowed.items()
    }


def cover_of(block: Block, facts: Facts) -> Row:
    """What the data card says of any block: dates, and how much of the service hours was observed."""
    opened = facts.openings
    open_s, observed_s = (sum(opened[name].to_pylist()) for name in ("open_s", "observed_s"))
    return {
        "agencies": block.name,
        "observer": block.observer,
        "first": str(block.first),
        "last": str(block.last),
        "observed_share": round(observed_s / open_s, 2) if open_s else 0.0,
    }
