"""The points of one frame, of made-up places, so that the movement is known."""

import cv2
import numpy as np
import pytest

from pantau.transforms.detection.camera_view.standing import standing
from pantau.transforms.detection.camera_view.view_points import (
    LONGEST,
    MOST_POINTS,
    WRITTEN_SHARE,
    features_of,
    view_points,
)
from pantau.transforms.detection.camera_view.view_shift import FEWEST_IN_FRAME, sameness, view_shift
from tests.transforms.detection.camera_view.test_view_shift import HEIGHT, MIDDLE, WIDTH, moved, place

NOBODY = np.zeros((0, 4))


def kept(luma, people=NOBODY):
    return view_points(luma, np.array(people, float).reshape(-1, 4))


def told(before, now):
    old = features_of(kept(before))
    new = features_of(kept(now), old)
    shift = view_shift(old, new)
    return sameness(old, new, shift, FEWEST_IN_FRAME), shift


def test_a_frame_keeps_twenty_bytes_a_point():
    points = kept(place())
    assert len(points) == 4 + 20 * MOST_POINTS
    found = features_of(points)
    assert found.shape == (LONGEST * HEIGHT // WIDTH, LONGEST)
    assert found.points.shape == (MOST_POINTS, 2) and found.descriptors.shape == (MOST_POINTS, 16)
    assert (found.points >= 0).all() and (found.points <= found.shape[::-1]).all()


def test_no_point_lies_on_people():
    box = (0.2, 0.1, 0.7, 0.9)
    found = features_of(kept(place(), [box])).points / (LONGEST, LONGEST * HEIGHT / WIDTH)
    inside = (found > box[:2]).all(axis=1) & (found < box[2:]).all(axis=1)
    assert len(found) > 50 and not inside.any()


def test_no_point_lies_where_recorders_write():
    found = features_of(kept(place()))
    down = found.points[:, 1] / found.shape[0]
    assert len(down) == MOST_POINTS and down.min() >= WRITTEN_SHARE and down.max() <= 1 - WRITTEN_SHARE


@pytest.mark.parametrize(("pixels", "word"), [(0, "same"), (2, "same"), (6, "moved"), (60, "moved")])
def test_a_shift_is_told_by_the_points_of_two_frames(pixels, word):
    told_word, shift = told(place(), moved(place(), [[1, 0, pixels], [0, 1, 0]]))
    assert (told_word, shift.across) == (word, pytest.approx(pixels / WIDTH, abs=4e-4))


def test_a_turn_a_zoom_and_less_light_are_told_apart():
    turned = moved(place(), cv2.getRotationMatrix2D(MIDDLE, -2, 1.05))
    word, shift = told(place(), turned)
    assert (word, shift.turned_deg, shift.zoom) == ("moved", pytest.approx(2, abs=0.1), pytest.approx(1.05, abs=0.01))
    assert told(place(), (place() * 0.2 + 5).astype(np.uint8))[0] == "same"


def test_another_place_and_a_cover_are_no_shift():
    assert told(place(), place(2))[0] == "another"
    assert told(place(), np.full((HEIGHT, WIDTH), 90, np.uint8)) == ("unknown", None)


def test_frames_that_stand_beyond_doubt_are_told_together():
    shifts = [0, 1, 4, 20]
    frames = [kept(moved(place(), [[1, 0, pixels], [0, 1, 0]])) for pixels in shifts]
    flat = kept(np.full((HEIGHT, WIDTH), 90, np.uint8))
    assert standing(frames[0], [*frames, flat, kept(place(2))]).tolist() == [True, True, False, False, False, False]
    assert standing(flat, frames).tolist() == [False] * 4 and standing(frames[0], []).tolist() == []
