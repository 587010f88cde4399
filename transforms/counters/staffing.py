"""Whether an officer was at a counter: what each sample says by itself, and the stretches of one state."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN, occupancy
from pantau.transforms.counters.seat_arrivals import Officers, officers_of, reached
from pantau.transforms.counters.state_durations import states_of
from pantau.transforms.intervals import subtract
from pantau.transforms.roles.roles import role_of
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.spans import Edge, Span, between
from pantau.transforms.zones.unobserved_time import UnobservedTime

Staffing = Literal["present", "absent", "unknown"]

_WORDS: dict[int, Staffing] = {PRESENT: "present", ABSENT: "absent", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class StaffingInterval:
    """A time in one state of staffing; `agreement` is the share of its samples that said so by themselves."""

    span: Span
    state: Staffing
    agreement: float


def staffing_of(
    counter: str, day: CameraDay, view: View, tracks: list[Track], staff: np.ndarray, thresholds: Thresholds
) -> list[StaffingInterval]:
    """The staffing of a counter over the whole camera day, in order, without hole or overlap.

    `staff` (tracks,) is the probability that each is of the staff. An officer is there when the pose model sees
    somebody on one of the counter's seats who is not a visitor, or when a person of the staff is clearly seen on one of
    its seats or in one of its staff zones. Absence needs certainty: where somebody hides the seat, where it is doubtful
    who is there, where the camera shows nothing and where no seat and no staff zone is drawn, the state is `unknown`.
    Presences and absences shorter than `presence_merge_s` do not count (see `state_durations`); where it is not known
    whether one does, such as right before unobserved time, the state is `unknown`, and a change that was seen sooner
    than that before or after unobserved time is censored. Where seats alone tell, an officer is at the counter from an
    arm's length before the seat is taken.
    """
    own = occupancy(counter, day, view, tracks, staff, thresholds)
    # On whose seats nobody looked says nothing; what is hidden or in doubt does.
    asked = day.seats_looked | (own != UNKNOWN) | (not view.of("seat", counter=counter))
    samples = ~day.closer & asked
    stretches = _stretches(day, day.times[samples], own[samples], thresholds.presence_merge_s)
    if not view.of("staff", counter=counter):
        officers = [track for track, probability in zip(tracks, staff, strict=True) if role_of(probability) == "staff"]
        seen = officers_of(day, officers, view.of("seat"), thresholds.person_score)
        stretches = _with_reach(stretches, view.of("seat", counter=counter), day, seen)
    return _censored(stretches, day, thresholds.presence_merge_s)


def _stretches(day: CameraDay, times: np.ndarray, own: np.ndarray, shortest_s: float) -> list[StaffingInterval]:
    """Runs of samples in one state within each known time, and `unknown` between known times."""
    found = [_unknown(start, end) for start, end in subtract([day.bounds], day.known)]
    for start, end in day.known:
        inside = (times >= start - 1e-6) & (times <= end + 1e-6)
        at, says = times[inside], own[inside]
        if not len(at):
            found.append(_unknown(start, end))
            continue
        states, sure = states_of(at, says, (start, end), shortest_s)
        cuts = np.flatnonzero(np.diff(states)) + 1
        seen = np.flatnonzero(sure)
        edges = [_edge(start, day), *(_change(at, seen, cut) for cut in cuts.tolist()), _edge(end, day)]
        found += [
            StaffingInterval(
                Span(edges[i], edges[i + 1]), _WORDS[int(states[run[0]])], float((says == states)[run].mean())
            )
            for i, run in enumerate(np.split(np.arange(len(at)), cuts))
        ]
    return sorted(found, key=lambda stretch: stretch.span.interval)


def _change(times: np.ndarray, seen: np.ndarray, cut: int) -> Edge:
    """A change before a sample, with the nearest samples on both sides whose state is sure as bounds."""
    after = np.searchsorted(seen, cut)
    estimate = between(float(times[cut - 1]), float(times[cut]))
    return Edge(estimate.at, float(times[seen[after - 1]]), float(times[seen[after]]))


def _edge(at: float, day: CameraDay) -> Edge:
    return Edge(at, at, at, censored=day.bounds[0] < at < day.bounds[1])


def _unknown(start: float, end: float) -> StaffingInterval:
    return StaffingInterval(Span(Edge(start, start, start, True), Edge(end, end, end, True)), "unknown", 1.0)


def _with_reach(
    stretches: list[StaffingInterval], seats: list[Zone], day: CameraDay, officers: Officers
) -> list[StaffingInterval]:
    """The stretches with each change between `present` and `absent` at an arm's length from the seat."""
    moved = list(stretches)
    for i, (before, after) in enumerate(pairwise(stretches)):
        if {before.state, after.state} == {"present", "absent"}:
            edge = reached(seats, day, officers, before.span.end, leaves=after.state == "absent")
            if moved[i].span.start.at < edge.at < after.span.end.at:
                moved[i] = replace(before, span=Span(moved[i].span.start, edge))
                moved[i + 1] = replace(after, span=Span(edge, after.span.end))
    return moved


def _censored(stretches: list[StaffingInterval], day: CameraDay, merge_s: float) -> list[StaffingInterval]:
    """A change sooner than `merge_s` before unobserved time may have been none, so what was before it may go on."""
    unobserved = UnobservedTime(subtract([day.bounds], day.known), day.bounds)
    return [
        stretch if stretch.state == "unknown" else replace(stretch, span=unobserved.censored(stretch.span, merge_s))
        for stretch in stretches
    ]


def times_in(stretches: list[StaffingInterval], *states: Staffing) -> list[Span]:
    """The spans of these states, neighbours joined."""
    spans: list[Span] = []
    for stretch in stretches:
        if stretch.state not in states:
            continue
        if spans and spans[-1].end.at == stretch.span.start.at:
            spans[-1] = Span(spans[-1].start, stretch.span.end)
        else:
            spans.append(stretch.span)
    return spans
