"""Those who are not served: they pass through, stop in the way, come when the office is closed, or only ask."""

import numpy as np

from pantau.simulation.behaviour.motion import ScriptedPerson, Walk, facing
from pantau.simulation.behaviour.wardrobe import visitor_look
from pantau.simulation.rendering.hall import AISLE_Y, EDGE_X, LINGER_Y, STAND_Y, Hall
from pantau.simulation.scenario import CameraScene, Scenario

_LINGER_S = (6.0, 18.0)

BESIDE_M, ASKS_Y = 0.8, 4.7
"""Where somebody stands who comes up beside those who are served."""


def passers(scenario: Scenario, scene: CameraScene, rng: np.random.Generator) -> list[ScriptedPerson]:
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
        walk = Walk(float(t), side * EDGE_X, y, scenario.habits.pace * rng.uniform(1.1, 1.5)).go((-side * EDGE_X, y))
        people.append(
            ScriptedPerson(
                f"passer-{number}",
                "visitor",
                f"passer-{number}",
                None,
                visitor_look(rng, scenario.wardrobe),
                tuple(walk.knots),
            )
        )
        number += 1
    for n, happening in enumerate(h for h in scene.happenings if h.kind == "out_of_hours"):
        at = happening.moment(scenario.seconds)
        if at < scenario.seconds:
            walk = Walk(at, EDGE_X, AISLE_Y, 1.2).go((1.2, AISLE_Y))
            walk.wait(walk.t + happening.seconds, 0.4).go((EDGE_X, AISLE_Y))
            name = f"out-of-hours-{n}"
            look = visitor_look(rng, scenario.wardrobe)
            people.append(ScriptedPerson(name, "visitor", name, None, look, tuple(walk.knots)))
    return people


def lingerers(scenario: Scenario, hall: Hall, rng: np.random.Generator) -> list[ScriptedPerson]:
    """Those who stop between the camera and somebody at a counter, to look at the signs or their telephone."""
    people: list[ScriptedPerson] = []
    opens, closes = scenario.hours
    rate, t = scenario.habits.lingerers_per_hour, opens
    while rate > 0 and (t := t + rng.exponential(3600.0 / rate)) < closes - 40.0:
        counter = hall.counters[int(rng.integers(len(hall.counters)))]
        y = rng.uniform(*LINGER_Y)
        view = hall.view
        x = view.x + (counter.stand_x - view.x) * (y - view.y) / (STAND_Y - view.y) + rng.uniform(-0.3, 0.3)
        side, speed = (1 if rng.random() < 0.5 else -1), scenario.habits.pace * rng.uniform(1.0, 1.3)
        walk = Walk(float(t), side * EDGE_X, y, speed).go((x, y))
        walk.wait(walk.t + rng.uniform(*_LINGER_S), rng.uniform(-1.0, 1.0)).go((-side * EDGE_X, y))
        name = f"lingerer-{len(people)}"
        look = visitor_look(rng, scenario.wardrobe)
        people.append(ScriptedPerson(name, "visitor", name, None, look, tuple(walk.knots)))
    return people


def askers(scenario: Scenario, scene: CameraScene, hall: Hall, rng: np.random.Generator) -> list[ScriptedPerson]:
    """Those who go from counter to counter, beginning at any, and back to the aisle in between."""
    people: list[ScriptedPerson] = []
    for happening in (happening for happening in scene.happenings if happening.kind == "approaches"):
        pace = scenario.habits.pace * rng.uniform(1.05, 1.4)
        walk = Walk(happening.moment(scenario.seconds), EDGE_X, AISLE_Y, pace)
        first = int(rng.integers(len(hall.counters)))
        for turn in range(happening.times):
            places = hall.counters[(first + turn) % len(hall.counters)]
            x = places.stand_x + BESIDE_M * places.out
            walk.go((x, AISLE_Y), (x, ASKS_Y)).wait(walk.t + happening.seconds, facing((x, ASKS_Y), places.seat))
            walk.go((x, AISLE_Y))
        walk.go((EDGE_X, AISLE_Y))
        name = f"asker-{len(people)}"
        look = visitor_look(rng, scenario.wardrobe)
        people.append(ScriptedPerson(name, "visitor", name, None, look, tuple(walk.knots)))
    return people
