from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.tracker import link
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import AT_COUNTER, IN_HALL, IN_QUEUE, camera_day, path

LIMITS = Thresholds()


def linked(day):
    return link(day, LIMITS, np.ones(len(day.person_box), dtype=bool))


def test_two_people_who_stand_are_two_tracks():
    tracks = linked(camera_day([path((0, IN_QUEUE)), path((0, AT_COUNTER))], seconds=(0, 20)))
    assert [len(track.samples) for track in tracks] == [10, 10]
    assert all(np.ptp(track.boxes[:, 0]) == 0 for track in tracks)


def test_a_walk_from_queue_to_counter_is_one_track():
    def walk(second):
        share = min(max((second - 10) / 4, 0), 1)
        return tuple(np.array(IN_QUEUE) + share * (np.array(AT_COUNTER) - np.array(IN_QUEUE)))

    (track,) = linked(camera_day([walk], seconds=(0, 30)))
    assert len(track.samples) == 15


def test_somebody_who_leaves_as_another_steps_up_is_not_the_other():
    leaving = path((0, AT_COUNTER), (10, (0.85, 0.8)), (12, None))
    coming = path((0, IN_QUEUE), (12, (0.4, 0.8)), (14, AT_COUNTER))
    tracks = linked(camera_day([leaving, coming], seconds=(0, 30)))
    assert len(tracks) == 2
    first, second = tracks
    assert (first.samples[0], first.samples[-1]) == (0, 5)
    assert (second.samples[0], second.samples[-1]) == (0, 14)


def test_missed_for_six_seconds_is_the_same_person_and_for_twelve_another():
    def blinking(missing_s):
        return lambda second: None if 10 <= second < 10 + missing_s else AT_COUNTER

    assert len(linked(camera_day([blinking(6)], seconds=(0, 40)))) == 1
    assert len(linked(camera_day([blinking(12)], seconds=(0, 40)))) == 2


def test_a_person_seen_once_is_no_track():
    flash = path((4, IN_HALL), (6, None))
    assert linked(camera_day([flash], seconds=(0, 20))) == []


def test_a_weak_detection_continues_a_track_and_begins_none():
    day = camera_day([path((0, AT_COUNTER))], seconds=(0, 20), score=0.3)
    assert linked(day) == []
    day.person_score[0] = 0.5
    (track,) = linked(day)
    assert len(track.samples) == 10


def test_unusable_detections_are_left_out():
    day = camera_day([path((0, AT_COUNTER))], seconds=(0, 20))
    assert link(day, LIMITS, np.zeros(len(day.person_box), dtype=bool)) == []


def test_nobody_walks_through_the_frame_between_two_samples():
    jumper = path((0, (0.05, 0.9)), (10, (0.95, 0.9)))
    assert len(linked(camera_day([jumper], seconds=(0, 20)))) == 2


def test_frames_between_samples_are_left_out_of_a_track():
    day = camera_day([path((0, IN_HALL))], seconds=(0, 8))
    day = replace(day, closer=np.array([False, True, False, False]))
    n = np.arange(4)
    track = Track(n, n, day.person_box, day.person_score, np.ones(len(n))).on_samples(day)
    assert (track.detections.tolist(), track.samples.tolist(), track.boxes.shape) == ([0, 2, 3], [0, 2, 3], (3, 4))


BEHIND, BEFORE = AT_COUNTER, (AT_COUNTER[0], AT_COUNTER[1] + 0.1)
"""Somebody at the second place stands before most of somebody at the first."""


def one_stands_at(place, while_another_is_gone=(20, 50), until=80):
    """Tracks of somebody who is out of sight for a time, and of another who comes out of the hall and leaves for it."""
    start, end = while_another_is_gone
    halfway = tuple(np.mean([place, IN_HALL], axis=0))
    other = path(
        (0, None), (start - 6, IN_HALL), (start - 2, halfway), (start, place), (end, halfway), (end + 2, IN_HALL)
    )
    return linked(camera_day([path((0, BEHIND), (start, None), (end, BEHIND)), other], seconds=(0, until)))


def test_who_stands_hidden_behind_somebody_nearer_is_the_same_person_afterwards():
    hidden, other = one_stands_at(BEFORE)
    assert (hidden.samples.tolist(), other.samples.tolist()) == ([*range(10), *range(25, 40)], [*range(7, 40)])


@pytest.mark.parametrize(
    "place",
    [(BEHIND[0], BEHIND[1] - 0.1), (BEHIND[0] + 0.1, BEHIND[1] + 0.1)],
    ids=["farther away", "beside"],
)
def test_who_is_farther_away_or_beside_hides_nobody(place):
    assert [(track.samples[0], track.samples[-1]) for track in one_stands_at(place)] == [(0, 9), (7, 39), (25, 39)]


def test_nobody_is_waited_for_without_end():
    assert len(one_stands_at(BEFORE, while_another_is_gone=(20, 220), until=250)) == 3


def test_frames_between_samples_begin_a_track_with_a_sample_and_confirm_none_alone():
    day = camera_day([path((0, None), (4, AT_COUNTER), (8, None))], seconds=(0, 20))
    (track,) = linked(day)
    assert track.samples.tolist() == [2, 3]
    assert linked(replace(day, closer=np.isin(np.arange(10), [3]))) == []


def test_detections_that_nobody_else_could_be_are_sure():
    tracks = linked(camera_day([path((0, IN_QUEUE)), path((0, AT_COUNTER))], seconds=(0, 20)))
    assert all(track.sure.min() > 0.99 for track in tracks)


def test_where_two_could_each_be_the_other_nobody_is_sure():
    # Both are out of sight for a moment, and reappear near the middle between them.
    def from_place(x, then):
        return path((0, (x, 0.8)), (10, None), (14, (then, 0.8)))

    day = camera_day([from_place(0.4, 0.415), from_place(0.44, 0.425)], seconds=(0, 30))
    alike = replace(day.similarity, value=np.full(len(day.similarity.value), 0.9))
    tracks = linked(replace(day, similarity=alike))
    least = [float(track.sure.min()) for track in tracks]
    assert len(tracks) == 2 and all(0.5 <= sure < 0.9 for sure in least)
    apart = linked(camera_day([from_place(0.3, 0.3), from_place(0.7, 0.7)], seconds=(0, 30)))
    assert min(float(track.sure.min()) for track in apart) > max(least)
