"""The whole site."""

from collections import Counter as Counting
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from pantau.schemas.default_zone import DEFAULT_ZONE
from pantau.schemas.site.base import Dated, Identifier, Strict, on
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.counters import Agency, Counter, Standard
from pantau.schemas.site.hours import Calendar
from pantau.schemas.site.notifying.notifications import Notifications
from pantau.schemas.site.recorders import Recorder, check_zone
from pantau.schemas.site.retention import Retention
from pantau.schemas.site.thresholds import BatchSettings, KindDefinition, ObserverSettings, Thresholds
from pantau.schemas.vocabulary import NOT_LOOKED_FOR


class Site(Strict):
    """One place of public service: its agencies, recorders, cameras, counters, hours, standards and thresholds."""

    id: Identifier
    name: str = Field(min_length=1)
    timezone: str = DEFAULT_ZONE
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    recorders: Annotated[tuple[Recorder, ...], Field(min_length=1)]
    cameras: Annotated[tuple[Camera, ...], Field(min_length=1)]
    counters: tuple[Counter, ...] = ()
    calendar: Calendar
    standards: tuple[Standard, ...] = ()
    thresholds: tuple[Thresholds, ...] = Field((), description="later entries win where several hold")
    definitions: tuple[KindDefinition, ...] = Field(
        (), description="what was decided of kinds of review candidates; of several that hold the last one"
    )
    observer: ObserverSettings = ObserverSettings()
    night: BatchSettings = BatchSettings()
    retention: Retention = Retention()
    notifications: Notifications = Notifications()

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return check_zone(value)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)

    def recorder(self, name: str) -> Recorder:
        """The recorder of that name."""
        return next(recorder for recorder in self.recorders if recorder.id == name)

    def camera(self, name: str) -> Camera:
        """The camera of that name."""
        return next(camera for camera in self.cameras if camera.id == name)

    def thresholds_on(self, day: date) -> Thresholds:
        """The thresholds of a local date: each as the last entry that holds and names it says, else the usual one."""
        said = [entry.model_dump(include=entry.model_fields_set) for entry in on(self.thresholds, day)]
        values = {name: value for entry in said for name, value in entry.items()}
        return Thresholds(**{name: value for name, value in values.items() if name not in Dated.model_fields})

    def looked_for(self, kind: str, day: date) -> bool:
        """Whether a kind of review candidate is looked for on a local date: as the last definition that holds says."""
        said = [entry for entry in on(self.definitions, day) if entry.kind == kind]
        return said[-1].looked_for if said else kind not in NOT_LOOKED_FOR

    def counters_on(self, camera: Camera, day: date) -> list[Counter]:
        """The counters whose customers a camera sees on a local date, and that then belong to an agency."""
        seen = {name for zone in camera.view(day).of("customer") for name in zone.counters}
        return [counter for counter in self.counters if counter.id in seen and counter.agency(day)]

    def across_cameras(self, day: date) -> list[str]:
        """The agencies whose counters several cameras see on a local date, sorted."""
        seen = {
            (counter.agency(day), camera.id) for camera in self.cameras for counter in self.counters_on(camera, day)
        }
        cameras = Counting(agency for agency, _ in seen)
        return sorted(agency for agency, count in cameras.items() if agency and count > 1)
