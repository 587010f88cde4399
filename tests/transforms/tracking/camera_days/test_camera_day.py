from datetime import UTC, date, datetime

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.scene_signature import scene_signature
from pantau.transforms.tracking.camera_days.camera_day import assemble
from tests.transforms.detection.camera_view.test_view_points import kept
from tests.transforms.detection.camera_view.test_view_shift import moved, place
from tests.transforms.seen import EIGHT, detection, recording, sample

ZERO = EIGHT.timestamp()
BOUNDS = (datetime(2026, 11, 1, 17, tzinfo=UTC).timestamp(), datetime(2026, 11, 2, 17, tzinfo=UTC).timestamp())


def every(owner, start, end, step=2.0, **more):
    return [sample(owner, start + i * step, **more) for i in range(int((end - start) / step))]


def day(recordings, samples, observations=(), observed_ids=None, reference=None, zones_void=True, hours=(), **limits):
    return assemble(
        BOUNDS,
        2.0,
        Thresholds(**limits),
        recordings,
        {row["recording_id"] for row in recordings} if observed_ids is None else observed_ids,
        SAMPLES.arrow(samples),
        OBSERVATIONS.arrow(observations),
        service_hours=hours,
        reference=reference,
        zones_void=zones_void,
    )


def since(intervals):
    return [(round(start - ZERO, 3), round(end - ZERO, 3)) for start, end in intervals]


def test_frames_of_consecutive_recordings_lie_on_one_axis():
    a, b = recording("a", 0, 10), recording("b", 10, 10)
    seen = day([b, a], every(b, 0, 10) + every(a, 0, 10))
    assert (seen.times - ZERO).tolist() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert [seen.recordings[i]["recording_id"] for i in seen.recording] == ["a"] * 5 + ["b"] * 5
    assert seen.offset.tolist() == [0, 2, 4, 6, 8] * 2
    assert since(seen.recorded) == since(seen.known) == [(0, 20)]
    assert seen.aspect == pytest.approx(16 / 9)


HERE = kept(place())
ASIDE = kept(moved(place(), [[1, 0, 32], [0, 1, 0]]))


def turned(owner, frames):
    """A sample each 2 s; each 30 s with the points of its view."""
    seen = every(owner, 0, 30 * len(frames))
    for number, points in enumerate(frames):
        seen[15 * number]["view_points"] = points
    return seen


def test_while_a_camera_is_moved_nothing_is_known_until_it_stands_again():
    a = recording("a", 0, 240)
    samples = turned(a, [HERE, HERE, ASIDE, ASIDE, ASIDE, HERE, HERE, HERE])
    people = [detection(a, at, number) for number, at in enumerate((10, 100, 200))]
    reference = ViewReference(date(2026, 10, 1), HERE)
    seen = day([a], samples, people, reference=reference)
    assert since(seen.moved) == [(30, 150)] and since(seen.known) == [(0, 30), (150, 240)]
    assert (seen.times[seen.person_sample] - ZERO).tolist() == [10, 200]
    assert seen.view.reference == reference and seen.view.stretches[0].share == pytest.approx(0.05, abs=4e-4)
    anywhere = day([a], samples, people, reference=reference, zones_void=False)
    assert anywhere.view == seen.view and anywhere.moved == [] and since(anywhere.known) == [(0, 240)]
    assert (anywhere.times[anywhere.person_sample] - ZERO).tolist() == [10, 100, 200]


def test_a_camera_that_is_moved_before_the_day_is_so_from_its_beginning():
    a = recording("a", 0, 120)
    seen = day([a], turned(a, [ASIDE] * 4), reference=ViewReference(date(2026, 10, 1), HERE))
    assert since(seen.moved) == [(0, 120)] and since(seen.known) == [] and len(seen.times) == 0


WALL = scene_signature(np.linspace(60, 220, 640, dtype=np.uint8)[None].repeat(360, axis=0))
"""A plain wall in the light of a lamp: no points, and steps enough to be a hall."""


def shown_all_day(scene, points):
    a = recording("a", 0, 600)
    return a, [row | {"scene": scene} for row in turned(a, [points] * 20)]


def test_a_camera_that_shows_a_plain_wall_since_the_date_before_shows_nothing_of_its_scene():
    a, wall = shown_all_day(WALL, None)
    hall = ViewReference(date(2026, 10, 1), HERE, scene_signature(place()))
    seen = day([a], wall, [detection(a, 100, 0)], reference=hall, hours=[BOUNDS])
    assert since(seen.covered) == [(0, 599)] and since(seen.known) == [(599, 600)]
    assert len(seen.times) == 0 and seen.image.covered.all() and seen.moved == []
    unknown = day([a], wall, reference=hall._replace(scene=None), hours=[BOUNDS])
    assert (unknown.covered, unknown.view.scene) == ([], None)


