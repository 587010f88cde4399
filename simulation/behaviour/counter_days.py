"""Who is at a counter in a day: its officer, and the parties that come to it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.behaviour.officer_schedule import WALK_BACK_S, Departure
from pantau.simulation.behaviour.officers import in_turn, stints
from pantau.simulation.behaviour.party_moods import happens
from pantau.simulation.behaviour.queueing import PlannedVisit, Room, attend
from pantau.simulation.behaviour.sharing import take_turns
from pantau.simulation.behaviour.visiting import party
from pantau.simulation.behaviour.walking_paths import change_way, errand_way, seconds_of
from pantau.simulation.behaviour.wardrobe import in_clothes_of
from pantau.simulation.rendering.hall import Hall
from pantau.simulation.scenario import CameraScene, CounterScene, Scenario

WALK_M_S = 1.22
"""Mean speed of visitors at a pace of 1."""


def counter_day(
    scenario: Scenario, scene: CameraScene, counter: CounterScene, hall: Hall, number: int, rng: np.random.Generator
) -> list[ScriptedPerson]:
    """The people of a counter with an officer of its own; `number` dresses the officer."""
    places = hall.counter(counter.id)
    room = Room(
        capacity=len(places.lane) + len(places.bench),
        step_up_s=places.step_up_m / (WALK_M_S * scenario.habits.pace),
        assist_s=2 * seconds_of(errand_way("customer", hall, places)),
    )
    mine = [
        happening
        for happening in scene.happenings
        if happening.counter == counter.id and happening.at_s < scenario.seconds
    ]
    away = []
    for happening in (one for one in mine if one.kind == "officer_away"):
        way = errand_way(happening.by, hall, places)
        there_and_back = 2 * seconds_of(way) - WALK_BACK_S if happening.by != "door" else 0.0
        at = happening.moment(scenario.seconds)
        away.append(Departure(at, happening.seconds + there_and_back, happening.by))
    sitting = [(one.moment(scenario.seconds), one.seconds) for one in mine if one.kind == "long_wait"]
    post = attend(counter, scenario.habits, scenario.limits, scenario.hours, scenario.seconds, room, away, rng, sitting)
    people = stints(scenario, counter, hall, post, number, rng)
    return people + _parties(_with_trespass(post.visits, scenario, scene, counter), scenario, counter, hall, rng)


def shared_day(
    scenario: Scenario,
    counters: list[CounterScene],
    hall: Hall,
    number: int,
    rngs: Sequence[np.random.Generator],
    officer_rng: np.random.Generator,
) -> list[ScriptedPerson]:
    """The people of counters that one officer serves in turn, the officer's own first; a generator for each."""
    places = [hall.counter(counter.id) for counter in counters]
    lines, turns = take_turns(
        [counter.arrivals_per_hour for counter in counters],
        scenario.habits,
        scenario.hours,
        capacity=min(len(place.lane) for place in places),
        change_s=max(seconds_of(change_way(one, other)) for one in places for other in places),
        rngs=rngs,
    )
    people = in_turn(scenario, counters, hall, turns, number, officer_rng)
    for counter, visits, rng in zip(counters, lines, rngs, strict=True):
        people += _parties(visits, scenario, counter, hall, rng)
    return people


def _parties(
    visits: Sequence[PlannedVisit], scenario: Scenario, counter: CounterScene, hall: Hall, rng: np.random.Generator
) -> list[ScriptedPerson]:
    people: list[ScriptedPerson] = []
    look = None
    for visit in visits:
        members = party(visit, counter, hall, scenario.habits, rng, scenario.wardrobe)
        if look is not None and happens(scenario.habits.alike, rng):
            members = [replace(member, look=in_clothes_of(member.look, look)) for member in members]
        people, look = people + members, members[0].look
    return people


def _with_trespass(
    visits: tuple[PlannedVisit, ...], scenario: Scenario, scene: CameraScene, counter: CounterScene
) -> tuple[PlannedVisit, ...]:
    """Send somebody into the staff area after being served at the right end of the row, next to the passage."""
    if counter.x < max(other.x for other in scene.counters):
        return visits
    changed = list(visits)
    for happening in scene.happenings:
        served = [i for i, visit in enumerate(changed) if visit.outcome == "served"]
        at = happening.moment(scenario.seconds)
        if happening.kind == "visitor_in_staff_area" and at < scenario.seconds and served:
            nearest = min(served, key=lambda i: abs(changed[i].ends - at))
            changed[nearest] = replace(changed[nearest], trespasses_s=happening.seconds)
    return tuple(changed)
