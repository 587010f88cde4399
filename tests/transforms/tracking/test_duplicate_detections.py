from dataclasses import replace

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.duplicate_detections import not_duplicate, without_ghost_tracks
from pantau.transforms.tracking.tracker import link
from tests.transforms.staging import AT_COUNTER, camera_day, path


def seen(*people, scores):
    """A camera day on which each of the people scores as said."""
    day = camera_day(people, seconds=(0, 60))
    on_a_frame = np.unique(day.person_sample, return_counts=True)[1]
    return replace(day, person_score=np.concatenate([scores[:count] for count in on_a_frame]))


def beside(across, down=0.0):
    return path((0, (AT_COUNTER[0] + across, AT_COUNTER[1] + down)))


def test_a_weak_box_in_a_strong_one_is_its_double_and_a_strong_one_is_not():
    weak = seen(path((0, AT_COUNTER)), beside(0.01), scores=[0.8, 0.3])
    assert not_duplicate(weak).tolist() == [True, False] * 30
    strong = seen(path((0, AT_COUNTER)), beside(0.01), scores=[0.8, 0.7])
    assert not_duplicate(strong).all()
    apart = seen(path((0, AT_COUNTER)), beside(0.06), scores=[0.8, 0.3])
    assert not_duplicate(apart).all()


def test_who_is_like_a_double_most_of_the_time_is_nobody():
    # Beside whoever stands there, too far for a double on each frame by itself.
    day = seen(path((0, AT_COUNTER)), beside(0.035), scores=[0.8, 0.4])
    assert not_duplicate(day).all()
    tracks = link(day, Thresholds(), not_duplicate(day))
    assert len(tracks) == 2
    (left,) = without_ghost_tracks(day, tracks)
    assert left.scores.tolist() == [0.8] * 30


def test_two_who_stand_side_by_side_are_two():
    day = seen(path((0, AT_COUNTER)), beside(0.07), scores=[0.8, 0.4])
    assert len(without_ghost_tracks(day, link(day, Thresholds(), not_duplicate(day)))) == 2
