"""Cameras and their legal register (UU 27/2022, art. 17: a purpose and a displayed notice)."""

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pantau.schemas.site.base import Day, Identifier, Named, Strict, on, overlapping
from pantau.schemas.site.hours import Week
from pantau.schemas.site.zones import View

ASPECT = re.compile(r"^[1-9]\d{0,3}:[1-9]\d{0,3}$")

WIDEST_PICTURE = 4
"""Width by height, or height by width. The widest cameras put two frames of 16:9 side by side, which is 3.6."""


def _written_aspect(value: object) -> object:
    if isinstance(value, str):
        if not ASPECT.match(value):
            raise ValueError("should be written width:height, such as 16:9")
        shape = Fraction(value.replace(":", "/"))
        if not Fraction(1, WIDEST_PICTURE) <= shape <= WIDEST_PICTURE:
            raise ValueError(f"should lie between 1:{WIDEST_PICTURE} and {WIDEST_PICTURE}:1")
    return value


class RecordingSchedule(Strict):
    """When a camera is meant to record. In the other modes than `scheduled`, missing footage is expected."""

    mode: Literal["scheduled", "motion", "alarm", "smart"] = "scheduled"
    hours: Week | None = Field(None, description="when it records; its service hours if left out")


class Camera(Strict):
    """One camera; without purpose, notice, zone type and retention it is refused."""

    id: Identifier
    agency: Identifier
    recorder: Identifier
    channel: int | None = Field(None, ge=1, description="channel of the recorder, the first is 1")
    device: Named | None = Field(None, description="device name at the start of exported file names")
    display_aspect: Annotated[str, Field(pattern=ASPECT.pattern), BeforeValidator(_written_aspect)] | None = Field(
        None, description="width:height of the picture as it should be shown, such as 16:9; else as its recordings say"
    )
    purpose: Annotated[str, Field(min_length=3, description="why the camera is there")]
    legal_basis: str | None = Field(
        None, min_length=3, description="the rule by which its footage may be used to measure service"
    )
    notice_date: Day = Field(description="since when the notice has been displayed; no older footage is used")
    zone_type: Literal["public", "service", "staff", "restricted"] = Field(description="the kind of place it shows")
    retention_days: int = Field(ge=1, le=36_500, description="days after which its recordings are deleted")
    recording: RecordingSchedule = RecordingSchedule()
    frame_rate: float | None = Field(
        None,
        gt=0,
        le=240,
        description="frames a second of its streams that carry no times; no others use it",
    )
    views: tuple[View, ...] = ()

    @model_validator(mode="after")
    def _views(self) -> "Camera":
        if pair := overlapping(self.views):
            raise ValueError(f"views from {pair[0].valid_from} and from {pair[1].valid_from} hold on the same date")
        return self

    @property
    def shown_aspect(self) -> Fraction | None:
        """`display_aspect` as width by height; None where the recordings say it."""
        return Fraction(self.display_aspect.replace(":", "/")) if self.display_aspect else None

    def sees_restricted(self, day: date) -> bool:
        """Whether it shows, on a local date, where visitors must not be."""
        return self.zone_type == "restricted" or bool(self.view(day).of("restricted"))

    def view(self, day: date) -> View:
        """The zones that hold on a local date; an empty view if none do."""
        views = on(self.views, day)
        return views[0] if views else View()

    def view_since(self, day: date) -> date:
        """From when on the zones that hold on a local date do; `date.min` where none do, or no date is given."""
        views = on(self.views, day)
        return (views[0].valid_from if views else None) or date.min

    def view_follows(self, day: date) -> bool:
        """Whether the zones that hold on a local date took the place of others, as when a camera was moved."""
        since = self.view_since(day)
        return any((view.valid_from or date.min) < since for view in self.views)
