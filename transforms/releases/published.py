"""Numbers that releases have published, as the register of the warehouse keeps them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pantau.transforms.disclosure.cells import Key
from pantau.transforms.releases.counting.periods import period_of, time_of_day


@dataclass(frozen=True)
class PublishedCounts:
    """One measure of one block of a release: what was published in each cell, and which were withheld.

    `first` and `last` are service dates, both included; `cells` has `None` where a number was withheld.
    """

    measure: str
    agencies: tuple[str, ...]
    first: date
    last: date
    period_kind: str
    bin_minutes: int
    cells: Mapping[Key, int | None]

    def innermost(self, agency: str, day: date, hour: int) -> Key | None:
        """The cell in which an hour of an agency's date lies; `None` outside of the block."""
        if agency not in self.agencies or not self.first <= day <= self.last:
            return None
        return period_of(self.period_kind, day, self.first, self.last), time_of_day(hour, self.bin_minutes)

    def overlaps(self, other: "PublishedCounts") -> bool:
        """Whether some visits may be behind numbers of both."""
        return (
            self.measure == other.measure
            and bool(set(self.agencies) & set(other.agencies))
            and self.first <= other.last
            and other.first <= self.last
        )


def to_text(published: Iterable[PublishedCounts]) -> str:
    """As JSON, for a column."""
    rows = [
        asdict(one)
        | {"first": str(one.first), "last": str(one.last), "cells": [[*key, n] for key, n in one.cells.items()]}
        for one in published
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[PublishedCounts]:
    """What `to_text` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is something else.
    """
    return [_from(row) for row in json.loads(text)]


def _from(row: Mapping[str, Any]) -> PublishedCounts:
    return PublishedCounts(
        row["measure"],
        tuple(row["agencies"]),
        date.fromisoformat(row["first"]),
        date.fromisoformat(row["last"]),
        row["period_kind"],
        row["bin_minutes"],
        {(period, time): n for period, time, n in row["cells"]},
    )
