"""What a column is: a name, an Arrow type, a unit and what it means in two languages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from numbers import Integral, Real
from typing import Any

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")

_FITS: dict[pa.DataType, tuple[Callable[[Any], bool], str]] = {
    TIMESTAMP: (lambda value: isinstance(value, datetime) and value.utcoffset() is not None, "a datetime with a zone"),
    pa.date32(): (lambda value: isinstance(value, date) and not isinstance(value, datetime), "a date"),
    pa.int64(): (lambda value: isinstance(value, Integral) and not isinstance(value, bool), "a whole number"),
    pa.float64(): (
        lambda value: isinstance(value, Real) and not isinstance(value, bool) and isfinite(value),
        "a finite number",
    ),
    pa.string(): (lambda value: isinstance(value, str), "text"),
    pa.binary(): (lambda value: isinstance(value, bytes), "bytes"),
    pa.list_(pa.string()): (
        lambda value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
        "a list of text",
    ),
}
"""What Arrow would convert without a word: naive times to UTC, 1.5 to 1, bytes and text to lists, numbers to dates."""


@dataclass(frozen=True)
class Column:
    """One column, declared once and listed by every table that has it.

    `unit` is `None` for text, flags and identifiers. `values` lists the words a column may hold, where they are few.
    `formerly` has the names under which files of earlier versions of the program hold it.
    """

    name: str
    type: pa.DataType
    english: str
    indonesian: str
    unit: str | None = None
    nullable: bool = False
    values: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    def field(self, nullable: bool) -> pa.Field:
        """The Arrow field, with unit, descriptions and allowed values as metadata."""
        notes = {"unit": self.unit or "", "en": self.english, "id": self.indonesian, "values": "|".join(self.values)}
        return pa.field(self.name, self.type, nullable, {key: note for key, note in notes.items() if note})

    def check(self, values: Iterable[Any], nullable: bool) -> None:
        """Refuses values that the column may not hold.

        Raises:
            ValueError: a value is null and may not be, has another type, is not finite, or is not one of `self.values`.
        """
        fits, kind = _FITS.get(self.type, (None, ""))
        for value in values:
            if value is None:
                if not nullable:
                    raise ValueError(f"column {self.name} is null in a row, and may not be")
            elif fits and not fits(value):
                raise ValueError(f"column {self.name} holds {value!r}, which is not {kind}")
            elif self.values and value not in self.values:
                raise ValueError(f"column {self.name} holds {value!r}; it may hold {', '.join(self.values)}")
