"""The facts of all dates of a release, as arrays, and those of some agencies and dates among them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, SERVICE, DayFacts, facts_of


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
        return tuple(
            sorted({name for table in (self.events, self.openings) for name in numbered(table["agency_id"])[0]})
        )

    def among(self, agencies: Set[str], first: date, last: date) -> "Facts":
        """Those of some agencies, from one date to another."""
        return Facts(
            *(
                _filtered(
                    table,
                    _is_one_of(table["agency_id"], agencies)
                    & (table["service_date"].to_numpy() >= np.datetime64(first))
                    & (table["service_date"].to_numpy() <= np.datetime64(last)),
                )
                for table in (self.events, self.openings)
            ),
            tuple(one for one in self.observers if one[0] in agencies and first <= one[1] <= last),
        )

    def of(self, *kinds: str) -> pa.Table:
        """The events of some kinds."""
        return _filtered(self.events, _is_one_of(self.events["kind"], set(kinds)))

    @property
    def services(self) -> pa.Table:
        """The service sessions."""
        return self.of(SERVICE)


def gather(days: Iterable[DayFacts]) -> Facts:
    """All of it, in the order of dates and agencies. Names are stored once, and no day is kept beside its arrays."""
    observers, parts = [], {"events": _Gathered(EVENTS), "openings": _Gathered(OPENINGS)}
    for day in days:
        observers += [
            (day.agency_id, date.fromisoformat(day.service_date), camera, observer)
            for camera, observer in day.observers
        ]
        for name, gathered in parts.items():
            gathered.add(day, facts_of(getattr(day, name)))
    observers.sort(key=lambda one: (one[1], one[0]))
    return Facts(*(gathered.table() for gathered in parts.values()), tuple(observers))


class _Gathered:
    """The columns of many small tables, as arrays; names as numbers."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.columns: dict[str, list[np.ndarray]] = {name: [] for name in schema.names}
        self.names: dict[str, dict[str, int]] = {name: {} for name in (*schema.names, "agency_id")}
        self.days: list[tuple[str, str, int]] = []

    def add(self, day: DayFacts, table: pa.Table) -> None:
        self.days.append((day.service_date, day.agency_id, len(table)))
        for field in self.schema:
            column = table[field.name]
            if field.type == pa.string():
                names, codes = coded(column)
                known = self.names[field.name]
                numbers = np.array([known.setdefault(name, len(known)) for name in names], np.int16)
                self.columns[field.name].append(numbers[codes] if len(codes) else np.zeros(0, np.int16))
            else:
                self.columns[field.name].append(column.to_numpy())

    def table(self) -> pa.Table:
        """All rows, by date and agency; what was gathered is gone."""
        order = sorted(range(len(self.days)), key=lambda at: self.days[at][:2])
        arrays: dict[str, pa.Array] = {}
        for field in self.schema:
            parts = self.columns.pop(field.name)
            values = np.concatenate([parts[at] for at in order]) if order else np.zeros(0)
            del parts
            if field.type == pa.string():
                names = pa.array([*self.names[field.name]], pa.string())
                arrays[field.name] = pa.DictionaryArray.from_arrays(values.astype(np.int16, copy=False), names)
            else:
                arrays[field.name] = pa.array(values, field.type, from_pandas=True)
        days, agencies, rows = zip(*(self.days[at] for at in order), strict=True) if order else ((), (), ())
        arrays["service_date"] = pa.array(np.repeat(np.array(days, "datetime64[D]"), rows), pa.date32())
        known = self.names["agency_id"]
        numbers = np.array([known.setdefault(one, len(known)) for one in agencies], np.int16)
        arrays["agency_id"] = pa.DictionaryArray.from_arrays(np.repeat(numbers, rows), pa.array([*known], pa.string()))
        return pa.table(arrays)


def coded(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The names in a column of names, and for each row the number of its name."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if not len(column):
        return [], np.zeros(0, np.int64)
    one = column.unify_dictionaries().combine_chunks()
    return one.dictionary.to_pylist(), one.indices.to_numpy()


def numbered(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The names that occur in a column, sorted, and for each row the place of its name."""
    names, codes = coded(column)
    there = sorted(np.unique(codes).tolist(), key=lambda code: names[code])
    places = np.zeros(len(names), np.int64)
    places[there] = np.arange(len(there))
    return [names[code] for code in there], places[codes]


def _is_one_of(column: pa.ChunkedArray, wanted: Set[str]) -> np.ndarray:
    names, codes = coded(column)
    return np.array([name in wanted for name in names], bool)[codes] if names else np.zeros(0, bool)


def _filtered(table: pa.Table, mask: np.ndarray) -> pa.Table:
    """The rows of a mask; the table itself where these are all, which copies nothing."""
    return table if mask.all() else table.filter(pa.array(mask))


def texts(column: pa.ChunkedArray) -> np.ndarray:
    """A column of names as an array of texts."""
    return np.asarray(column.cast(pa.string()).to_numpy(zero_copy_only=False), object)
