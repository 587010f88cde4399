"""Recorders: how they name their files and how far their clocks are off."""

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from pantau.schemas.sentences import sentence
from pantau.schemas.site.base import ArchivePath, Dated, Identifier, Moment, Named, Seconds, Strict, on, overlapping

ASSUMED = "assumed"
"""The source of the offset of a clock of which the site file says nothing."""


class Clock(Dated):
    """How far a recorder's clock was ahead of true time between two dates."""

    offset_s: float = Field(
        ge=-1e9, le=1e9, description="recorder time minus true time; negative where the recorder is late"
    )
    uncertainty_s: Seconds = Field(1.0, description="half width within which the corrected time is believed")
    source: str = Field(min_length=1, description="who found it out, and how")


class KnownStart(Strict):
    """A file whose name carries no time, with the time somebody knows."""

    file: ArchivePath = Field(min_length=1, description="path relative to the archive, with / between folders")
    camera: Identifier
    started_at: Moment = Field(description="first frame by the recorder's clock, with its zone, e.g. +07:00")
    source: str = Field(min_length=1, description="how the time is known")


class NamePattern(Strict):
    """A way of naming files of the site's own."""

    id: Identifier
    regex: Named = Field(
        min_length=1,
        description="regular expression over the path relative to the archive, with named groups: start (14 digits) or "
        "date and start_time, and where there are any end or end_time, channel, device",
    )
    channel_base: int = Field(1, ge=0, le=1, description="the number its first channel has")

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}; write it in single quotes") from error
        return value


class Recorder(Strict):
    """One recorder (or one folder of exports), and how to read its file names."""

    id: Identifier
    folder: ArchivePath = Field("", description="folder of the archive that holds its files; empty for all of it")
    timezone: str | None = Field(None, description="zone in which the names are written; the site's zone if left out")
    patterns: tuple[NamePattern, ...] = Field((), description="names that the program does not know by itself")
    clocks: tuple[Clock, ...] = ()
    known_starts: tuple[KnownStart, ...] = ()
    container_times: Literal["utc", "local"] | None = Field(
        None,
        description="date files whose names carry no time by their containers, which this recorder writes as a file is "
        "opened, in UTC or in local time as if it were UTC; left out: such files are rejected",
    )

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        return check_zone(value) if value else value

    @model_validator(mode="after")
    def _clocks(self) -> "Recorder":
        if pair := overlapping(self.clocks):
            raise ValueError(f"clocks from {pair[0].valid_from} and from {pair[1].valid_from} hold on the same date")
        return self

    def clock(self, recorder_time: datetime, zone: ZoneInfo) -> Clock:
        """The clock entry of an aware time; offset 0 ± 1 s, source `assumed`, where the file says nothing.

        Raises:
            ValueError: the time is naive.
        """
        if recorder_time.tzinfo is None:
            raise ValueError(f"{recorder_time} has no time zone; a clock is looked up by an aware time")
        entries = on(self.clocks, recorder_time.astimezone(zone).date())
        return entries[0] if entries else Clock(offset_s=0.0, uncertainty_s=1.0, source=ASSUMED)


def check_zone(value: str) -> str:
    """The name of a time zone, checked.

    Raises:
        ValueError: the zone does not exist.
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(sentence("no_zone", zone=value)) from error
    return value
