"""A scenario that varies is another one for each seed, and all of it can be read and stays in its ranges."""

import numpy as np
import pytest

from pantau.schemas.site import parse_site
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.scenario import load_scenario, scenario_names
from pantau.simulation.site import site_file
from pantau.simulation.varied.drawn import description, drawn, shows_counters
from pantau.simulation.varied.variation import Variation

VARIED = [name for name in scenario_names() if name.startswith("varied_")]
SEEDS = range(1, 9)


def test_there_are_an_office_a_queue_and_a_crowd():
    assert VARIED == ["varied_crowd", "varied_office", "varied_queue"]


@pytest.mark.parametrize("name", VARIED)
def test_each_seed_draws_everything_within_its_ranges(name):
    scenario = load_scenario(name)
    varies, counters = scenario.varies, scenario.cameras[0].counters
    days = [drawn(scenario, seed) for seed in SEEDS]
    for day in days:
        (camera,) = day.cameras
        assert day.varies is None
        for part, names in (
            (camera.mount, ("x", "y", "height", "pan_deg", "tilt_deg", "hfov_deg", "bend")),
            (camera, ("desk_height", "light_swing")),
            (camera.light, ("brightness",)),
            (day.habits, ("pace", "alike")),
            (day.video, ("crf", "noise")),
        ):
            for one in names:
                low, high = getattr(varies, one)
                assert low <= getattr(part, one) <= high, one
        crowd = camera.counters[0].arrivals_per_hour / counters[0].arrivals_per_hour
        assert varies.crowd[0] - 0.01 <= crowd <= varies.crowd[1] + 0.01
        assert day.video.fps in varies.fps and day.video.key_interval_s in varies.key_interval_s
        assert shows_counters(hall_of(camera, day.video))
    for told in (
        lambda day: day.cameras[0].mount,
        lambda day: day.cameras[0].light,
        lambda day: day.cameras[0].decor,
        lambda day: day.wardrobe,
        lambda day: day.video,
    ):
        assert len({told(day).model_dump_json() for day in days}) == len(days)
    assert {day.video.codec for day in days} == {"h264", "hevc"}


def test_one_seed_is_one_scenario_and_one_that_is_drawn_stays():
    scenario = load_scenario("varied_queue")
    assert drawn(scenario, 3) == drawn(scenario, 3) == drawn(drawn(scenario, 3), 4)
    assert drawn(load_scenario("tiny"), 3) == load_scenario("tiny")


def test_what_was_drawn_is_a_scenario_file(tmp_path):
    day = drawn(load_scenario("varied_crowd", 7), 5)
    file = tmp_path / "scenario.yaml"
    file.write_text(description(day), encoding="utf-8")
    assert load_scenario(str(file)) == day


def test_zones_are_those_of_the_drawn_camera():
    scenario = load_scenario("varied_office")
    with pytest.raises(ValueError, match=r"scenario varied_office varies; take that of one seed"):
        site_file(scenario)
    for seed in SEEDS:
        day = drawn(scenario, seed)
        (scene,) = day.cameras
        view, hall = parse_site(site_file(day)).cameras[0].view(day.day), hall_of(scene, day.video)
        for places in hall.counters:
            x1, y1, x2, y2 = view.of("customer", counter=places.id)[0].bounds
            x, y = hall.view.fractions(np.array((*places.stand(0), 0.0)))
            assert x1 < x < x2 and y1 < y < y2
            x1, y1, x2, y2 = view.of("seat", counter=places.id)[0].bounds
            seated = hall.seated[hall.counters.index(places)]
            x, y = hall.view.fractions(np.array((*places.seat, 1.2 if seated else 1.5)))
            assert x1 < x < x2 and y1 < y < y2


def test_a_camera_that_cannot_show_its_counters_is_refused():
    blind = load_scenario("varied_queue").model_copy(update={"varies": Variation(hfov_deg=(50, 51), y=(0.9, 1.0))})
    with pytest.raises(ValueError, match=r"cam-1: none of 2000 mounts drawn shows its counters; widen the ranges"):
        drawn(blind, 1)


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(ValueError, match=r"the range 4 to 3 runs backwards; name the smaller one first"):
        Variation(height=(4, 3))
