import cv2
import numpy as np
import pyarrow as pa
import pytest

from pantau.transforms.detection.camera_view.static_scene import static_scene
from pantau.transforms.detection.scene_signature import BYTES, scene_signature

pytestmark = pytest.mark.slow

PLANE = np.full((270, 480), 90, np.uint8)


def place(seed):
    blurred = cv2.GaussianBlur(np.random.default_rng(seed).integers(0, 255, (270, 480)).astype(np.uint8), (0, 0), 12)
    return cv2.normalize(blurred, None, 20, 230, cv2.NORM_MINMAX)


HALL = place(5)


def written(luma, *texts):
    luma = luma.copy()
    for row, text in enumerate(texts):
        cv2.putText(luma, text, (180, 20 + 120 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    return luma


def with_people(luma, seed):
    luma, rng = luma.copy(), np.random.default_rng(seed)
    for _ in range(5):
        x, y = rng.integers(0, 420), rng.integers(0, 150)
        luma[y : y + 120, x : x + 50] = rng.integers(0, 255)
    return luma


def signatures(frames):
    return pa.chunked_array([pa.array([None if luma is None else scene_signature(luma) for luma in frames])])


def scene_of(day, people=()):
    """The scene of a day with people on the frames of these places."""
    return static_scene(signatures(day), np.isin(np.arange(len(day)), people))


def shown(day, frame, people=()):
    return float(scene_of(day, people).shown(signatures([frame]))[0])


DAY = [with_people(HALL, seed) for seed in range(40)]


def test_a_hall_with_people_in_it_shows_itself():
    assert all(shown(DAY, frame) > 0.5 for frame in DAY)


@pytest.mark.parametrize(
    ("frame", "most"),
    [
        pytest.param(PLANE, 0.0, id="plane"),
        pytest.param(written(PLANE, "2026-06-09 08:00:20", "NO SIGNAL"), 0.02, id="text"),
        pytest.param(written(np.full((270, 480), 255, np.uint8), "08:00:20"), 0.0, id="white"),
        pytest.param(place(6), 0.15, id="another place"),
        pytest.param(cv2.GaussianBlur(HALL, (0, 0), 90), 0.15, id="a hand before the lens"),
        pytest.param(np.ascontiguousarray(HALL[:, ::-1]), 0.15, id="turned round"),
    ],
)
def test_what_is_not_the_hall_shows_nothing_of_it(frame, most):
    assert shown(DAY, frame) <= most


@pytest.mark.parametrize("light", [1.0, 0.5, 0.2])
def test_it_is_the_same_hall_in_less_light(light):
    assert shown(DAY, (HALL * light).astype(np.uint8)) > 0.6


def test_half_of_it_hidden_is_half_of_it():
    half = HALL.copy()
    half[:, :240] = 90
    assert 0.3 < shown(DAY, half) < 0.7


def test_a_plane_for_most_of_the_day_does_not_become_the_scene():
    assert shown([*DAY, *[written(PLANE, "08:00", "NO SIGNAL")] * 400], PLANE) == 0
    assert shown([*DAY, *[written(PLANE, "08:00", "NO SIGNAL")] * 400], HALL) > 0.5


def test_without_a_scene_in_common_a_frame_with_steps_counts_as_seen_and_a_plane_does_not():
    places = [place(seed) for seed in range(60)]
    assert (shown(places, places[0]), shown(places, PLANE)) == (1.0, 0.0)
    assert shown([], HALL) == 1.0


def test_a_frame_that_was_not_measured_is_not_judged():
    seen = scene_of(DAY).shown(signatures([None, HALL, None]))
    assert np.isnan(seen[[0, 2]]).all() and seen[1] > 0.5
    assert np.isnan(scene_of([None]).shown(signatures([None]))).all()


def test_the_scene_is_found_from_some_frames_of_the_whole_day():
    scene = scene_of(DAY * 50)
    assert len(scene.brighter) == BYTES
    assert float(scene.shown(signatures([HALL]))[0]) > 0.8


def test_what_hangs_before_the_camera_for_most_of_the_day_is_not_the_scene_where_people_are():
    coat = place(7)
    day = [*[coat] * 200, *DAY]
    assert shown(day, coat) > 0.9 and shown(day, HALL) < 0.15
    people = range(200, 212)
    assert shown(day, coat, people) < 0.15 and shown(day, HALL, people) > 0.5
    assert shown(day, HALL, range(200, 209)) < 0.15