def test_a_hall_shows_the_scene_that_was_found_on_a_date_before():
    a, hall = shown_all_day(scene_signature(place()), HERE)
    reference = ViewReference(date(2026, 10, 1), HERE, scene_signature(place()))
    seen = day([a], hall, reference=reference, hours=[BOUNDS])
    assert (seen.covered, seen.moved) == ([], []) and since(seen.known) == [(0, 600)]


def test_a_camera_that_is_known_to_look_elsewhere_is_moved_and_not_covered():
    a, elsewhere = shown_all_day(scene_signature(place(2)), kept(place(2)))
    hall = ViewReference(date(2026, 10, 1), HERE, scene_signature(place()))
    seen = day([a], elsewhere, reference=hall, hours=[BOUNDS])
    assert seen.covered == [] and since(seen.moved) == [(0, 600)] and not seen.image.covered.any()


def test_without_anything_to_compare_with_a_view_is_taken_to_stand():
    a = recording("a", 0, 120)
    seen = day([a], turned(a, [ASIDE] * 4))
    assert (seen.view, seen.moved) == (None, []) and since(seen.known) == [(0, 120)]


def test_where_recordings_overlap_the_earlier_one_speaks():
    a, b = recording("a", 0, 11), recording("b", 9, 11)
    seen = day([a, b], every(a, 0, 11) + every(b, 0, 11), [detection(a, 8, 0), detection(b, 0, 0), detection(b, 2, 1)])
    assert (seen.times - ZERO).tolist() == [0, 2, 4, 6, 8, 11, 13, 15, 17]
    assert seen.person_sample.tolist() == [4, 5]


def test_a_pause_of_a_second_is_a_seam_and_a_longer_one_a_gap():
    a, b, c = recording("a", 0, 10), recording("b", 11, 9), recording("c", 21.5, 10)
    seen = day([a, b, c], every(a, 0, 10) + every(b, 0, 9) + every(c, 0, 10))
    assert since(seen.recorded) == [(0, 20), (21.5, 31.5)]


def test_a_gap_inside_of_a_recording_is_not_recorded():
    a = recording("a", 0, 40, inner_gaps_s=[[10.0, 30.0]])
    seen = day([a], every(a, 0, 10) + every(a, 30, 40))
    assert since(seen.recorded) == since(seen.known) == [(0, 10), (30, 40)]


@pytest.mark.parametrize("void", [True, False])
def test_nobody_is_on_footage_that_stands_under_another_time_with_or_without_zones(void):
    a = recording("a", 0, 40, repeats_s=[[10.0, 14.0, 20.0, 30.0]], repeats_of=["x"], repeats_later_s=[-3600.0])
    people = [detection(a, offset, number) for number, offset in enumerate((8, 10, 20, 30, 32))]
    seen = day([a], every(a, 0, 40), people, zones_void=void)
    assert since(seen.repeated) == [(10, 30)] and since(seen.recorded) == [(0, 40)]
    assert since(seen.known) == [(0, 10), (30, 40)]
    assert (seen.times[seen.person_sample] - ZERO).tolist() == [8, 32]


def test_footage_of_where_a_camera_looked_at_another_time_does_not_move_it():
    seen = []
    for repeats in ([], [[20.0, 22.0, 100.0, 110.0]]):
        a = recording("a", 0, 180, repeats_s=repeats, repeats_of=["x"] * len(repeats))
        views = turned(a, [HERE, ASIDE, ASIDE, ASIDE, HERE, HERE])
        seen.append(day([a], views, reference=ViewReference(date(2026, 10, 1), HERE)))
    moved, repeated = seen
    assert since(moved.moved) == [(0, 120)] and not repeated.moved and not repeated.view.stretches
    assert since(repeated.known) == [(0, 20), (110, 180)]


def test_what_lies_outside_of_the_date_is_left_out():
    a = recording("a", BOUNDS[0] - ZERO - 10, 20)
    seen = day([a], every(a, 0, 20), [detection(a, 8, 0), detection(a, 12, 1)])
    assert (seen.times - BOUNDS[0]).tolist() == [0, 2, 4, 6, 8]
    assert seen.person_sample.tolist() == [1]
    assert seen.recorded == [(BOUNDS[0], BOUNDS[0] + 10)]


def test_recordings_that_nobody_has_looked_at_are_not_known():
    a, b = recording("a", 0, 10), recording("b", 10, 10)
    seen = day([a, b], every(a, 0, 10), observed_ids={"a"})
    assert since(seen.recorded) == [(0, 20)]
    assert since(seen.not_observed) == [(10, 20)]
    assert since(seen.known) == [(0, 10)] and seen.unreadable == []


def test_a_long_stretch_without_frames_was_not_decoded():
    a = recording("a", 0, 60)
    seen = day([a], every(a, 0, 20) + every(a, 50, 60))
    assert since(seen.unreadable) == [(21, 47)]
    assert since(seen.known) == [(0, 21), (47, 60)]


