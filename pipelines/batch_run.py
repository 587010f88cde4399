"""What one run is about: a site, an archive, a warehouse, some service dates."""

from dataclasses import dataclass
from datetime import date

from pantau.schemas.site import Site
from pantau.transforms.detection.observer import Observer
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S


@dataclass(frozen=True)
class BatchRun:
    """The inputs and the place of the outputs. `engine` are the options for Beam.

    Recordings that were written to within `settled_s` seconds before the archive is listed are left for a later run.
    For `lateness_s` seconds after its time a recording may still come, and is not missed.
    Of the `days`, those `not_begun` have no coverage and no events: a run empties what an earlier one made of them, as
    by a recorder whose clock was ahead.
    """

    observer: Observer
    archive: str
    warehouse: str
    days: tuple[date, ...]
    engine: tuple[str, ...] = ()
    not_begun: frozenset[date] = frozenset()
    settled_s: float = 0.0
    lateness_s: float = LONGEST_SEGMENT_S

    @property
    def site(self) -> Site:
        """The site."""
        return self.observer.site

    @property
    def begun(self) -> tuple[date, ...]:
        """The dates that have begun."""
        return tuple(day for day in self.days if day not in self.not_begun)
