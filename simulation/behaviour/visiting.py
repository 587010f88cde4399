"""How a party of applicants moves: to the queue, up to the counter, and out of the hall."""

from math import pi

import numpy as np

from pantau.simulation.behaviour.motion import ScriptedPerson, Walk, facing
from pantau.simulation.behaviour.queueing import PlannedVisit
from pantau.simulation.behaviour.wardrobe import visitor_look
from pantau.simulation.habits import Habits
from pantau.simulation.rendering.hall import AISLE_Y, EDGE_X, SEAT_Y, STAND_Y, CounterPlaces, Hall
from pantau.simulation.scenario import CounterScene
from pantau.simulation.varied.wardrobes import Wardrobe

_BESIDE = np.array([0.4, 0.3])
"""From a place in the queue to where a member of a group stands who has none."""


def party(
    visit: PlannedVisit,
    counter: CounterScene,
    hall: Hall,
    habits: Habits,
    rng: np.random.Generator,
    wardrobe: Wardrobe | None = None,
) -> list[ScriptedPerson]:
    """The people of one visit, from coming into the hall until leaving it."""
    places = hall.counter(counter.id)
    comes = places.out if rng.random() < 0.7 else -places.out
    goes = places.out if rng.random() < 0.7 else -places.out
    aisle = AISLE_Y + rng.uniform(-0.12, 0.18)
    people = []
    for member in range(visit.size):
        speed = habits.pace * rng.uniform(1.05, 1.4)
        look = visitor_look(rng, wardrobe)
        jitter = rng.uniform(-0.06, 0.06, 2)
        late = visit.comes_late(member)
        direct = visit.direct or (visit.outcome == "served" and visit.joins + late > visit.leaves_queue)
        place = places.bench[-1] if visit.sits else _queue_place(places, len(visit.ahead) + member % 2)
        target = places.stand(member) if direct else place
        lead = (abs(comes * EDGE_X - target[0]) + abs(aisle - target[1])) / speed
        walk = Walk(visit.joins + late - lead + 0.6 * member, comes * EDGE_X, aisle, speed)
        if direct:
            walk.go((target[0], aisle), _near(target, jitter))
        elif visit.sits:
            walk.go((target[0], aisle), target).wait(visit.leaves_queue, pi / 2, "sit")
        else:
            _stay_in_queue(walk, visit, member, places, aisle, jitter, rng)
        if visit.outcome == "served":
            _at_counter(walk, visit, member, counter, places, jitter, habits.away_s, rng)
        if visit.trespasses_s and member == 0:
            walk.go(hall.passage, hall.trespass).wait(walk.t + visit.trespasses_s, -0.9)
            walk.go(hall.passage, (hall.passage[0], AISLE_Y + 0.1))
        walk.go((walk.x + 0.4 * goes, AISLE_Y + 0.1), (goes * EDGE_X, AISLE_Y + 0.1))
        name = f"{counter.id}-{visit.number}"
        people.append(ScriptedPerson(f"{name}-{member}", "visitor", name, counter.id, look, tuple(walk.knots)))
    return people


def _near(place: tuple[float, float], jitter: np.ndarray) -> tuple[float, float]:
    return place[0] + float(jitter[0]), place[1] + float(jitter[1])


def _queue_place(places: CounterPlaces, index: int) -> tuple[float, float]:
    return (*places.lane, *places.bench)[min(index, len(places.lane) + len(places.bench) - 1)]


def _stay_in_queue(
    walk: Walk,
    visit: PlannedVisit,
    member: int,
    places: CounterPlaces,
    aisle: float,
    jitter: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Join at the tail, move up when somebody in front leaves, and stay until called."""
    index = len(visit.ahead) + member % 2
    place = _queue_place(places, index)
    beside = member >= 2
    if beside:
        jitter = jitter + _BESIDE
    walk.go((place[0], aisle), _near(place, jitter))
    moves = [t + 0.7 + 0.3 * index + rng.uniform(0.0, 0.4) for t in visit.ahead]
    for n, moment in enumerate(moves):
        now = index - n
        if moment >= visit.leaves_queue:
            break
        _wait_in(walk, moment, places, now, beside, rng)
        walk.go(_near(_queue_place(places, now - 1), jitter))
    remaining = sum(moment >= visit.leaves_queue for moment in moves)
    _wait_in(walk, visit.leaves_queue + 0.2 * member, places, member % 2 + remaining, beside, rng)


def _wait_in(
    walk: Walk, until: float, places: CounterPlaces, index: int, beside: bool, rng: np.random.Generator
) -> None:
    if index >= len(places.lane) and not beside:
        walk.wait(until, pi / 2, "sit")
        return
    ahead = facing((walk.x, walk.y), (places.x, STAND_Y))
    while walk.t < until:
        walk.wait(min(until, walk.t + rng.uniform(4.0, 15.0)), ahead + rng.uniform(-0.5, 0.5))


def _at_counter(
    walk: Walk,
    visit: PlannedVisit,
    member: int,
    counter: CounterScene,
    places: CounterPlaces,
    jitter: np.ndarray,
    away_s: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    """Stand or sit before the officer until the service ends; perhaps step away or lean over the desk for a moment."""
    stand = places.stand(member)
    sits = counter.stool and member == 0
    spot = stand if sits else _near(stand, jitter)
    towards = facing(spot, (places.x, SEAT_Y))
    walk.go(spot)
    if visit.steps_away_at is not None:
        walk.wait(visit.steps_away_at, towards, "sit" if sits else "stand")
        walk.go((stand[0] + places.out * 0.5, AISLE_Y + 0.1)).wait(walk.t + rng.uniform(*away_s), pi / 2 * places.out)
        walk.go(spot)
    if visit.leans is not None and member == 0 and not sits:
        walk.wait(visit.leans[0], towards)
        walk.go(places.lean).wait(visit.leans[1], facing(places.lean, places.seat), "lean").go(spot)
    ends = visit.ends - visit.leaves_early(member)
    while walk.t < ends:
        turn = 0.0 if sits else rng.uniform(-0.25, 0.25)
        walk.wait(min(ends, walk.t + rng.uniform(8.0, 25.0)), towards + turn, "sit" if sits else "stand")
    walk.wait(visit.turns_away(member), towards)
