"""A queue that fits an office, of its published numbers alone.

Parties come at random, at a rate for each time of day; they wait in one queue, first come first served, for the first
counter that is free; each has a patience, after which it leaves; and is served for a time of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, log
from typing import Any, NamedTuple

import numpy as np

from pantau.schemas.release import ALL
from pantau.transforms.releases.counting.duration_classes import CUT, ENDED, DurationClass, lasting_shares

Row = Mapping[str, Any]

WORKING = (8.0, 16.0)
"""Local hours in which an office is taken for open where bins are too wide to tell; chosen, as offices have it."""

LEAST_OBSERVED_H = 1.0
"""Of less nobody can tell how many counters there are, nor how many come in an hour: published hours are rounded to
0.1, which would be a tenth of it. Chosen."""

LEAST = 1e-6
"""A share taken for none."""

WIDE_H = 2.0
"""Bins wider than this do not tell when an office opens."""


class Lasting(NamedTuple):
    """A distribution of seconds: from each edge on, the share that lasts longer; beyond the last, at a constant rate,
    1/s (no end where it is 0)."""

    edges: tuple[float, ...]
    beyond: tuple[float, ...]
    rate: float

    def drawn(self, random: np.random.Generator) -> float:
        """One of them, s; within a class all lengths are as likely."""
        left = 1 - random.random()
        if left < self.beyond[-1]:
            return self.edges[-1] + random.exponential(1 / self.rate) if self.rate else float("inf")
        return float(np.interp(left, self.beyond[::-1], self.edges[::-1]))


class OpenTime(NamedTuple):
    """Local hours of the day, and how many parties come in each."""

    from_h: float
    to_h: float
    parties_an_hour: float


@dataclass(frozen=True)
class QueueModel:
    """An office: how many counters, when parties come, how long services last, and how long parties wait before leaving
    (`None`: that is not known), and the published median of waiting."""

    name: str
    counters: int
    times: tuple[OpenTime, ...]
    service: Lasting
    patience: Lasting | None
    median_waiting_s: float | None = None


Dates = Mapping[tuple[str, str, str], tuple[date, date]]
"""Agencies, observer and its first date of a block, and the block's first and last date."""


def fitted(cells: Iterable[Row], durations: Iterable[Row], dates: Dates) -> list[QueueModel]:
    """A model for each of these blocks of a release of aggregates, of its tables.

    Parties are counted for each hour of a counter that was observed, so what nobody saw makes no office quieter. There
    are as many counters as their observed hours come to on working days, rounded up.

    Raises:
        ValueError: of no office it is published how many came, how long services last, and that enough was observed.
    """
    durations = list(durations)
    found = []
    blocks: dict[tuple[str, str, str], list[Row]] = {}
    for row in cells:
        blocks.setdefault(_block(row), []).append(row)
    for number, (block, rows) in enumerate(sorted(blocks.items()), 1):
        mine = [row for row in durations if _block(row) == block]
        service = _service(mine)
        whole = _whole(rows)
        if block in dates and service and whole["visits"] is not None and whole["observed_hours"] >= LEAST_OBSERVED_H:
            counters, times = _times(rows, whole, *dates[block])
            model = QueueModel(f"synthetic-{number}", counters, times, service, _patience(mine))
            found.append(replace(model, median_waiting_s=whole["median_waiting_s"]))
    if not found:
        raise ValueError(
            "the release tells of no office how many visits there were, how long services last, and of "
            f"{LEAST_OBSERVED_H:g} observed hours or more; take one with more dates, and the first of its dates"
        )
    return found


def _block(row: Row) -> tuple[str, str, str]:
    return row["agencies"], row["observer"], row["observer_from"]


def _whole(rows: Sequence[Row]) -> Row:
    """The row of all: a total over a dimension with one category is not there."""
    return max(rows, key=lambda row: (row["period"] == ALL) + (row["time_of_day"] == ALL))


def _times(rows: Sequence[Row], whole: Row, first: date, last: date) -> tuple[int, tuple[OpenTime, ...]]:
    periods = {row["period"] for row in rows}
    over = ALL if ALL in periods else min(periods)
    bins = [row for row in rows if row["period"] == over and row["time_of_day"] != ALL and row["observed_hours"]]
    days = sum((first + timedelta(days=n)).weekday() < 5 for n in range((last - first).days + 1)) or 1
    # Hours that were hardly observed are published as none.
    opened = [(*_hours(row["time_of_day"]), row) for row in bins or [whole]]
    at_once = max(row["observed_hours"] / days / (to_h - from_h) for from_h, to_h, row in opened)
    counters = max(1, ceil(at_once - 0.05))
    usual = _came(whole) / whole["observed_hours"]
    times = tuple(
        OpenTime(from_h, to_h, counters * (_came(row) / row["observed_hours"] if row["visits"] is not None else usual))
        for from_h, to_h, row in opened
    )
    return counters, times


def _came(row: Row) -> int:
    return row["visits"] + (row["reneged"] or 0)


def _hours(time_of_day: str) -> tuple[float, float]:
    begin, end = (int(part[:2]) for part in (time_of_day.split("-") if time_of_day != ALL else ("00", "24")))
    if end - begin > WIDE_H and min(end, WORKING[1]) > max(begin, WORKING[0]):
        return max(begin, WORKING[0]), min(end, WORKING[1])
    return float(begin), float(end)


def _service(rows: Sequence[Row]) -> Lasting | None:
    ended = [row for row in rows if row["measure"] == "service" and row["outcome"] == ENDED]
    beyond = [row["lasting_share"] for row in ended]
    return _lasting([row["from_s"] for row in ended], beyond, any(row["or_unfinished"] for row in ended))


def _patience(rows: Sequence[Row]) -> Lasting | None:
    """How long parties wait before they leave: who was served would have waited longer."""
    waits = [row for row in rows if row["measure"] == "waiting"]
    left = [_class(row) for row in waits if row["outcome"] == "left"]
    served = [_class(row)._replace(outcome=CUT) for row in waits if row["outcome"] == ENDED]
    if not left:
        return None
    return _lasting([one.from_s for one in left], lasting_shares(left, served), any(one.or_unfinished for one in left))


def _class(row: Row) -> DurationClass:
    return DurationClass(row["outcome"], row["from_s"], row["to_s"], {"": row["n"]}, row["or_unfinished"])


def _lasting(begins: Sequence[float], beyond: Sequence[float | None], unfinished: bool) -> Lasting | None:
    """Of classes that follow each other and the share that lasts beyond each; the last has no end.

    Beyond it services and patience end at the rate of the class before. Where it holds those `unfinished`, of whom it
    is not known how long they lasted, it is left out: they are like the others.
    """
    if len(begins) < 2 or None in beyond[:-1]:
        return None
    shares = [1.0, *map(float, beyond[:-1])]
    if unfinished and len(begins) > 2:
        shares = [(one - shares[-1]) / (1 - shares[-1]) for one in shares]
    rate = log(max(shares[-2], LEAST) / max(shares[-1], LEAST)) / (begins[-1] - begins[-2])
    return Lasting(tuple(begins), tuple(shares), rate)
