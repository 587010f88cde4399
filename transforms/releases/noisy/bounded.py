"""The counts behind noise: of each counter's date at most so many, whatever happened on it."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from pantau.transforms.disclosure.cells import Key
from pantau.transforms.disclosure.units import queue_of
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.counts import Resolution, places
from pantau.transforms.releases.counting.duration_classes import EDGES_S
from pantau.transforms.releases.counting.facts import numbered

NOT_KNOWN = len(EDGES_S)
"""The class of those of which it is not known how long they lasted, behind the others."""


def bounded(events: pa.Table, most: int) -> pa.Table:
    """The events of which each counter (or shared queue) and date has at most `most`: those spread evenly over it.

    A queue is one, whoever was at work for it. Which ones are left depends on the events of that counter's date alone.
    """
    day, hour = (events[name].to_numpy() for name in ("service_date", "hour"))
    names, unit = numbered(events["unit"])
    queues = [queue_of(name) for name in names]
    unit = np.array([queues.index(one) for one in queues], int)[unit] if names else unit
    order = np.lexsort((hour, day, unit))
    begins = np.ones(len(order), bool)
    begins[1:] = (unit[order][1:] != unit[order][:-1]) | (day[order][1:] != day[order][:-1])
    starts = np.flatnonzero(begins)
    there = np.diff(np.append(starts, len(order)))
    nth, n = np.arange(len(order)) - np.repeat(starts, there), np.repeat(there, there)
    kept = np.zeros(len(order), bool)
    kept[order] = (n <= most) | ((nth + 1) * most // np.maximum(n, 1) > nth * most // np.maximum(n, 1))
    return events if kept.all() else events.filter(pa.array(kept))


def open_counters(openings: pa.Table, block: Block, resolution: Resolution) -> dict[Key, int]:
    """How many counters were observed in each innermost cell, whether or not anybody came."""
    seen = openings.filter(pa.array(openings["observed_s"].to_numpy() > 0))
    at, unit = places(seen, block, resolution), numbered(seen["unit"])[1]
    there = {
        (at.periods[one], at.times[two], int(three))
        for one, two, three in zip(at.period_at, at.time_at, unit, strict=True)
    }
    found: dict[Key, int] = {}
    for period, time, _ in sorted(there):
        found[period, time] = found.get((period, time), 0) + 1
    return found


def in_cells(events: pa.Table, block: Block, resolution: Resolution, cells: Iterable[Key]) -> list[int]:
    """How many there are in each of these cells; those outside of all of them are not counted."""
    at = places(events, block, resolution)
    by = np.bincount(
        at.period_at * len(at.times) + at.time_at, minlength=max(1, len(at.periods)) * max(1, len(at.times))
    )
    place = {(one, two): n * len(at.times) + m for n, one in enumerate(at.periods) for m, two in enumerate(at.times)}
    return [int(by[place[cell]]) if cell in place else 0 for cell in cells]


def in_classes(seconds: np.ndarray, known: np.ndarray) -> list[int]:
    """How many lasted so long, by the classes of `EDGES_S`; last, those of which it is not `known`."""
    at = np.where(known, np.searchsorted(EDGES_S, np.nan_to_num(seconds), side="right") - 1, NOT_KNOWN)
    return np.bincount(at, minlength=NOT_KNOWN + 1).tolist()
