"""Days written by hand, with times that can be worked out on paper."""

from datetime import date, time

from pantau.simulation.behaviour.motion import ScriptedPerson, Walk
from pantau.simulation.behaviour.wardrobe import officer_look
from pantau.simulation.day_script import ScriptedCameraDay, ScriptedDay
from pantau.simulation.recorders import Gap
from pantau.simulation.rendering.hall import CounterPlaces, Hall, hall_of
from pantau.simulation.scenario import CameraScene, CounterScene, Scenario, ScenarioLimits


def scenario(*gaps: Gap) -> Scenario:
    """Ten minutes at one counter, open from the second to the ninth."""
    return Scenario.model_validate(
        {
            "name": "by-hand",
            "site": "hall",
            "title": "Hall",
            "agency": {"id": "agency", "name": "Agency"},
            "date": date(2026, 6, 9),
            "starts": time(8, 0),
            "minutes": 10,
            "opens_after_min": 1,
            "closes_before_min": 1,
            "limits": ScenarioLimits(unattended_waiting_s=60, out_of_hours_margin_s=20),
            "cameras": [
                CameraScene(
                    id="cam",
                    recorder="hikvision_export",
                    gaps=gaps,
                    counters=(CounterScene(id="desk", name="Desk", x=1.0),),
                )
            ],
        }
    )


def hall() -> tuple[Hall, CounterPlaces]:
    """The hall of `scenario` and its one counter."""
    scene = scenario()
    seen = hall_of(scene.cameras[0], scene.video)
    return seen, seen.counter("desk")


def visitor(name: str, walk: Walk, party: str | None = None) -> ScriptedPerson:
    """A visitor on a path."""
    return ScriptedPerson(name, "visitor", party or name, "desk", officer_look(0), tuple(walk.knots))


def officer(start: float, end: float) -> ScriptedPerson:
    """An officer who is at the place, and nowhere else, from start to end."""
    walk = Walk(start, *hall()[1].seat).wait(end)
    return ScriptedPerson(f"officer-{start}", "officer", "officer", "desk", officer_look(0), tuple(walk.knots))


def day(*people: ScriptedPerson, gaps: tuple[Gap, ...] = ()) -> ScriptedDay:
    """A day of these people."""
    made = scenario(*gaps)
    return ScriptedDay(made, 0, (ScriptedCameraDay(made.cameras[0], hall()[0], people),))
