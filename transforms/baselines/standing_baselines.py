"""Which baselines hold on a service date, of those that stand in the warehouse."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pantau.schemas.tables import BASELINES
from pantau.transforms.tables.partition_files import read_files
from pantau.transforms.tables.visible_files import VisibleFile, visible_files

Baselines = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""Rows of `baselines` by agency, counter and kind."""


def baselines_on(warehouse: str, site_id: str, day: date) -> Baselines:
    """Of each agency, counter and kind the newest that holds on a date: made of former dates alone."""
    files = tuple(file for file in visible_files(warehouse, BASELINES) if file.partition.values[0] <= day)
    held = [row for row in _rows(files) if row["site_id"] == site_id]
    held.sort(key=lambda row: row["service_date"])
    return {(row["agency_id"], row["counter_id"], row["kind"]): row for row in held}


@lru_cache(maxsize=4)
def _rows(files: tuple[VisibleFile, ...]) -> list[dict[str, Any]]:
    return read_files(BASELINES, files).to_pylist()
