"""Keys by which elements are gathered: text alone, so that they encode everywhere in the same way."""

from datetime import date
from typing import NamedTuple

from pantau.transforms.elements import flows


class CameraDayKey(NamedTuple):
    """A camera and a service date, ISO text."""

    camera_id: str
    service_date: str

    @property
    def day(self) -> date:
        """The date."""
        return date.fromisoformat(self.service_date)


class RecorderDayKey(NamedTuple):
    """A recorder and a service date, ISO text."""

    recorder_id: str
    service_date: str


flows(CameraDayKey, RecorderDayKey)
