"""What happens on an office day: every person's path, made from a scenario and a seed."""

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from transforms.simulate.hall import (
    AISLE_Y,
    EDGE_X,
    LINGER_Y,
    STAND_Y,
    Hall,
    hall_of,
)
from transforms.simulate.moods import happens
from transforms.simulate.motion import Person, Walk
from transforms.simulate.officers import stints
from transforms.simulate.queueing import Visit, attend
from transforms.simulate.scenario import CameraScene, CounterScene, Scenario
from transforms.simulate.visiting import party
from transforms.simulate.wardrobe import in_clothes_of, visitor_look

WALK_M_S = 1.22
"""Mean speed of visitors."""

_LINGER_S = (6.0, 18.0)


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
        people += _lingerers(scenario, hall, _generator(seed, scene.id, "lingerers"))
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
    habits, step_up_s = scenario.habits, places.step_up_m / WALK_M_S
    post = attend(
        counter, habits, scenario.limits, scenario.hours, scenario.seconds, capacity, away, rng, step_up_s=step_up_s
    )
    people = stints(scenario, counter, hall, post, number, rng)
    look = None
    for visit in _with_trespass(post.visits, scenario, scene, counter):
        members = party(visit, counter, hall, habits.away_s, rng)
        if look is not None and happens(habits.alike, rng):
            members = [replace(member, look=in_clothes_of(member.look, look)) for member in members]
        people, look = people + members, members[0].look
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
        people.append(
            Person(f"passer-{number}", "visitor", f"passer-{number}", None, visitor_look(rng), tuple(walk.knots))
        )
        number += 1
    for n, happening in enumerate(h for h in scene.happenings if h.kind == "out_of_hours"):
        at = _time(happening.at_s, scenario)
        if at < scenario.seconds:
            walk = Walk(at, EDGE_X, AISLE_Y, 1.2).go((1.2, AISLE_Y))
            walk.wait(walk.t + happening.seconds, 0.4).go((EDGE_X, AISLE_Y))
            name = f"out-of-hours-{n}"
            people.append(Person(name, "visitor", name, None, visitor_look(rng), tuple(walk.knots)))
    return people


def _lingerers(scenario: Scenario, hall: Hall, rng: np.random.Generator) -> list[Person]:
    """Those who stop between the camera and somebody at a counter, to look at the signs or their telephone."""
    people: list[Person] = []
    opens, closes = scenario.hours
    rate, t = scenario.habits.lingerers_per_hour, opens
    while rate > 0 and (t := t + rng.exponential(3600.0 / rate)) < closes - 40.0:
        counter = hall.counters[int(rng.integers(len(hall.counters)))]
        y = rng.uniform(*LINGER_Y)
        x = hall.view.x + (counter.stand_x - hall.view.x) * y / STAND_Y + rng.uniform(-0.3, 0.3)
        side, speed = (1 if rng.random() < 0.5 else -1), rng.uniform(1.0, 1.3)
        walk = Walk(float(t), side * EDGE_X, y, speed).go((x, y))
        walk.wait(walk.t + rng.uniform(*_LINGER_S), rng.uniform(-1.0, 1.0)).go((-side * EDGE_X, y))
        name = f"lingerer-{len(people)}"
        people.append(Person(name, "visitor", name, None, visitor_look(rng), tuple(walk.knots)))
    return people
