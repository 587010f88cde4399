"""Hours of the day, and the weeks and openings made of them. Local time throughout."""

import re
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal

from holidays import country_holidays
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from pantau.schemas.sentences import sentence
from pantau.schemas.site.base import Dated, Day, Identifier, Strict

_SPAN = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d) ?[-–] ?(?:([01]\d|2[0-3])[:.]([0-5]\d)|(24)[:.]00)")


_ONE = r"([01]\d|2[0-3])[:.][0-5]\d ?[-–] ?(([01]\d|2[0-3])[:.][0-5]\d|24[:.]00)"


class OpenHours(Strict):
    """A stretch of a day; `24:00` is the following midnight."""

    opens: time
    closes: time | None = Field(description="None for midnight")

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}" if self.closes else f"{self.opens:%H:%M}-24:00"


def _read_spans(value: object) -> object:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list | tuple):
        raise ValueError(f"hours are written like '07:30-12:00, 13:00-16:00', not {value!r}")
    spans = sorted((_read_span(part) for part in value), key=lambda span: span.opens)
    for earlier, later in pairwise(spans):
        if earlier.closes is None or later.opens < earlier.closes:
            raise ValueError(sentence("hours_overlap", one=earlier, other=later))
    return tuple(spans)


def _read_span(text: object) -> OpenHours:
    if isinstance(text, OpenHours):
        return text
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError(sentence("no_hours", text=text))
    opens = time(int(found[1]), int(found[2]))
    closes = None if found[5] else time(int(found[3]), int(found[4]))
    if closes is not None and closes <= opens:
        raise ValueError(sentence("hours_backwards", text=text))
    return OpenHours(opens=opens, closes=closes)


Hours = Annotated[
    tuple[OpenHours, ...],
    BeforeValidator(_read_spans),
    PlainSerializer(lambda spans: ", ".join(map(str, spans)), return_type=str),
    WithJsonSchema({"type": ["string", "null"], "pattern": f"^({_ONE}( *, *{_ONE})*)?$", "examples": ["07:30-16:00"]}),
]
"""One or several stretches of a day, written `07:30-12:00, 13:00-16:00`; none for closed."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Week(Strict):
    """Hours by weekday; a day left out is closed."""

    mon: Hours = ()
    tue: Hours = ()
    wed: Hours = ()
    thu: Hours = ()
    fri: Hours = ()
    sat: Hours = ()
    sun: Hours = ()

    def on(self, day: date) -> tuple[OpenHours, ...]:
        """The stretches of a local date."""
        return getattr(self, WEEKDAYS[day.weekday()])


class Period(Dated):
    """Weekly hours while a rule holds, such as a regulation or a Ramadan; breaks are hours left out."""

    hours: Week
    agencies: tuple[Identifier, ...] = Field((), description="agencies it is for; all if left out")
    kind: Literal["ordinary", "ramadan"] = Field(
        "ordinary", description="kind of its days, by which answers may be told apart"
    )
    source: str = Field(min_length=1, description="the rule these hours come from")


class Opening(Strict):
    """A date with hours of its own; without hours the office is closed that day."""

    day: Day = Field(alias="date")
    hours: Hours = ()
    agencies: tuple[Identifier, ...] = ()
    source: str = Field(min_length=1, description="the announcement")


class PublicHolidays(Strict):
    """Public holidays by the `holidays` library."""

    country: str = Field("ID", min_length=2, max_length=2)
    categories: tuple[Literal["public", "government"], ...] = Field(
        ("public", "government"), min_length=1, description="government: collective leave (cuti bersama)"
    )

    @model_validator(mode="after")
    def _known(self) -> "PublicHolidays":
        try:
            country_holidays(self.country, categories=self.categories)
        except NotImplementedError as error:
            raise ValueError(f"the holidays of country {self.country!r} are not known; write one such as ID") from error
        except ValueError as error:
            raise ValueError(f"country {self.country} has no holidays in {' and '.join(self.categories)}") from error
        return self


class Calendar(Strict):
    """Service hours: openings win over holidays, holidays over periods, later periods over earlier ones."""

    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    holidays: PublicHolidays | None = PublicHolidays()
    openings: tuple[Opening, ...] = ()

    @model_validator(mode="after")
    def _one_opening_a_day(self) -> "Calendar":
        seen: set[tuple[date, str]] = set()
        for opening in self.openings:
            for agency in opening.agencies or ("",):
                if (opening.day, agency) in seen:
                    raise ValueError(
                        f"{opening.day} has two openings for the same agency; write one with all its hours"
                    )
                seen.add((opening.day, agency))
        return self
