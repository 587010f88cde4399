"""Others of the staff: a second officer who comes and goes, a colleague who visits a desk from behind."""

import numpy as np

from pantau.simulation.behaviour.motion import BACK, ScriptedPerson
from pantau.simulation.behaviour.officers import pose_of, work
from pantau.simulation.behaviour.walking_paths import come_in, leave
from pantau.simulation.behaviour.wardrobe import officer_look
from pantau.simulation.rendering.hall import BEHIND_Y, Hall
from pantau.simulation.scenario import CameraScene
from pantau.simulation.varied.wardrobes import Wardrobe


def colleagues(
    scene: CameraScene, hall: Hall, seconds: float, rng: np.random.Generator, wardrobe: Wardrobe | None = None
) -> list[ScriptedPerson]:
    """The colleagues of a day of so many seconds. Each comes through the door at the moment told."""
    people: list[ScriptedPerson] = []
    for happening in scene.happenings:
        at = happening.moment(seconds)
        if happening.kind not in ("second_officer", "colleague_visits") or at >= seconds:
            continue
        number = len(people)
        counter = next(counter for counter in scene.counters if counter.id == happening.counter)
        places = hall.counter(counter.id)
        if happening.kind == "second_officer":
            walk = come_in(at, hall, places.seats[1][0], places.seats[1])
            work(walk, places, walk.t + happening.seconds, pose_of(counter), rng)
        else:
            place = places.x - 0.55 * places.out, BEHIND_Y
            walk = come_in(at, hall, place[0], place)
            walk.wait(walk.t + happening.seconds, BACK + 0.35 * places.out)
        leave(walk, hall, walk.x)
        name = f"colleague-{number}"
        look = officer_look(10 + number, wardrobe)
        people.append(ScriptedPerson(name, "officer", name, None, look, tuple(walk.knots)))
    return people
