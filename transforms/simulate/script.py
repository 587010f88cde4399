"""What happens on an office day: every person's path, made from a scenario and a seed."""

from dataclasses import dataclass, replace
from math import pi
from zlib import crc32

import numpy as np

from transforms.simulate.hall import (
    AISLE_Y,
    CORRIDOR_Y,
    EDGE_X,
    SEAT_Y,
    STAND_Y,
    CounterPlaces,
    Hall,
    hall_of,
)
from transforms.simulate.motion import BACK, Person, Walk, facing
from transforms.simulate.queueing import Absence, Post, Visit, attend
from transforms.simulate.scenario import CameraScene, CounterScene, Scenario
from transforms.simulate.wardrobe import officer_look, visitor_look



@dataclass(frozen=True)
class CameraDay:
    """The people before one camera."""

    scene: CameraScene
    hall: Hall
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Day:
    """A scripted office day: the same for the same scenario and seed."""

    scenario: Scenario
    seed: int
    cameras: tuple[CameraDay, ...]

    def camera(self, name: str) -> CameraDay:
        """The day before a camera."""
        return next(camera for camera in self.cameras if camera.scene.id == name)


def write_script(scenario: Scenario, seed: int = 0) -> Day:
    """Draw a day. Each counter and camera draws from a generator of its own, so that one does not disturb another."""
    cameras = []
    for scene in scenario.cameras:
        hall = hall_of(scene, scenario.video)
        people: list[Person] = []
        for number, counter in enumerate(scene.counters):
            people += _counter_day(scenario, scene, counter, hall, number, _generator(seed, scene.id, counter.id))
        people += _others(scenario, scene, hall, _generator(seed, scene.id, "others"))
        cameras.append(CameraDay(scene, hall, tuple(sorted(people, key=lambda person: (person.span, person.id)))))
    return Day(scenario, seed, tuple(cameras))


def _generator(seed: int, *names: str) -> np.random.Generator:
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def _time(at: float, scenario: Scenario) -> float:
    return at if at >= 0 else scenario.seconds + at


def _counter_day(
    scenario: Scenario, scene: CameraScene, counter: CounterScene, hall: Hall, number: int, rng: np.random.Generator
) -> list[Person]:
    places = hall.counter(counter.id)
    away = [
        (_time(happening.at_s, scenario), happening.seconds)
        for happening in scene.happenings
        if happening.kind == "officer_away" and happening.counter == counter.id and happening.at_s < scenario.seconds
    ]
    capacity = len(places.lane) + len(places.bench)
    post = attend(
        counter, scenario.habits, scenario.limits, scenario.hours, scenario.seconds, capacity, away, rng
    )
    people = _officer(scenario, counter, places, hall, post, number, rng)
    for visit in _with_trespass(post.visits, scenario, scene, counter):
        people += _party(visit, counter, hall, rng)
    return people


def _with_trespass(
    visits: tuple[Visit, ...], scenario: Scenario, scene: CameraScene, counter: CounterScene
) -> tuple[Visit, ...]:
    """Send somebody into the staff area after being served at the right end of the row, next to the passage."""
    if counter.x < max(other.x for other in scene.counters):
        return visits
    changed = list(visits)
    for happening in scene.happenings:
        served = [i for i, visit in enumerate(changed) if visit.outcome == "served"]
        at = _time(happening.at_s, scenario)
        if happening.kind == "visitor_in_staff_area" and at < scenario.seconds and served:
            nearest = min(served, key=lambda i: abs(changed[i].ends - at))
            changed[nearest] = replace(changed[nearest], trespasses_s=happening.seconds)
    return tuple(changed)


def _officer(
    scenario: Scenario,
    counter: CounterScene,
    places: CounterPlaces,
    hall: Hall,
    post: Post,
    number: int,
    rng: np.random.Generator,
) -> list[Person]:
    """One person for each stint, from door to door."""
    opens, closes = scenario.hours
    margin = scenario.limits.out_of_hours_margin_s
    first = opens - 8.0 - rng.uniform(0.1, 0.5) * max(0.0, min(margin, opens) - 12.0) if opens > 0 else -30.0
    last_service = max([visit.ends for visit in post.visits], default=closes)
    leaves = max(closes + rng.uniform(2.0, 6.0), last_service + 3.0)
    stints = _stints(first, leaves, post.absences)
    look, pose = officer_look(number), "desk" if counter.officer == "seated" else "stand"
    to_public = facing(places.seat, places.stand(0))
    people = []
    for n, (begin, end) in enumerate(stints):
        walk = Walk(begin, *hall.door, speed=1.25).go((hall.door[0], CORRIDOR_Y), (places.x, CORRIDOR_Y), places.seat)
        while walk.t < end:
            turn = (to_public, to_public, BACK, BACK - 0.5 * places.out)[int(rng.integers(4))]
            walk.wait(min(end, walk.t + rng.uniform(6.0, 25.0)), turn, pose)
        walk.go((places.x, CORRIDOR_Y), (hall.door[0], CORRIDOR_Y), hall.door)
        people.append(Person(f"{counter.id}-officer-{n}", "officer", f"{counter.id}-officer", counter.id, look, tuple(walk.knots)))
    return people


def _stints(first: float, last: float, absences: tuple[Absence, ...]) -> list[tuple[float, float]]:
    """From coming through the door until getting up; an absence ends when the seat is reached again."""
    stints, begin = [], first
    for absence in absences:
        if absence.leaves > last:
            break
        stints.append((begin, absence.leaves))
        begin = absence.returns
    return [*stints, (begin, max(last, begin + 10.0))]


