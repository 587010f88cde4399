"""A counter on one camera day: its officers, its customers, and who queued for it."""

from dataclasses import dataclass, replace

from pantau.transforms.counters.reliability.session_evidence import SessionEvidence, evidence_of
from pantau.transforms.counters.sessions import CounterVisit, ServiceSession, sessions_of, visits_of
from pantau.transforms.counters.staffing import StaffingInterval, times_in
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import Span, commons, merged, within


@dataclass(frozen=True)
class TimeWaiting:
    """One person waiting: the mean score of their detections, and the probability that they are a visitor."""

    span: Span
    score: float
    role_probability: float


@dataclass(frozen=True)
class CounterDay:
    """Who was at a counter, who was served, who queued, and when an officer was there."""

    counter: str
    zone: str
    customers: list[Dwell]
    queueing: list[Dwell]
    staffing: list[StaffingInterval]
    visits: list[CounterVisit]
    sessions: list[ServiceSession]

    @property
    def absent(self) -> list[Span]:
        """When no officer was there."""
        return times_in(self.staffing, "absent")

    @property
    def waiting(self) -> list[TimeWaiting]:
        """Each person and time waiting: in the queue until served, or at the counter with nobody there."""
        times = [(dwell.track, dwell.span) for dwell in self.queueing]
        times += [(dwell.track, span) for dwell in self.customers for span in commons([dwell.span], self.absent)]
        dwells: dict[int, list[Dwell]] = {}
        for dwell in [*self.queueing, *self.customers]:
            dwells.setdefault(dwell.track, []).append(dwell)
        # Zones may overlap: somebody in two of them is one person.
        return [
            TimeWaiting(span, over_time((d.span, d.score) for d in dwells[one]), dwells[one][0].role_probability)
            for one in sorted({track for track, _ in times})
            for span in merged((s for track, s in times if track == one), within(0.0))
        ]


def counter_day_of(tracked: TrackedCameraDay, counter: str, known: Intervals) -> CounterDay:
    """A counter whose customers the camera sees."""
    thresholds = tracked.thresholds
    customers = tracked.dwells(("customer",), "visitor", thresholds.service_min_s, counter)
    queueing = tracked.dwells(("queue", "waiting"), "visitor", thresholds.queue_min_s, counter)
    staffing = tracked.staffing(counter)
    visits = visits_of(customers, tracked.visibility.joins(thresholds.service_merge_s), tracked.same)
    sessions = sessions_of(visits, queueing, staffing, known, thresholds)
    return CounterDay(
        counter=counter,
        zone=tracked.view.of("customer", counter=counter)[0].id,
        customers=customers,
        queueing=queueing,
        staffing=staffing,
        visits=visits,
        sessions=[replace(one, evidence=_evidence(sessions, number, tracked)) for number, one in enumerate(sessions)],
    )


def _evidence(sessions: list[ServiceSession], number: int, tracked: TrackedCameraDay) -> SessionEvidence | None:
    """What was seen of one of the sessions of a counter, which are in order."""
    one = sessions[number]
    party = [tracked.tracks[track] for track in sorted(one.visit.tracks)]
    others = [other.span for other in (*sessions[max(number - 1, 0) : number], *sessions[number + 1 : number + 2])]
    return evidence_of(one.span, one.visit.dwells, party, others, tracked.day, tracked.thresholds.person_score)
