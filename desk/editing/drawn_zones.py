"""What a page sends when zones were drawn. Only its form is judged here; what it says is judged by the site file."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pantau.schemas.site.zones import Zone

Text = Annotated[str, Field(max_length=200)]
DECIMALS = 6
"""Of a fraction of the frame at most, as it is written: far below a pixel. What is drawn has four."""


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class DrawnZone(_Sent):
    """A zone as it was drawn, fractions of the frame; `was` is its name in the site file, None where it is new."""

    id: Text
    kind: Text
    polygon: Annotated[list[Annotated[list[float], Field(min_length=2, max_length=2)]], Field(max_length=200)]
    counters: Annotated[list[Text], Field(max_length=200)] = []
    anchor: Text | None = None
    was: Text | None = None

    @classmethod
    def of(cls, zone: Zone) -> "DrawnZone":
        """A zone of the site file, as it is before anybody draws."""
        corners = [[float(value) for value in corner] for corner in zone.polygon]
        return cls(
            id=zone.id,
            kind=zone.kind,
            polygon=corners,
            counters=list(zone.counters),
            anchor=zone.anchor,
            was=zone.id,
        )


class Drawing(_Sent):
    """All zones of a camera's view.

    digest: of the site file on which it was drawn. day: the local date of the frame, which says which view is meant.
    since: the first local date on which the camera looked so, where that makes a new view; None where the view keeps
    its dates.
    """

    digest: Annotated[str, Field(max_length=64)]
    day: Annotated[date, Field(strict=False)]
    since: Annotated[date | None, Field(strict=False)] = None
    zones: Annotated[list[DrawnZone], Field(max_length=200)]

    @field_validator("zones")
    @classmethod
    def _once(cls, value: list[DrawnZone]) -> list[DrawnZone]:
        former = [zone.was for zone in value if zone.was is not None]
        if len(set(former)) < len(former):
            raise ValueError("two zones cannot have been the same one")
        return value


def written(value: float) -> str:
    """A fraction as the site file has it."""
    return f"{round(value, DECIMALS):.{DECIMALS}f}".rstrip("0").ljust(3, "0")
