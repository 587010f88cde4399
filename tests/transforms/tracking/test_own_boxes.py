from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.tracking.own_boxes import SCORES, own_probability
from pantau.transforms.tracking.parameters import ALONE, ON_A_HEAD, TOUCHED
from tests.transforms.staging import AT_COUNTER, camera_day, path


def seen(*people, scores):
    """A camera day on which each of the people scores as said."""
    day = camera_day(people, seconds=(0, 60))
    on_a_frame = np.unique(day.person_sample, return_counts=True)[1]
    return replace(day, person_score=np.concatenate([scores[:count] for count in on_a_frame]))


def beside(across, down=0.0):
    return path((0, (AT_COUNTER[0] + across, AT_COUNTER[1] + down)))


def test_alone_the_score_tells():
    for score, probability in ((0.225, ALONE[0]), (0.6, ALONE[-1]), (0.9, ALONE[-1])):
        assert own_probability(seen(beside(0), scores=[score])) == pytest.approx(np.full(30, probability))


def test_a_weak_box_in_a_strong_one_is_its_double_and_a_strong_one_may_be_somebody():
    weak = own_probability(seen(beside(0), beside(0.01), scores=[0.8, 0.3]))
    assert weak[:2].tolist() == [ALONE[-1], 0.0]
    strong = own_probability(seen(beside(0), beside(0.01), scores=[0.8, 0.7]))
    assert strong[:2].tolist() == [ALONE[-1], ON_A_HEAD[-1]]
    assert ON_A_HEAD[-1] < TOUCHED[-1]
    touching = own_probability(seen(beside(0), beside(0.06), scores=[0.8, 0.5]))
    assert touching[0] == ALONE[-1] and touching[1] == np.interp(0.5, SCORES, TOUCHED) > 0.9


def test_two_as_strong_are_both_own_for_neither_is_better():
    assert own_probability(seen(beside(0), beside(0.01), scores=[0.8, 0.8])).tolist() == [ALONE[-1]] * 60
