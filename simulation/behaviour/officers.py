"""How officers move: through the staff door to the place behind the desk, and away now and then."""

import numpy as np

from pantau.simulation.behaviour.motion import BACK, ScriptedPerson, Walk, facing
from pantau.simulation.behaviour.officer_schedule import WALK_BACK_S
from pantau.simulation.behaviour.queueing import Post
from pantau.simulation.behaviour.sharing import ServingTurn
from pantau.simulation.behaviour.walking_paths import STAFF_M_S, change_way, come_in, errand_way, leave, seconds_of
from pantau.simulation.behaviour.wardrobe import officer_look
from pantau.simulation.rendering.body import Pose
from pantau.simulation.rendering.hall import CounterPlaces, Hall
from pantau.simulation.scenario import CounterScene, Scenario


def stints(
    scenario: Scenario,
    counter: CounterScene,
    hall: Hall,
    post: Post,
    number: int,
    rng: np.random.Generator,
) -> list[ScriptedPerson]:
    """One person for each stint, from coming into the hall to leaving it."""
    places = hall.counter(counter.id)
    begin, last = _duty(scenario, max([visit.ends for visit in post.visits], default=scenario.hours[1]), rng)
    walk, walks = come_in(begin, hall, places.x, places.seat), []
    for absence in post.absences:
        if absence.leaves > last:
            break
        work(walk, places, absence.leaves, pose_of(counter), rng)
        if absence.errand == "door":
            walks.append(leave(walk, hall, places.x))
            begin = absence.returns
            walk = come_in(begin, hall, places.x, places.seat)
            continue
        way = errand_way(absence.errand, hall, places)
        turns_back = absence.returns + WALK_BACK_S - seconds_of(way)
        walk.go(*way)
        if absence.errand == "hall":
            walks.append(walk)
            begin = max(turns_back, walk.t + 1.0)
            walk = Walk(begin, walk.x, walk.y, speed=STAFF_M_S)
        else:
            helped = places.lane[0] if absence.errand == "queue" else places.stand(0)
            walk.wait(turns_back, facing(way[-1], helped))
        walk.go(*reversed(way))
    work(walk, places, max(last, begin + 10.0), pose_of(counter), rng)
    return _of(scenario, counter, number, [*walks, leave(walk, hall, places.x)])


def in_turn(
    scenario: Scenario,
    counters: list[CounterScene],
    hall: Hall,
    turns: list[ServingTurn],
    number: int,
    rng: np.random.Generator,
) -> list[ScriptedPerson]:
    """The officer of several counters, who is at the seat of each when a turn there starts."""
    places = [hall.counter(counter.id) for counter in counters]
    begin, last = _duty(scenario, max([turn.ends for turn in turns], default=scenario.hours[1]), rng)
    here = turns[0].counter if turns else 0
    walk = come_in(begin, hall, places[here].x, places[here].seat)
    for turn in turns:
        if turn.counter != here:
            way = change_way(places[here], places[turn.counter])
            work(walk, places[here], turn.starts - seconds_of(way), pose_of(counters[here]), rng)
            walk.go(*way)
            here = turn.counter
        work(walk, places[here], turn.ends, pose_of(counters[here]), rng)
    work(walk, places[here], last, pose_of(counters[here]), rng)
    return _of(scenario, counters[0], number, [leave(walk, hall, places[here].x)])


def work(walk: Walk, places: CounterPlaces, until: float, pose: Pose, rng: np.random.Generator) -> None:
    """Stay in place until a moment, mostly turned towards the applicants."""
    to_public = facing((walk.x, walk.y), places.stand(0))
    while walk.t < until:
        turn = (to_public, to_public, BACK, BACK - 0.5 * places.out)[int(rng.integers(4))]
        walk.wait(min(until, walk.t + rng.uniform(6.0, 25.0)), turn, pose)


def pose_of(counter: CounterScene) -> Pose:
    """How officers work at a counter."""
    return "desk" if counter.officer == "seated" else "stand"


def _duty(scenario: Scenario, last_service: float, rng: np.random.Generator) -> tuple[float, float]:
    """When an officer comes through the door before opening, and gets up after closing and the last service."""
    opens, closes = scenario.hours
    margin = scenario.limits.out_of_hours_margin_s
    first = opens - 8.0 - rng.uniform(0.1, 0.5) * max(0.0, min(margin, opens) - 12.0) if opens > 0 else -30.0
    return first, max(closes + rng.uniform(2.0, 6.0), last_service + 3.0)


def _of(scenario: Scenario, counter: CounterScene, number: int, walks: list[Walk]) -> list[ScriptedPerson]:
    name = f"{counter.id}-officer"
    look = officer_look(number, scenario.wardrobe)
    return [
        ScriptedPerson(f"{name}-{n}", "officer", name, counter.id, look, tuple(walk.knots))
        for n, walk in enumerate(walks)
    ]
