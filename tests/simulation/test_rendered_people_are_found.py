"""Rendered people are found by the shipped models, and empty chairs are not: that is what they are for."""

import numpy as np
import pytest

from pantau.simulation.behaviour.motion import BACK
from pantau.simulation.behaviour.wardrobe import officer_look, visitor_look
from pantau.simulation.rendering.backdrop import backdrop_of
from pantau.simulation.rendering.composing import Standing, compose
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.scenario import load_scenario
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatWatcher

pytestmark = pytest.mark.slow

DEMO = load_scenario("demo")
HALL = hall_of(DEMO.cameras[0], DEMO.video)
EMPTY = backdrop_of(HALL, frozenset(), {"loket-1": "LOKET 1", "loket-2": "LOKET 2"}, 1)


def test_nobody_is_found_in_the_empty_hall():
    assert len(PersonDetector().detect(EMPTY.frame).at_least(0.4)) == 0


@pytest.mark.parametrize("number", range(3))
def test_standing_visitors_are_found_where_they_stand(number):
    rng = np.random.default_rng(number)
    places = [HALL.counters[0].stand(0), HALL.counters[1].stand(0), HALL.counters[0].lane[1], HALL.counters[1].lane[1]]
    people = [Standing(visitor_look(rng), "stand", 0, x, y, rng.uniform(-0.5, 0.5)) for x, y in places]
    found = PersonDetector().detect(compose(HALL, EMPTY, people)).at_least(0.45)
    feet = HALL.view.fractions(np.array([(x, y, 0.0) for x, y in places]))
    for x, y in feet:
        near = (found.boxes[:, 0] < x) & (x < found.boxes[:, 2]) & (np.abs(found.boxes[:, 3] - min(y, 1)) < 0.05)
        assert near.any()


@pytest.mark.slow
@pytest.mark.parametrize("counter", [0, 1])
def test_a_seat_is_taken_when_an_officer_sits_there_and_only_then(counter):
    places = HALL.counters[counter]
    box = HALL.seat_boxes(places)[0]
    seats = np.array([[*box.min(axis=0), *box.max(axis=0)]], dtype=np.float32)
    officer = Standing(officer_look(counter), "desk", 0, *places.seat, BACK)
    watcher = SeatWatcher()
    (taken,) = watcher.watch(compose(HALL, EMPTY, [officer]), seats)
    (empty,) = watcher.watch(EMPTY.frame, seats)
    assert taken.score >= 0.10 > empty.score
