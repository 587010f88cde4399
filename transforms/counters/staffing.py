"""Whether an officer was at a counter: evidence on each sample, a vote over neighbours, and stretches of one state."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN, occupancy
from pantau.transforms.counters.seat_arrivals import Officers, officers_of, reached
from pantau.transforms.intervals import subtract
from pantau.transforms.roles.roles import role_of
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.spans import Edge, Span, between
from pantau.transforms.zones.unobserved_time import UnobservedTime

Staffing = Literal["present", "absent", "unknown"]

_WORDS: dict[int, Staffing] = {PRESENT: "present", ABSENT: "absent", UNKNOWN: "unknown"}

VOTERS, VOTES = 5, 3
"""Three of five neighbouring samples decide, as measured for the seat cue (no window wrong of 337)."""


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
    Presences and absences shorter than `presence_merge_s` do not count; so a change that was seen sooner than that
    before or after unobserved time is censored. Where seats alone tell, an officer is at the counter from an arm's
    length before the seat is taken.
    """
    samples = ~day.closer
    own = occupancy(counter, day, view, tracks, staff, thresholds)[samples]
    voted = vote(day.times[samples], own, 2.5 * day.cadence_s)
    stretches = _without_short(_stretches(day, day.times[samples], own, voted), thresholds.presence_merge_s)
    if not view.of("staff", counter=counter):
        officers = [track for track, probability in zip(tracks, staff, strict=True) if role_of(probability) == "staff"]
        seen = officers_of(day, officers, view.of("seat"), thresholds.person_score)
        stretches = _with_reach(stretches, view.of("seat", counter=counter), day, seen)
    return _censored(stretches, day, thresholds.presence_merge_s)


def vote(times: np.ndarray, own: np.ndarray, reach_s: float) -> np.ndarray:
    """(n,) the majority of the samples that know among the five round each, none farther than `reach_s`.

    With fewer than three that know the result is UNKNOWN; with as many for as against, the sample's own verdict stands.
    """
    half = VOTERS // 2
    present, known = np.zeros(len(own), dtype=int), np.zeros(len(own), dtype=int)
    for shift in range(-half, half + 1):
        neighbour = np.arange(len(own)) + shift
        valid = (neighbour >= 0) & (neighbour < len(own))
        neighbour = np.clip(neighbour, 0, max(len(own) - 1, 0))
        valid &= np.abs(times[neighbour] - times) <= reach_s
        present += valid & (own[neighbour] == PRESENT)
        known += valid & (own[neighbour] != UNKNOWN)
    result = np.where(2 * present > known, PRESENT, ABSENT).astype(np.int8)
    result = np.where(2 * present == known, own, result)
    enough = (known >= VOTES) | ((known > 0) & (own != UNKNOWN))
    return np.where(enough, result, UNKNOWN).astype(np.int8)


def _stretches(day: CameraDay, times: np.ndarray, own: np.ndarray, voted: np.ndarray) -> list[StaffingInterval]:
    """Runs of equal votes within each known time, and `unknown` between known times."""
    found = [_unknown(start, end) for start, end in subtract([day.bounds], day.known)]
    for start, end in day.known:
        inside = np.flatnonzero((times >= start - 1e-6) & (times <= end + 1e-6))
        if not len(inside):
            found.append(_unknown(start, end))
            continue
        runs = np.split(inside, np.flatnonzero(np.diff(voted[inside])) + 1)
        cuts = [between(float(times[a[-1]]), float(times[b[0]])) for a, b in pairwise(runs)]
        edges = [_edge(start, day), *cuts, _edge(end, day)]
        found += [
            StaffingInterval(
                Span(edges[i], edges[i + 1]), _WORDS[int(voted[run[0]])], float((own[run] == voted[run]).mean())
            )
            for i, run in enumerate(runs)
        ]
    return sorted(found, key=lambda stretch: stretch.span.interval)


def _edge(at: float, day: CameraDay) -> Edge:
    return Edge(at, at, at, censored=day.bounds[0] < at < day.bounds[1])


def _unknown(start: float, end: float) -> StaffingInterval:
    return StaffingInterval(Span(Edge(start, start, start, True), Edge(end, end, end, True)), "unknown", 1.0)


def _without_short(stretches: list[StaffingInterval], minimum_s: float) -> list[StaffingInterval]:
    """Stretches shorter than `minimum_s` between two of one other state join them, the shortest first.

    A short absence between a presence and time of which nothing is known may be the end of a longer one, or none that
    counts: it is unknown too.
    """
    stretches = list(stretches)
    while True:
        short = [
            (stretch.span.duration, i)
            for i, stretch in enumerate(stretches[1:-1], start=1)
            if stretch.span.duration < minimum_s and stretches[i - 1].state == stretches[i + 1].state != "unknown"
        ]
        if not short:
            break
        _, i = min(short)
        before, _, after = stretches[i - 1 : i + 2]
        stretches[i - 1 : i + 2] = [_join(before, after)]
    for i, stretch in enumerate(stretches[1:-1], start=1):
        around = {stretches[i - 1].state, stretches[i + 1].state}
        if stretch.state == "absent" and stretch.span.duration < minimum_s and around == {"present", "unknown"}:
            stretches[i] = replace(stretch, state="unknown")
    return _joined(stretches)


def _joined(stretches: list[StaffingInterval]) -> list[StaffingInterval]:
    result: list[StaffingInterval] = []
    for stretch in stretches:
        if result and result[-1].state == stretch.state:
            result[-1] = _join(result[-1], stretch)
        else:
            result.append(stretch)
    return result


def _join(before: StaffingInterval, after: StaffingInterval) -> StaffingInterval:
    weights = before.span.duration + after.span.duration or 1.0
    agreement = (before.agreement * before.span.duration + after.agreement * after.span.duration) / weights
    return replace(before, span=Span(before.span.start, after.span.end), agreement=agreement)


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
