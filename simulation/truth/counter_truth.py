"""What really happened before a camera, from the paths people walk and the zones drawn on the floor.

Exact, and independent of any detector and of the code that finds events in frames: moments at which paths cross the
sides of polygons, and the algebra of intervals. Times are true seconds from the start of the footage.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.recorded_files import recorded
from pantau.simulation.rendering.hall import CounterPlaces
from pantau.simulation.scenario import Scenario
from pantau.simulation.truth.waiting import TrueWait, waits
from pantau.transforms.intervals import (
    Interval,
    Intervals,
    drop_short,
    intersect,
    length,
    merge_gaps,
    subtract,
    union,
)


@dataclass(frozen=True)
class TrueSession:
    """A served party. `waited_s` is None where the footage does not show all of its waiting."""

    start: float
    end: float
    start_censored: bool
    end_censored: bool
    waited_s: float | None
    staffed_share: float
    queue_length: int
    party_size: int


@dataclass(frozen=True)
class Service:
    """A party that came to the counter, was served from a moment on, and left."""

    party: str
    came: float
    start: float
    end: float


@dataclass(frozen=True)
class TrueWaitingVisit:
    """A party that waited; of a `served` one, `end` is the start of its service."""

    start: float
    end: float
    start_censored: bool
    outcome: Literal["served", "reneged", "unknown"]
    zone: Literal["queue", "waiting", "customer"]
    party_size: int


@dataclass(frozen=True)
class State:
    """A stretch of the service hours; `waiting` is the mean number of people waiting, None without footage."""

    start: float
    end: float
    state: Literal["serving", "idle", "unattended", "unknown"]
    waiting: float | None


@dataclass(frozen=True)
class CounterTruth:
    """What happened at one counter."""

    places: CounterPlaces
    day: ScriptedCameraDay
    scenario: Scenario

    @cached_property
    def known(self) -> Intervals:
        """When there is footage."""
        return recorded(self.scenario, self.day.scene)

    @cached_property
    def attended(self) -> Intervals:
        """When any officer is at the post, of this counter or another; neither short absences nor presences count."""
        least = self.scenario.limits.presence_merge_s
        at_post = [
            interval
            for person in self.day.people
            if person.role == "officer"
            for interval in person.inside(self.places.post)
        ]
        return drop_short(merge_gaps(at_post, least), least)

    @cached_property
    def stays(self) -> dict[str, dict[str, Intervals]]:
        """By party and person, when they were in the customer zone."""
        limits = self.scenario.limits
        found: dict[str, dict[str, Intervals]] = {}
        for person in self._visitors:
            inside = drop_short(
                merge_gaps(person.inside(self.places.customer_zone), limits.service_merge_s), limits.service_min_s
            )
            if inside:
                found.setdefault(person.party, {})[person.id] = inside
        return found

    @cached_property
    def queueing(self) -> dict[str, tuple[str, Intervals]]:
        """By person, their party and when they were in the queue or on the bench."""
        limits = self.scenario.limits
        zones = [self.places.queue_zone, self.places.waiting_zone]
        found = {}
        for person in self._visitors:
            inside = [
                stay
                for zone in zones
                if zone is not None
                for stay in drop_short(merge_gaps(person.inside(zone), limits.service_merge_s), limits.queue_min_s)
            ]
            if inside:
                found[person.id] = person.party, union(inside)
        return found

    @cached_property
    def waiting(self) -> list[Interval]:
        """One interval for each person and time waiting: in the queue, or at the counter with nobody there."""
        at_counter = [
            alone
            for party in self.stays.values()
            for inside in party.values()
            for alone in subtract(inside, self.attended)
        ]
        return sorted([stay for _, stays in self.queueing.values() for stay in stays] + at_counter)

    @cached_property
    def services(self) -> list[Service]:
        """Every party that was served, whether there is footage or not, in order. Where one is still leaving as the
        next comes, the next one's service begins when the one before has left."""
        limits = self.scenario.limits
        found, free = [], 0.0
        for came, left, party in self._visits():
            served = intersect([(max(came, free), left)] if left > free else [], self.attended)
            if served and left - served[0][0] >= limits.service_min_s:
                found.append(Service(party, came, served[0][0], left))
                free = left
        return found

    def _visits(self) -> list[tuple[float, float, str]]:
        """Each time a party was at the counter, in order: start, end, party."""
        visits = []
        for party, members in self.stays.items():
            stays = [stay for inside in members.values() for stay in inside]
            visits += [(came, left, party) for came, left in merge_gaps(stays, self.scenario.limits.service_merge_s)]
        return sorted(visits)

    @cached_property
    def waits(self) -> dict[str, list[TrueWait]]:
        """By party, its waiting, whether there is footage or not."""
        there: dict[str, Intervals] = {party: [] for party in self.stays}
        for party, stays in self.queueing.values():
            there.setdefault(party, []).extend(stays)
        for party, members in self.stays.items():
            there[party] += [time for inside in members.values() for time in subtract(inside, self.attended)]
        services: dict[str, Intervals] = {party: [] for party in there}
        for service in self.services:
            there[service.party].append((service.came, service.start))
            services[service.party].append((service.start, service.end))
        merge_s = self.scenario.limits.service_merge_s
        return {party: waits(times, services[party], merge_s) for party, times in there.items()}

    @cached_property
    def sessions(self) -> list[TrueSession]:
        """Every served party, cut to what was recorded."""
        return [session for service in self.services for session in self._seen(service)]

    def _seen(self, service: Service) -> list[TrueSession]:
        party, start, end = service.party, service.start, service.end
        began = next((wait.start for wait in self.waits[party] if wait.served and wait.end == start), start)
        bridged = merge_gaps(self.known, self.scenario.limits.service_merge_s)
        began_seen = any(a < began and start <= b for a, b in bridged)
        pieces = []
        for a, b in self._recorded((start, end)):
            if b - a < self.scenario.limits.service_min_s:
                continue
            pieces.append(
                TrueSession(
                    start=a,
                    end=b,
                    start_censored=a > start,
                    end_censored=b < end,
                    waited_s=start - began if a == start and began_seen else None,
                    staffed_share=self._share_staffed((a, b)),
                    queue_length=sum(_contains(stays, a) for other, stays in self.queueing.values() if other != party),
                    party_size=len(self.stays[party]),
                )
            )
        return pieces

    def _share_staffed(self, time: Interval) -> float:
        recorded = intersect([time], self.known)
        return length(intersect(recorded, self.attended)) / length(recorded)

    def _recorded(self, time: Interval) -> Intervals:
        """What was recorded of a time of a party. A gap no longer than a pause that does not end it does not either."""
        return merge_gaps(intersect([time], self.known), self.scenario.limits.service_merge_s)

    @cached_property
    def waiting_visits(self) -> list[TrueWaitingVisit]:
        """Every party that waited, cut to what was recorded: `unknown` where the end lies outside of it, or too little
        was recorded after it to show that the party has given up."""
        found = [
            TrueWaitingVisit(
                start=a,
                end=b,
                start_censored=a > wait.start,
                outcome="unknown" if b < wait.end else self._outcome(party, wait),
                zone=self._zone(party, wait.start),
                party_size=self._waiting_together(party, wait),
            )
            for party, all_waits in self.waits.items()
            for wait in all_waits
            for a, b in self._recorded((wait.start, wait.end))
            if b - a >= self.scenario.limits.queue_min_s
        ]
        return sorted(found, key=lambda visit: (visit.start, visit.end))

    def _outcome(self, party: str, wait: TrueWait) -> Literal["served", "reneged", "unknown"]:
        """How a waiting ended of which the footage shows the end."""
        if wait.served:
            return "served"
        afterwards = wait.end, wait.end + self.scenario.limits.reneged_after_s
        stays = [*self.stays.get(party, {}).values(), *(s for other, s in self.queueing.values() if other == party)]
        back = any(afterwards[0] < came <= afterwards[1] for inside in stays for came, _ in inside)
        return "unknown" if back or subtract([afterwards], self.known) else "reneged"

    def _zone(self, party: str, joined: float) -> Literal["queue", "waiting", "customer"]:
        zones: tuple[tuple[Literal["queue", "waiting"], np.ndarray | None], ...] = (
            ("queue", self.places.queue_zone),
            ("waiting", self.places.waiting_zone),
        )
        for kind, zone in zones:
            members = [person for person in self._visitors if person.party == party]
            if zone is not None and any(joined == came for person in members for came, _ in person.inside(zone)):
                return kind
        return "customer"

    def _waiting_together(self, party: str, wait: TrueWait) -> int:
        waited = {name for name, (other, stays) in self.queueing.items() if other == party and _touches(stays, wait)}
        return len(waited | {name for name, stays in self.stays.get(party, {}).items() if _touches(stays, wait)})

    @cached_property
    def states(self) -> list[State]:
        """The service hours in states, in order, without hole or overlap."""
        hours = [self.scenario.hours]
        known = intersect(hours, self.known)
        staffed = intersect(known, self.attended)
        found = [State(a, b, "unknown", None) for a, b in subtract(hours, self.known)]
        found += [State(a, b, "unattended", self._mean_waiting(a, b)) for a, b in subtract(known, self.attended)]
        sessions = [(session.start, session.end) for session in self.sessions]
        for one in sessions:
            found += [State(a, b, "serving", self._mean_waiting(a, b)) for a, b in intersect(staffed, [one])]
        found += [State(a, b, "idle", self._mean_waiting(a, b)) for a, b in subtract(staffed, sessions)]
        return sorted(found, key=lambda state: state.start)

    def _mean_waiting(self, a: float, b: float) -> float:
        return sum(length(intersect([one], [(a, b)])) for one in self.waiting) / (b - a)

    @cached_property
    def unattended_waiting(self) -> Intervals:
        """When nobody attended the counter for too long while somebody waited."""
        limits = self.scenario.limits
        alone = subtract(intersect([self.scenario.hours], self.known), self.attended)
        somebody = merge_gaps(self.waiting, limits.service_merge_s)
        return drop_short(intersect(alone, somebody), limits.unattended_waiting_s)

    @property
    def _visitors(self) -> list[ScriptedPerson]:
        return [person for person in self.day.people if person.role == "visitor"]


def _touches(intervals: Intervals, wait: TrueWait) -> bool:
    return any(start <= wait.end and wait.start <= end for start, end in intervals)


def _contains(intervals: Intervals, t: float) -> bool:
    return any(start <= t < end for start, end in intervals)
