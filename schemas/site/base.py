"""What all parts of the site file share: strict fields, identifiers, and validity dates."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""A name safe in a folder and in SQL: letters, digits, `-` and `_`, 64 characters at most."""

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """A part of the site file; a field it does not know is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Dated(Strict):
    """Something that holds from a date until (and including) another; open ends hold for ever."""

    valid_from: date | None = Field(None, alias="from", description="first date on which this holds")
    valid_until: date | None = Field(None, alias="until", description="last date on which this holds")

    @model_validator(mode="after")
    def _ordered(self) -> "Dated":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError(f"'from' {self.valid_from} lies after 'until' {self.valid_until}; exchange them")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether this holds on the local date `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


D = TypeVar("D", bound=Dated)


def on(entries: Iterable[D], day: date) -> list[D]:
    """The entries that hold on the local date `day`, in the order of the file."""
    return [entry for entry in entries if entry.holds_on(day)]


def overlapping(entries: Iterable[Dated]) -> tuple[Dated, Dated] | None:
    """Two entries that hold on a same date, or `None`."""
    ordered = sorted(entries, key=lambda entry: entry.valid_from or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier.valid_until or date.max) >= (later.valid_from or date.min):
            return earlier, later
    return None
