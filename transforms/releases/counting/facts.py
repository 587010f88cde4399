"""The facts of all dates of a release, as arrays, and those of some agencies and dates among them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pantau.transforms.releases.counting.day_facts import SERVICE, DayFacts, facts_of


@dataclass(frozen=True, eq=False)
class Facts:
    """Events and openings of agencies and dates, with the columns of `day_facts` and `service_date`, `agency_id`."""

    events: pa.Table
    openings: pa.Table
    observers: tuple[tuple[str, date, str, str], ...]
    """Agency, date, camera and the observer that saw it."""

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The agencies with events or openings."""
        return tuple(sorted({*self._names(self.events), *self._names(self.openings)}))

    def _names(self, table: pa.Table) -> list[str]:
        return pc.unique(table["agency_id"].combine_chunks().cast(pa.string())).to_pylist()

    def among(self, agencies: Set[str], first: date, last: date) -> "Facts":
        """Those of some agencies, from one date to another."""
        return Facts(
            *(
                table.filter(
                    pc.and_(
                        pc.is_in(table["agency_id"].cast(pa.string()), pa.array(sorted(agencies))),
                        pc.and_(
                            pc.greater_equal(table["service_date"], first), pc.less_equal(table["service_date"], last)
                        ),
                    )
                )
                for table in (self.events, self.openings)
            ),
            tuple(one for one in self.observers if one[0] in agencies and first <= one[1] <= last),
        )

    def of(self, *kinds: str) -> pa.Table:
        """The events of some kinds."""
        return self.events.filter(pc.is_in(self.events["kind"].cast(pa.string()), pa.array(kinds)))

    @property
    def services(self) -> pa.Table:
        """The service sessions."""
        return self.of(SERVICE)


def gather(days: Iterable[DayFacts]) -> Facts:
    """All of it, in the order of dates and agencies; names are stored once."""
    days = sorted(days, key=lambda day: (day.service_date, day.agency_id))
    observers = tuple(
        (day.agency_id, date.fromisoformat(day.service_date), camera, observer)
        for day in days
        for camera, observer in day.observers
    )
    return Facts(*(_joined([(day, getattr(day, name)) for day in days]) for name in ("events", "openings")), observers)


def _joined(parts: list[tuple[DayFacts, bytes]]) -> pa.Table:
    tables = []
    for day, content in parts:
        table = facts_of(content)
        on = pa.repeat(pa.scalar(date.fromisoformat(day.service_date), pa.date32()), len(table))
        agency = pa.repeat(pa.scalar(day.agency_id), len(table))
        table = table.append_column("service_date", on).append_column("agency_id", agency)
        for at, field in enumerate(table.schema):
            if field.type == pa.string():
                table = table.set_column(at, field.name, table[field.name].dictionary_encode())
        tables.append(table)
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def texts(column: pa.ChunkedArray) -> np.ndarray:
    """A column of names as an array of texts."""
    return np.asarray(column.cast(pa.string()).to_numpy(zero_copy_only=False), object)
