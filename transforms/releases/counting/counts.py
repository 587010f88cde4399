"""Counts of a block by period, time of day and counter, with their totals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Key
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.facts import numbered
from pantau.transforms.releases.counting.periods import period_of, time_of_day


@dataclass(frozen=True)
class Resolution:
    """How fine cells are: the kind of period (see `periods.LADDERS`) and the width of time bins, minutes."""

    period_kind: str
    bin_minutes: int


@dataclass(frozen=True, eq=False)
class CellPlaces:
    """In which cell each row lies: places in `periods` and `times`, which are sorted."""

    periods: tuple[str, ...]
    times: tuple[str, ...]
    period_at: np.ndarray
    time_at: np.ndarray


def places(rows: pa.Table, block: Block, resolution: Resolution) -> CellPlaces:
    """The cells of rows with `service_date` and `hour`."""
    days, day_at = np.unique(rows["service_date"].to_numpy(), return_inverse=True)
    kind, width = resolution.period_kind, resolution.bin_minutes
    named = [period_of(kind, day, block.first, block.last) for day in days.astype(object)]
    periods, of_day = np.unique(np.array(named, object), return_inverse=True) if named else ((), np.zeros(0, int))
    hours, hour_at = np.unique(rows["hour"].to_numpy(), return_inverse=True)
    bins = [time_of_day(int(hour), width) for hour in hours]
    times, of_hour = np.unique(np.array(bins, object), return_inverse=True) if bins else ((), np.zeros(0, int))
    return CellPlaces(tuple(periods), tuple(times), of_day[day_at], of_hour[hour_at])


def count_cells(rows: pa.Table, opened: pa.Table, block: Block, resolution: Resolution) -> dict[Key, Cell]:
    """The cells by (period, time of day) that have rows or in which a counter was open, and all totals of them."""
    found = _by_cell(rows, block, resolution)
    at = places(opened, block, resolution)
    for period, time in sorted(set(zip(at.period_at.tolist(), at.time_at.tolist(), strict=True))):
        found.setdefault((at.periods[period], at.times[time]), {})
    return _with_totals(found)


def _by_cell(rows: pa.Table, block: Block, resolution: Resolution) -> dict[Key, dict[str, int]]:
    at = places(rows, block, resolution)
    units, unit_at = numbered(rows["unit"])
    shape = len(at.periods), len(at.times), len(units)
    place = np.ravel_multi_index((at.period_at, at.time_at, unit_at), shape) if len(rows) else np.zeros(0, int)
    found: dict[Key, dict[str, int]] = {}
    for one, visits in zip(*np.unique(place, return_counts=True), strict=True):
        period, time, unit = np.unravel_index(one, shape)
        found.setdefault((at.periods[period], at.times[time]), {})[units[unit]] = int(visits)
    return found


def _with_totals(cells: Mapping[Key, Mapping[str, int]]) -> dict[Key, Cell]:
    behind: dict[Key, dict[str, int]] = {}
    for (period, time), by_counter in cells.items():
        for total in ((period, time), (period, ALL), (ALL, time), (ALL, ALL)):
            sums = behind.setdefault(total, {})
            for counter, visits in by_counter.items():
                sums[counter] = sums.get(counter, 0) + visits
    return {key: Cell(by_counter) for key, by_counter in sorted(behind.items())}
