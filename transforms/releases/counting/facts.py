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
    """The columns of many small tables, one behind the other as bytes; names as numbers.

    Small arrays of years, freed one by one, would leave a heap of holes: measured, 300 MB of five years of 50 cameras.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self.types = {
            field.name: np.dtype(np.int16 if field.type == pa.string() else field.type.to_pandas_dtype())
            for field in schema
        }
        self.schema = schema
        self.columns: dict[str, bytearray] = {name: bytearray() for name in schema.names}
        self.names: dict[str, dict[str, int]] = {name: {} for name in (*schema.names, "agency_id")}
        self.days: list[tuple[str, str]] = []
        self.ends = [0]

    def add(self, day: DayFacts, table: pa.Table) -> None:
        self.days.append((day.service_date, day.agency_id))
        self.ends.append(self.ends[-1] + len(table))
        for name, kind in self.types.items():
            named = self.schema.field(name).type == pa.string()
            values = self._numbers(name, *coded(table[name])) if named else table[name].to_numpy()
            self.columns[name] += values.astype(kind, copy=False).tobytes()

    def table(self) -> pa.Table:
        """All rows, by date and agency; what was gathered is gone."""
        order = sorted(range(len(self.days)), key=self.days.__getitem__)
        rows = [self.ends[at + 1] - self.ends[at] for at in order]
        arrays: dict[str, pa.Array] = {}
        for field in self.schema:
            values = np.frombuffer(self.columns.pop(field.name), self.types[field.name])
            if order != sorted(order):
                values = np.concatenate([values[self.ends[at] : self.ends[at + 1]] for at in order])
            named = field.type == pa.string()
            arrays[field.name] = (
                self._named(field.name, values) if named else pa.array(values, field.type, from_pandas=True)
            )
        days = np.array([self.days[at][0] for at in order], "datetime64[D]").astype(np.int32)
        arrays["service_date"] = pa.array(np.repeat(days, rows)).view(pa.date32())
        agencies = [self.days[at][1] for at in order]
        numbers = self._numbers("agency_id", agencies, np.arange(len(agencies)))
        arrays["agency_id"] = self._named("agency_id", np.repeat(numbers, rows))
        return pa.table(arrays)

    def _numbers(self, column: str, names: list[str], codes: np.ndarray) -> np.ndarray:
        known = self.names[column]
        return np.array([known.setdefault(name, len(known)) for name in names], np.int16)[codes]

    def _named(self, column: str, numbers: np.ndarray) -> pa.Array:
        return pa.DictionaryArray.from_arrays(numbers, pa.array([*self.names[column]], pa.string()))


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
    places = np.zeros(len(names), np.int32)
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
