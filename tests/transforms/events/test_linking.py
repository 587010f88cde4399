from dataclasses import replace

import numpy as np

from schemas.site.thresholds import Thresholds
from tests.transforms.events.staging import AT_COUNTER, IN_HALL, IN_QUEUE, camera_day, path
from transforms.events.linking import Track, link

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


def test_a_weak_sighting_continues_a_track_and_begins_none():
    day = camera_day([path((0, AT_COUNTER))], seconds=(0, 20), score=0.3)
    assert linked(day) == []
    day.person_score[0] = 0.5
    (track,) = linked(day)
    assert len(track.samples) == 10


def test_unusable_sightings_are_left_out():
    day = camera_day([path((0, AT_COUNTER))], seconds=(0, 20))
    assert link(day, LIMITS, np.zeros(len(day.person_box), dtype=bool)) == []


def test_nobody_walks_through_the_picture_between_two_samples():
    jumper = path((0, (0.05, 0.9)), (10, (0.95, 0.9)))
    assert len(linked(camera_day([jumper], seconds=(0, 20)))) == 2


def test_pictures_between_samples_are_left_out_of_a_track():
    day = camera_day([path((0, IN_HALL))], seconds=(0, 8))
    day = replace(day, closer=np.array([False, True, False, False]))
    n = np.arange(4)
    track = Track(n, n, day.person_box, day.person_score, np.ones(len(n))).on_samples(day)
    assert (track.sightings.tolist(), track.samples.tolist(), track.boxes.shape) == ([0, 2, 3], [0, 2, 3], (3, 4))
