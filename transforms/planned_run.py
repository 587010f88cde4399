"""What a run is about, as it flows: a graph that learns it from elements carries one run, or one after the other."""

from collections.abc import Iterable
from typing import NamedTuple

from pantau.transforms.elements import flows


class RunDate(NamedTuple):
    """A service date of a run, or one before them, ISO text; see `PlannedRun` for the rest."""

    draft: str
    service_date: str
    now_s: float
    lateness_s: float


class PlannedRun(NamedTuple):
    """A run of some service dates, ISO text.

    draft: what it writes to, and by which it knows the run that it builds upon. begun: those of its dates that have
    begun. unknown: dates before them of which nothing is known yet. now_s: when it is, epoch seconds: no recording that
    begins later is believed, and of the time after it none is missed. lateness_s: for so long after its time a
    recording may still come. began_s: when the run began, by this machine.
    """

    draft: str
    days: tuple[str, ...]
    begun: tuple[str, ...]
    unknown: tuple[str, ...]
    now_s: float
    lateness_s: float
    began_s: float

    def dates(self, days: Iterable[str]) -> tuple[RunDate, ...]:
        """Some dates, as they flow."""
        return tuple(RunDate(self.draft, day, self.now_s, self.lateness_s) for day in days)


flows(RunDate, PlannedRun)
