import numpy as np
import pytest

from pantau.transforms.tracking.reassociation import reassociated_from
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import HEIGHT, WIDTH, camera_day

ALIKE = pytest.approx(2.0)
"""Log odds by looks: those of staging are 0.97 alike to themselves."""

HERE, NEAR = (0.5, 0.8), (0.55, 0.8)


def standing(day, place, start, end):
    """Somebody in one place from a second until another; detections are those of the day at that time."""
    samples = np.arange(start // 2, end // 2)
    x, y = place
    box = (x - WIDTH / 2, y - HEIGHT, x + WIDTH / 2, y)
    detections = np.flatnonzero(np.isin(day.person_sample, samples))
    return Track(
        detections, samples, np.tile(box, (len(samples), 1)), np.full(len(samples), 0.8), np.ones(len(samples))
    )


def resumed(*stands, looks=lambda second: 0):
    """What each of (place, start, end) continues; `looks` says who, in what clothes, is there at a second."""
    people = [lambda second, who=who: HERE if looks(second) == who else None for who in (0, 1)]
    day = camera_day(people, seconds=(0, 100))
    return reassociated_from(day, [standing(day, *stand) for stand in stands], 1.8)


def test_who_is_found_where_somebody_was_lost_is_the_same_if_alike():
    assert resumed((HERE, 0, 20), (HERE, 30, 50)) == [None, (0, ALIKE)]


def test_after_the_memory_of_looks_somebody_else_is_more_probable():
    assert resumed((HERE, 0, 20), (NEAR, 34, 50)) == [None, None]


def test_who_looks_different_is_somebody_else():
    assert resumed((HERE, 0, 20), (HERE, 30, 50), looks=lambda second: second >= 25) == [None, None]


@pytest.mark.parametrize("later", [(HERE, 60, 80), (HERE, 10, 50)])
def test_nobody_is_continued_after_long_or_at_the_same_time(later):
    assert resumed((HERE, 0, 20), later) == [None, None]


def test_nobody_is_faster_than_people_walk():
    day = camera_day([lambda second: HERE], seconds=(0, 100))
    tracks = [standing(day, HERE, 0, 20), standing(day, (0.5, 0.3), 22, 40)]
    assert reassociated_from(day, tracks, 1.8) == [None, (0, ALIKE)]
    assert reassociated_from(day, tracks, 0.3) == [None, None]


def test_each_is_continued_once_by_whoever_was_lost_last():
    assert resumed((HERE, 0, 18), (NEAR, 0, 20), (HERE, 26, 40), (NEAR, 28, 40)) == [
        None,
        None,
        (1, ALIKE),
        (0, ALIKE),
    ]
