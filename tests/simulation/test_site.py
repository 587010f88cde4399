from datetime import timedelta

import pytest

from pantau.schemas.site import parse_site
from pantau.simulation.recorders import ClockJump
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.scenario import load_scenario, scenario_names
from pantau.simulation.site import site_file
from pantau.simulation.varied.drawn import drawn


@pytest.mark.parametrize("name", scenario_names())
def test_the_site_file_is_valid_and_complete(name):
    scenario = drawn(load_scenario(name), 1)
    site = parse_site(site_file(scenario))
    assert [camera.id for camera in site.cameras] == [camera.id for camera in scenario.cameras]
    opens, closes = (scenario.started_at + timedelta(seconds=at) for at in scenario.hours)
    (span,) = site.calendar.periods[0].hours.on(scenario.day)
    assert (span.opens, span.closes) == (opens.time(), closes.time())
    assert site.thresholds_on(scenario.day).unattended_waiting_s == scenario.limits.unattended_waiting_s
    for camera, scene in zip(site.cameras, scenario.cameras, strict=True):
        view = camera.view(scenario.day)
        for counter in scene.counters:
            assert {zone.kind for zone in view.zones if counter.id in zone.counters} >= {"customer", "seat", "queue"}
        assert site.recorder(camera.recorder).clock(scenario.started_at, site.zone).offset_s == scene.clock_offset_s


@pytest.mark.parametrize(
    ("changes", "clock"),
    [
        ({"clock_error_s": 0.75, "clock_uncertainty_s": 2.0}, (-37.0, 2.0)),
        ({"clock_jumps": (ClockJump(at_s=60, seconds=37),)}, (0.0, 1.0)),
    ],
)
def test_the_site_file_knows_of_the_clock_what_somebody_wrote_down(changes, clock):
    scenario = load_scenario("demo")
    camera = scenario.cameras[0].model_copy(update=changes)
    site = parse_site(site_file(scenario.model_copy(update={"cameras": (camera,)})))
    known = site.recorders[0].clock(scenario.started_at, site.zone)
    assert (known.offset_s, known.uncertainty_s) == clock


def test_zones_lie_where_people_stand():
    scenario = load_scenario("demo")
    site = parse_site(site_file(scenario))
    for camera, scene in zip(site.cameras, scenario.cameras, strict=True):
        hall, view = hall_of(scene, scenario.video), camera.view(scenario.day)
        for counter in hall.counters:
            for kind, places in (("customer", [counter.stand(0), counter.stand(1)]), ("queue", counter.lane)):
                x1, y1, x2, y2 = view.of(kind, counter=counter.id)[0].bounds
                for place in places:
                    x, y = hall.view.fractions((*place, 0.0))
                    assert x1 < x < x2 and y1 < y < y2
            x1, y1, x2, y2 = view.of("seat", counter=counter.id)[0].bounds
            seated = hall.seated[hall.counters.index(counter)]
            x, y = hall.view.fractions((*counter.seat, 1.1 if seated else 1.45))
            assert x1 < x < x2 and y1 < y < y2
