import numpy as np
import pytest

from pantau.transforms.tracking.motion_state import motion_state_of, roots
from pantau.transforms.tracking.parameters import WALKING_AT_FIRST

HEIGHT = 0.3


def gait(*detections):
    """Of one person, seen at (second, place)."""
    times, places = (np.array(values, dtype=float) for values in zip(*detections, strict=True))
    return motion_state_of(times, places, np.full(len(times), HEIGHT), np.arange(len(times)) - 1)


def test_who_stays_stands_and_is_likelier_to_stay_than_somebody_just_seen():
    standing = gait((0, (0.5, 0.4)), (2, (0.5, 0.4)), (4, (0.51, 0.4)))
    assert not standing.walked.any() and not standing.velocities.any()
    assert standing.stays[2] > standing.stays[0]


def test_who_walks_has_the_velocity_of_the_last_step():
    walking = gait((0, (0.5, 0.4)), (2, (0.7, 0.5)), (4, (0.7, 0.5)))
    assert walking.walked.tolist() == [False, True, False]
    assert walking.walking.tolist() == [WALKING_AT_FIRST, 1.0, 0.0]
    assert walking.velocities[1].tolist() == pytest.approx([0.1, 0.05])


def test_small_steps_between_near_frames_are_reckoned_over_a_second():
    steps = gait(*((t / 2, (0.5 + 0.02 * t, 0.4)) for t in range(6)))
    assert steps.walked[-1] and steps.velocities[-1].tolist() == pytest.approx([0.04, 0])
    assert not gait(*((t / 2, (0.5 + 0.02 * (t % 2), 0.4)) for t in range(6))).walked.any()


def test_each_person_has_their_own_steps():
    times, places = np.array([0.0, 0.0, 2.0, 2.0]), np.array([[0.1, 0.4], [0.9, 0.4], [0.3, 0.4], [0.9, 0.4]])
    both = motion_state_of(times, places, np.full(4, HEIGHT), np.array([-1, -1, 0, 1]))
    assert both.walked.tolist() == [False, False, True, False]
    assert roots(np.array([-1, -1, 0, 1, 2, 4])).tolist() == [0, 1, 0, 1, 0, 0]
