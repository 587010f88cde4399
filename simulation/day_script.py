"""What happens on an office day: every person's path, made from a scenario and a seed."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from pantau.simulation.behaviour.colleagues import colleagues
from pantau.simulation.behaviour.counter_days import counter_day, shared_day
from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.behaviour.passing import askers, lingerers, passers
from pantau.simulation.rendering.hall import Hall, hall_of
from pantau.simulation.scenario import CameraScene, Scenario
from pantau.simulation.varied.drawn import drawn


@dataclass(frozen=True)
class ScriptedCameraDay:
    """The people before one camera."""

    scene: CameraScene
    hall: Hall
    people: tuple[ScriptedPerson, ...]


@dataclass(frozen=True)
class ScriptedDay:
    """A scripted office day: the same for the same scenario and seed."""

    scenario: Scenario
    seed: int
    cameras: tuple[ScriptedCameraDay, ...]

    def camera(self, name: str) -> ScriptedCameraDay:
        """The day before a camera."""
        return next(camera for camera in self.cameras if camera.scene.id == name)


def write_script(scenario: Scenario, seed: int = 0) -> ScriptedDay:
    """Draw a day. Each counter and camera draws from a generator of its own, so that one does not disturb another.

    The day's scenario is the one given with all drawn that varies.

    Raises:
        ValueError: no mount of those that may be drawn shows the counters of a camera.
    """
    scenario = drawn(scenario, seed)
    cameras = []
    for scene in scenario.cameras:
        hall = hall_of(scene, scenario.video)
        people: list[ScriptedPerson] = []
        for number, counter in enumerate(scene.counters):
            served_too = [other for other in scene.counters if other.served_by == counter.id]
            if served_too:
                desks = [counter, *served_too]
                rngs = [_generator(seed, scene.id, desk.id) for desk in desks]
                people += shared_day(scenario, desks, hall, number, rngs, _generator(seed, scene.id, "in turn"))
            elif counter.served_by is None:
                people += counter_day(scenario, scene, counter, hall, number, _generator(seed, scene.id, counter.id))
        people += passers(scenario, scene, _generator(seed, scene.id, "others"))
        people += lingerers(scenario, hall, _generator(seed, scene.id, "lingerers"))
        people += colleagues(scene, hall, scenario.seconds, _generator(seed, scene.id, "colleagues"), scenario.wardrobe)
        people += askers(scenario, scene, hall, _generator(seed, scene.id, "askers"))
        cameras.append(
            ScriptedCameraDay(scene, hall, tuple(sorted(people, key=lambda person: (person.span, person.id))))
        )
    return ScriptedDay(scenario, seed, tuple(cameras))


def _generator(seed: int, *names: str) -> np.random.Generator:
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
