"""Counters, the agencies behind them by date, and the standards they are held to."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pantau.schemas.site.base import Dated, Identifier, Share, Strict, on, overlapping


class Agency(Strict):
    """A public body (OPD) that serves at counters of the site."""

    id: Identifier
    name: str = Field(min_length=1)


class Tenure(Dated):
    """Which agency a counter belonged to, and for which service."""

    agency: Identifier
    service: str | None = None


class Counter(Strict):
    """A place where an officer serves applicants."""

    id: Identifier
    name: str = Field(min_length=1)
    tenures: Annotated[tuple[Tenure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _tenures(self) -> "Counter":
        if pair := overlapping(self.tenures):
            raise ValueError(f"agencies {pair[0].agency!r} and {pair[1].agency!r} hold the counter on the same date")
        return self

    def agency(self, day: date) -> str | None:
        """The agency on a local date, or `None` when the counter belonged to nobody."""
        tenures = on(self.tenures, day)
        return tenures[0].agency if tenures else None


class Standard(Dated):
    """A promise to applicants: a portion of them waits or is served within a limit."""

    agency: Identifier
    measure: Literal["waiting", "service"]
    limit_s: float = Field(gt=0)
    portion: Share = 1.0
    least_recorded: Share = Field(
        0.9,
        description="share of the service hours that must be recorded before the standard counts as kept; chosen: the "
        "share below which health warns: were all visits of the rest over the limit, it would fall by a tenth at most",
    )
    source: str = Field(min_length=1, description="the regulation or announcement that makes it a standard")