def test_covered_and_frozen_times_are_not_known():
    a = recording("a", 0, 200)
    dark, still = [every(a, 40, 60, brightness=3.0), every(a, 100, 180, change_median=0.0, change_people=0.0)]
    somebody = [detection(a, at, i) for i, at in enumerate(range(100, 180, 2))]
    seen = day([a], every(a, 0, 40) + dark + every(a, 60, 100) + still + every(a, 180, 200), somebody)
    assert since(seen.covered) == [(39, 59)]
    assert since(seen.frozen) == [(98, 178)]
    assert since(seen.known) == [(0, 39), (59, 98), (178, 200)]


def test_people_and_seats_point_at_their_frames():
    a = recording("a", 0, 10)
    seen = day(
        [a],
        every(a, 0, 10),
        [
            detection(a, 4, 2, x1=0.5, x2=0.6, score=0.7),
            detection(a, 2, 0),
            detection(a, 2, 1, seat="s1", head_x=0.25, head_y=0.35, score=0.2),
        ],
    )
    assert seen.person_sample.tolist() == [1, 2]
    assert seen.person_box.tolist() == [[0.1, 0.2, 0.3, 0.8], [0.5, 0.2, 0.6, 0.8]]
    assert seen.person_score.tolist() == [0.5, 0.7]
    assert (seen.seat_sample.tolist(), seen.seat_zone.tolist(), seen.seat_score.tolist()) == ([1], ["s1"], [0.2])
    assert seen.seat_head.tolist() == [[0.25, 0.35]]


def test_similarity_follows_the_numbers_of_detections_across_recordings():
    a, b = recording("a", 0, 10), recording("b", 10, 10)
    seen = day(
        [a, b],
        every(a, 0, 10) + every(b, 0, 10),
        [
            detection(a, 2, 0),
            detection(a, 8, 3, compared_to=[0, 1], appearance_similarity=[0.9, 0.2]),
            detection(b, 2, 5, compared_to=[3], appearance_similarity=[0.7]),
            detection(b, 4, 7, compared_to=[3, 5, 7], appearance_similarity=[0.6, 0.4, 1.0]),
        ],
    )
    told = [[part.tolist() for part in seen.similarity.of(i)] for i in range(4)]
    assert told == [[[], []], [[0], [0.9]], [[1], [0.7]], [[1, 2], [0.6, 0.4]]]


def test_a_number_is_that_of_the_last_detection_that_has_it_where_a_clock_was_set_back():
    a, b = recording("a", 0, 10), recording("b", 10, 10)
    people = [detection(a, 2, 0), detection(b, 2, 0), detection(b, 4, 1, compared_to=[0], appearance_similarity=[0.4])]
    seen = day([a, b], every(a, 0, 10) + every(b, 0, 10), people)
    assert [seen.similarity.of(i)[0].tolist() for i in range(3)] == [[], [], [1]]


def test_a_grid_point_that_a_cut_divides_has_one_sample():
    a, b = recording("a", 0, 10.5), recording("b", 10.5, 10)
    between = sample(a, 10, key_frame=False)
    seen = day([a, b], [*every(a, 0, 10), between, *every(b, 0, 10)], [detection(a, 10, 0), detection(b, 0, 1)])
    assert (seen.times - ZERO).tolist() == [0, 2, 4, 6, 8, 10.5, 12.5, 14.5, 16.5, 18.5]
    assert (seen.recording[5], seen.offset[5], seen.person_sample.tolist()) == (1, 0, [5])
    near = [*every(a, 0, 10), sample(a, 10), *every(b, 0, 10)]
    assert (day([a, b], near).times - ZERO).tolist() == [0, 2, 4, 6, 8, 10, 12.5, 14.5, 16.5, 18.5]


def test_samples_of_a_clock_that_was_set_back_are_not_of_one_grid_point():
    a = recording("a", 0, 10)
    b = recording("b", 10, 10, recorder_started_at=a["recorder_started_at"])
    seen = day([a, b], every(a, 0, 10) + every(b, 0, 10))
    assert (seen.times - ZERO).tolist() == list(range(0, 20, 2))


def test_an_end_reckoned_a_little_late_does_not_hide_the_next_frame():
    a, b = recording("a", 0, 10.002), recording("b", 10, 10)
    seen = day([a, b], every(a, 0, 10) + every(b, 0, 10))
    assert (seen.times - ZERO).tolist() == list(range(0, 20, 2))


def test_a_date_without_recordings_is_empty():
    seen = day([], [])
    assert len(seen.times) == len(seen.person_sample) == len(seen.seat_sample) == 0
    assert seen.recorded == seen.known == []
    assert seen.person_box.shape == (0, 4) and seen.seat_head.shape == (0, 2)
