"""How an officer moves: through the staff door, to the place behind the desk, and away now and then."""

import numpy as np

from transforms.simulate.hall import CORRIDOR_Y, Hall
from transforms.simulate.motion import BACK, Person, Walk, facing
from transforms.simulate.queueing import Absence, Post
from transforms.simulate.scenario import CounterScene, Scenario
from transforms.simulate.wardrobe import officer_look


def stints(
    scenario: Scenario,
    counter: CounterScene,
    hall: Hall,
    post: Post,
    number: int,
    rng: np.random.Generator,
) -> list[Person]:
    """One person for each stint, from door to door."""
    places = hall.counter(counter.id)
    opens, closes = scenario.hours
    margin = scenario.limits.out_of_hours_margin_s
    first = opens - 8.0 - rng.uniform(0.1, 0.5) * max(0.0, min(margin, opens) - 12.0) if opens > 0 else -30.0
    last_service = max([visit.ends for visit in post.visits], default=closes)
    leaves = max(closes + rng.uniform(2.0, 6.0), last_service + 3.0)
    look, pose = officer_look(number), "desk" if counter.officer == "seated" else "stand"
    to_public = facing(places.seat, places.stand(0))
    people = []
    for n, (begin, end) in enumerate(_times(first, leaves, post.absences)):
        walk = Walk(begin, *hall.door, speed=1.25).go((hall.door[0], CORRIDOR_Y), (places.x, CORRIDOR_Y), places.seat)
        while walk.t < end:
            turn = (to_public, to_public, BACK, BACK - 0.5 * places.out)[int(rng.integers(4))]
            walk.wait(min(end, walk.t + rng.uniform(6.0, 25.0)), turn, pose)
        walk.go((places.x, CORRIDOR_Y), (hall.door[0], CORRIDOR_Y), hall.door)
        people.append(
            Person(f"{counter.id}-officer-{n}", "officer", f"{counter.id}-officer", counter.id, look, tuple(walk.knots))
        )
    return people


def _times(first: float, last: float, absences: tuple[Absence, ...]) -> list[tuple[float, float]]:
    """From coming through the door until getting up; an absence ends when the seat is reached again."""
    times, begin = [], first
    for absence in absences:
        if absence.leaves > last:
            break
        times.append((begin, absence.leaves))
        begin = absence.returns
    return [*times, (begin, max(last, begin + 10.0))]
