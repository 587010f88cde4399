"""What all parts of the site file share: strict fields, identifiers, and validity dates."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pantau.schemas.sentences import sentence

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
"""A name safe in a folder and in SQL: a letter, then letters, digits, `-` and `_`, 64 characters at most.

Readers of hive-style folders take a name of digits for a number, and `01` for 1; hence the letter.
"""

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=1e9)]


def _written_date(value: object) -> object:
    if isinstance(value, str | int | float) and not _DATE.match(str(value)):
        raise ValueError(sentence("no_date"))
    return value


_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Day = Annotated[date, BeforeValidator(_written_date)]
"""A local date. A bare number, which pydantic reads as seconds since 1970, is refused."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_date)]
"""A date and time with its zone; a bare number is refused likewise."""


def _inside_archive(value: str) -> str:
    if value.startswith("/") or "\\" in value or ".." in value.split("/"):
        raise ValueError("should lie in the archive: a path relative to it, with / between folders and without ..")
    return normal_form(value.rstrip("/"))


def normal_form(name: str) -> str:
    """A name in the one form in which names of the site file and of the archive are compared, NFC.

    The same letters can be written composed or decomposed (Unicode Standard Annex 15); a Mac stores names decomposed,
    and people type them composed.
    """
    return unicodedata.normalize("NFC", name)


Named = Annotated[str, AfterValidator(normal_form)]
"""Text that is compared with names of the archive."""

ArchivePath = Annotated[str, AfterValidator(_inside_archive)]
"""A path in the archive, in normal form; a `/` at its end does not matter."""


class Strict(BaseModel):
    """A part of the site file; a field it does not know is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class Dated(Strict):
    """Something that holds from a date until (and including) another; open ends hold for ever."""

    valid_from: Day | None = Field(None, alias="from", description="first date on which this holds")
    valid_until: Day | None = Field(None, alias="until", description="last date on which this holds")

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
