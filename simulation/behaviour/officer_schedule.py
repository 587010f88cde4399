"""One officer's time at a desk: when it is free, and when the officer is away.

Times are seconds from the start of the footage.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

CLEAR_S = 2.0
"""From the end of a service until the party has walked away."""

WALK_BACK_S = 4.5
"""From the staff door to the officer's place."""


Errand = Literal["door", "hall", "queue", "customer"]
"""Where an officer goes: through the staff door; through the public side and out of the hall; to the head of the queue
or beside the customer, to help."""


class Departure(NamedTuple):
    """The officer is told to leave at a moment and comes back after so many seconds."""

    at: float
    seconds: float
    errand: Errand = "door"


@dataclass(frozen=True)
class Absence:
    """The officer is away: gets up at `leaves`, and at `returns` needs WALK_BACK_S to be back, as from the door."""

    leaves: float
    returns: float
    errand: Errand = "door"


@dataclass
class OfficerSchedule:
    """The officer's time: from when the desk is free, and the departures still to come.

    `lingering`: how much after the desk is free the last of those served turns away; negative, as they need time to go.
    """

    free: float
    due: list[Departure]
    served_until: float = 0.0
    lingering: float = -CLEAR_S
    absences: list[Absence] = field(default_factory=list)

    def ready(self, settled: float, turnover: float) -> float:
        """When somebody who is settled by a moment can be called; departures due before come first."""
        while self.due and self.due[0].at <= max(settled, self.free + turnover):
            at, seconds, errand = self.due.pop(0)
            leaves = max(at, self.free + 1.0)
            self.absences.append(Absence(leaves, leaves + seconds, errand))
            self.free = leaves + seconds + WALK_BACK_S
        return max(settled, self.free + turnover)

    def unstaffed(self, t: float) -> bool:
        """Whether the officer is visibly away."""
        return bool(self.absences) and self.absences[-1].leaves + 4.0 < t < self.absences[-1].returns

    def empty(self, t: float) -> bool:
        """Whether nobody is at the counter."""
        return self.served_until + CLEAR_S <= t

    def fetch(self, leaves: float, seconds: float, errand: Errand = "door") -> float:
        """Leave in the middle of a service; the seconds by which it takes longer."""
        self.absences.append(Absence(leaves, leaves + seconds - WALK_BACK_S, errand))
        return seconds

    def serve(self, ends: float, gone: float) -> None:
        """Serve a party until a moment, of which the last one turns away at `gone`."""
        self.served_until, self.free = ends, ends + CLEAR_S
        self.lingering = gone - self.free