def _party(visit: Visit, counter: CounterScene, hall: Hall, rng: np.random.Generator) -> list[Person]:
    places = hall.counter(counter.id)
    comes = places.out if rng.random() < 0.7 else -places.out
    goes = places.out if rng.random() < 0.7 else -places.out
    aisle = AISLE_Y + rng.uniform(-0.12, 0.18)
    people = []
    for member in range(visit.size):
        speed = rng.uniform(1.05, 1.4)
        look = visitor_look(rng)
        jitter = rng.uniform(-0.06, 0.06, 2)
        target = places.stand(member) if visit.direct else _queue_place(places, len(visit.ahead) + member)
        lead = (abs(comes * EDGE_X - target[0]) + abs(aisle - target[1])) / speed
        walk = Walk(visit.joins - lead + 0.6 * member, comes * EDGE_X, aisle, speed)
        if visit.direct:
            walk.go((target[0], aisle), _near(target, jitter))
        else:
            _stay_in_queue(walk, visit, member, places, aisle, jitter, rng)
        if visit.outcome == "served":
            _at_counter(walk, visit, member, counter, places, jitter, rng)
        if visit.trespasses_s and member == 0:
            walk.go((walk.x, AISLE_Y + 0.1), hall.passage, hall.trespass).wait(walk.t + visit.trespasses_s, -0.9)
            walk.go(hall.passage, (hall.passage[0], AISLE_Y + 0.1))
        walk.go((walk.x + 0.4 * goes, AISLE_Y + 0.1), (goes * EDGE_X, AISLE_Y + 0.1))
        name = f"{counter.id}-{visit.number}"
        people.append(Person(f"{name}-{member}", "visitor", name, counter.id, look, tuple(walk.knots)))
    return people


def _near(place: tuple[float, float], jitter: np.ndarray) -> tuple[float, float]:
    return place[0] + float(jitter[0]), place[1] + float(jitter[1])


def _queue_place(places: CounterPlaces, index: int) -> tuple[float, float]:
    return (*places.lane, *places.bench)[min(index, len(places.lane) + len(places.bench) - 1)]


def _stay_in_queue(
    walk: Walk,
    visit: Visit,
    member: int,
    places: CounterPlaces,
    aisle: float,
    jitter: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Join at the tail, move up when somebody in front leaves, and stay until called."""
    index = len(visit.ahead) + member
    place = _queue_place(places, index)
    walk.go((place[0], aisle), _near(place, jitter))
    moves = [t + 0.7 + 0.3 * index + rng.uniform(0.0, 0.4) for t in visit.ahead]
    for n, moment in enumerate(moves):
        now = index - n
        if moment >= visit.leaves_queue:
            break
        _wait_in(walk, moment, places, now, rng)
        if now <= len(places.lane):
            walk.go(_near(_queue_place(places, now - 1), jitter))
    remaining = sum(moment >= visit.leaves_queue for moment in moves)
    _wait_in(walk, visit.leaves_queue + 0.2 * member, places, member + remaining, rng)


def _wait_in(walk: Walk, until: float, places: CounterPlaces, index: int, rng: np.random.Generator) -> None:
    if index >= len(places.lane):
        walk.wait(until, pi / 2, "sit")
        return
    ahead = facing((walk.x, walk.y), (places.x, STAND_Y))
    while walk.t < until:
        walk.wait(min(until, walk.t + rng.uniform(4.0, 15.0)), ahead + rng.uniform(-0.5, 0.5))


def _at_counter(
    walk: Walk,
    visit: Visit,
    member: int,
    counter: CounterScene,
    places: CounterPlaces,
    jitter: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Stand or sit before the officer until the service ends; perhaps step away for a moment."""
    stand = places.stand(member)
    sits = counter.chair and member == 0
    spot = stand if sits else _near(stand, jitter)
    towards = facing(spot, (places.x, SEAT_Y))
    walk.go(spot)
    if visit.steps_away_at is not None:
        walk.wait(visit.steps_away_at, towards, "sit" if sits else "stand")
        walk.go((stand[0] + places.out * 0.5, AISLE_Y + 0.1)).wait(walk.t + rng.uniform(2.5, 4.0), pi / 2 * places.out)
        walk.go(spot)
    while walk.t < visit.ends:
        turn = 0.0 if sits else rng.uniform(-0.3, 0.3)
        walk.wait(min(visit.ends, walk.t + rng.uniform(8.0, 25.0)), towards + turn, "sit" if sits else "stand")
    walk.wait(visit.ends + 0.7 * member, towards)


def _others(scenario: Scenario, scene: CameraScene, hall: Hall, rng: np.random.Generator) -> list[Person]:
    """Those who only pass through, and those who come when the office is closed."""
    people = []
    opens, closes = scenario.hours
    t, number = opens + 5.0, 0
    while scenario.habits.passers_per_hour > 0:
        t += rng.exponential(3600.0 / scenario.habits.passers_per_hour)
        if t > closes - 20.0:
            break
        side = 1 if rng.random() < 0.5 else -1
        y = AISLE_Y + 0.2 if rng.random() < 0.7 else 4.55
        walk = Walk(float(t), side * EDGE_X, y, rng.uniform(1.1, 1.5)).go((-side * EDGE_X, y))
        people.append(Person(f"passer-{number}", "visitor", f"passer-{number}", None, visitor_look(rng), tuple(walk.knots)))
        number += 1
    for n, happening in enumerate(h for h in scene.happenings if h.kind == "out_of_hours"):
        at = _time(happening.at_s, scenario)
        if at < scenario.seconds:
            walk = Walk(at, EDGE_X, AISLE_Y, 1.2).go((1.2, AISLE_Y))
            walk.wait(walk.t + happening.seconds, 0.4).go((EDGE_X, AISLE_Y))
            name = f"out-of-hours-{n}"
            people.append(Person(name, "visitor", name, None, visitor_look(rng), tuple(walk.knots)))
    return people
