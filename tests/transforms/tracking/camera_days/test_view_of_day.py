from datetime import date

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import SAMPLES
from pantau.transforms.detection.camera_view.static_scene import VIEW_FRAMES, scene_of
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.scene_signature import scene_signature
from pantau.transforms.tracking.camera_days.view_of_day import inside, view_of_day
from tests.transforms.detection.camera_view.test_view_points import kept
from tests.transforms.detection.camera_view.test_view_shift import place
from tests.transforms.seen import recording, sample

HERE, ELSEWHERE = kept(place()), kept(place(2))
REFERENCE = ViewReference(date(2026, 10, 1), HERE)
DAY_S = (0.0, 86400.0)


def seen(frames, hours, reference=REFERENCE, scene=None):
    """A frame each 30 s."""
    owner = recording("a", 0, 30 * len(frames))
    rows = [sample(owner, 30 * number, view_points=points, scene=scene) for number, points in enumerate(frames)]
    times = np.arange(len(frames)) * 30.0
    return view_of_day(times, SAMPLES.arrow(rows), reference, hours, Thresholds())


def test_a_camera_that_shows_another_place_for_five_minutes_of_service_hours_was_moved():
    frames = [HERE, *[ELSEWHERE] * 12, HERE]
    assert seen(frames, [DAY_S]).moved(DAY_S) == [(0.0, 390.0)]
    assert seen(frames, []).moved(DAY_S) == []
    assert seen(frames, [(0.0, 200.0)]).moved(DAY_S) == []
    assert seen(frames[:-1], [DAY_S]).moved(DAY_S) == [(0.0, 86400.0)]
    assert seen(frames[1:], [DAY_S]).moved(DAY_S) == [(0.0, 360.0)]


def test_frames_of_which_no_points_were_taken_say_nothing():
    assert seen([HERE, None, None, HERE], [DAY_S]).stretches == ()
    assert seen([HERE], [DAY_S], reference=None) is None


def test_the_scene_of_a_view_is_what_frames_show_on_which_it_stands_in_service_hours():
    shows = scene_signature(place())
    frames = [ELSEWHERE, *[HERE] * VIEW_FRAMES]
    found = seen(frames, [DAY_S], scene=shows).scene
    assert found.kept == shows and scene_of(found.kept).steps == found.steps > 0
    assert seen(frames[:-1], [DAY_S], scene=shows).scene is None
    assert seen(frames, [(60.0, 86400.0)], scene=shows).scene is None
    assert seen(frames, [DAY_S]).scene is None
    assert seen(frames, [DAY_S], scene=scene_signature(np.full((360, 640), 90, np.uint8))).scene is None


def test_a_scene_that_is_known_stays():
    known = REFERENCE._replace(scene=scene_signature(place()))
    assert seen([HERE] * VIEW_FRAMES, [DAY_S], known, scene_signature(place(2))).scene.kept == known.scene


def test_the_frames_at_the_ends_of_a_stretch_are_not_inside_of_it():
    assert inside(np.array([0.0, 1.0, 2.0, 3.0]), [(0.0, 2.0)]).tolist() == [False, True, False, False]
