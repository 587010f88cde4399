"""What a column is: a name, an Arrow type, a unit and what it means in two languages."""

from dataclasses import dataclass

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True)
class Column:
    """One column, declared once and listed by every table that has it.

    `unit` is `None` for text, flags and identifiers. `values` lists the words a column may hold, where they are few.
    """

    name: str
    type: pa.DataType
    english: str
    indonesian: str
    unit: str | None = None
    nullable: bool = False
    values: tuple[str, ...] = ()

    def field(self, nullable: bool) -> pa.Field:
        """The Arrow field, with unit, descriptions and allowed values as metadata."""
        notes = {"unit": self.unit or "", "en": self.english, "id": self.indonesian, "values": "|".join(self.values)}
        return pa.field(self.name, self.type, nullable, {key: note for key, note in notes.items() if note})
