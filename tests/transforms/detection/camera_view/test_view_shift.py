"""Whether a view has moved: made-up places, so that the movement is known."""

import cv2
import numpy as np
import pytest

from pantau.transforms.detection.camera_view.view_features import usual_picture, view_features
from pantau.transforms.detection.camera_view.view_shift import sameness, view_shift

WIDTH, HEIGHT = 640, 360
MIDDLE = (WIDTH / 2, HEIGHT / 2)


def place(seed=1, width=WIDTH, height=HEIGHT):
    """A wall with many things on it."""
    random = np.random.default_rng(seed)
    luma = np.full((height, width), 120, np.uint8)
    for _ in range(150):
        (x, y), size = random.integers((0, 0), (width, height)), random.integers(8, 40, 2)
        cv2.rectangle(luma, (int(x), int(y)), (int(x + size[0]), int(y + size[1])), int(random.integers(40, 220)), -1)
    return luma


def moved(luma, movement):
    return cv2.warpAffine(luma, np.float32(movement), luma.shape[::-1], borderMode=cv2.BORDER_REPLICATE)


def told(before, now):
    old = view_features(before)
    new = view_features(now, old)
    shift = view_shift(old, new)
    return sameness(old, new, shift), shift


def test_a_shift_is_told_in_fractions_of_the_frame():
    word, shift = told(place(), moved(place(), [[1, 0, 32], [0, 1, -9]]))
    assert word == "moved"
    assert (shift.across, shift.down) == pytest.approx((0.05, -0.025), abs=2e-4)
    assert (shift.turned_deg, shift.zoom) == pytest.approx((0, 1), abs=0.02)
    assert shift.share == pytest.approx(np.hypot(32, 9) / WIDTH, abs=2e-4)


@pytest.mark.parametrize(
    ("turned_deg", "zoom"),
    [(2, 1), (0, 1.05), (-1, 0.95)],
)
def test_a_turn_and_a_zoom_are_told_with_how_far_they_move_the_frame(turned_deg, zoom):
    # OpenCV turns counter-clockwise.
    movement = cv2.getRotationMatrix2D(MIDDLE, -turned_deg, zoom)
    word, shift = told(place(), moved(place(), movement))
    assert word == "moved"
    assert (shift.turned_deg, shift.zoom) == pytest.approx((turned_deg, zoom), abs=0.02)
    across, down = np.meshgrid(np.linspace(0, WIDTH, 200), np.linspace(0, HEIGHT, 200))
    points = np.stack([across.ravel(), down.ravel()])
    apart = movement[:, :2] @ points + movement[:, 2:] - points
    assert shift.share == pytest.approx(np.sqrt((apart**2).sum(axis=0).mean()) / WIDTH, rel=0.02)


@pytest.mark.parametrize(("pixels", "word"), [(0, "same"), (2, "same"), (5, "moved")])
def test_a_view_has_moved_from_half_a_percent_of_its_width_on(pixels, word):
    assert told(place(), moved(place(), [[1, 0, pixels], [0, 1, 0]]))[0] == word


def test_other_light_another_resolution_and_people_move_no_view():
    dim = (place() * 0.2 + 5).astype(np.uint8)
    crowd = place().copy()
    crowd[120:, 100:400] = np.random.default_rng(5).integers(0, 255, (240, 300))
    narrow = cv2.resize(place(), (352, 288), interpolation=cv2.INTER_AREA)
    for now in (dim, crowd, narrow):
        word, shift = told(place(), now)
        assert (word, shift.share) == ("same", pytest.approx(0, abs=1e-3))


def test_a_burnt_in_text_that_stays_hides_no_movement():
    lines = [(10, 24), (10, 350), (380, 24), (380, 350)]

    def written(luma):
        for at in lines:
            luma = cv2.putText(luma.copy(), "2026-11-02 CAM 01", at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
        return luma

    word, shift = told(written(place()), written(moved(place(), [[1, 0, 13], [0, 1, 0]])))
    assert (word, shift.across) == ("moved", pytest.approx(13 / WIDTH, abs=3e-4))


def test_another_place_is_no_movement_and_a_cover_tells_nothing():
    assert told(place(), place(2))[0] == "another"
    assert told(place(), np.full((HEIGHT, WIDTH), 90, np.uint8)) == ("unknown", None)
    assert told(np.full((HEIGHT, WIDTH), 90, np.uint8), place()) == ("unknown", None)


def test_who_passes_is_not_in_the_usual_picture():
    frames = [place().copy() for _ in range(5)]
    for number, frame in enumerate(frames):
        frame[:, number * 100 : number * 100 + 90] = 0
    assert (usual_picture(frames) == place()).all()


def test_points_are_found_in_upright_and_in_tiny_pictures():
    for width, height in ((200, 640), (16, 9), (1, 1)):
        found = view_features(np.zeros((height, width), np.uint8))
        assert len(found.points) == 0 and max(found.shape) == 640
