"""Zones: polygons on a camera's frame, what happens in them, and for which counters."""

from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from pantau.schemas.sentences import sentence
from pantau.schemas.site.base import Dated, Identifier, Strict
from pantau.schemas.site.polygons import Point, check_simple

ZoneKind = Literal["customer", "staff", "seat", "queue", "waiting", "restricted", "objects", "ignore"]
Anchor = Literal["feet", "centre", "overlap"]


class Zone(Strict):
    """A polygon in fractions of the frame (0,0 is the top left corner)."""

    id: Identifier
    kind: ZoneKind = Field(
        description="seat: the place of a clerk from head to lap; objects: where things left or taken are looked for; "
        "ignore: whatever is seen there"
    )
    polygon: Annotated[tuple[Point, ...], Field(min_length=3, max_length=100)]
    counters: tuple[Identifier, ...] = Field((), description="counters it belongs to; a queue may lead to several")
    anchor: Anchor | None = Field(None, description="what of a person must lie inside; feet unless said otherwise")

    @field_validator("polygon")
    @classmethod
    def _simple(cls, value: tuple[Point, ...]) -> tuple[Point, ...]:
        return check_simple(value)

    @model_validator(mode="after")
    def _counters(self) -> "Zone":
        if self.kind in ("customer", "seat", "queue") and not self.counters:
            raise ValueError(sentence("needs_counter", kind=self.kind))
        if self.kind in ("customer", "seat") and len(self.counters) > 1:
            raise ValueError(sentence("one_counter", kind=self.kind, count=len(self.counters)))
        if len(set(self.counters)) < len(self.counters):
            raise ValueError(sentence("counter_twice"))
        return self

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box round the polygon: x1, y1, x2, y2 in fractions."""
        across, down = zip(*self.polygon, strict=True)
        return min(across), min(down), max(across), max(down)


class View(Dated):
    """The zones of a camera while it looked the same way."""

    zones: tuple[Zone, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> "View":
        names = [zone.id for zone in self.zones]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(sentence("zone_twice", name=sorted(twice)[0]))
        if pair := next((pair for pair in combinations(names, 2) if pair[0].lower() == pair[1].lower()), None):
            raise ValueError(sentence("zones_alike", one=pair[0], other=pair[1]))
        return self

    def of(self, *kinds: ZoneKind, counter: str | None = None) -> list[Zone]:
        """The zones of these kinds, of one counter or of all."""
        return [zone for zone in self.zones if zone.kind in kinds and (counter is None or counter in zone.counters)]
