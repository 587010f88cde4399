import numpy as np
import pytest

from pantau.transforms.tracking.live_track import LiveTrack

HEIGHT = 0.3
BOX = np.array([0.4, 0.4, 0.5, 0.7])


def somebody(at=(0.5, 0.4), now=0.0):
    head = np.array(at)
    return LiveTrack(now, head, HEIGHT, BOX, [0], [1.0], [(now, head)])


def seen(person, *detections):
    for number, (now, at) in enumerate(detections, start=1):
        person.see(number, np.array(at), HEIGHT, BOX, 0.9, now)
    return person


def test_who_stays_stands_and_is_likelier_to_stay_than_somebody_just_seen():
    standing = seen(somebody(), (2, (0.5, 0.4)), (4, (0.51, 0.4)))
    assert not standing.walking and not standing.velocity.any()
    assert standing.stays > somebody().stays
    assert (standing.detections, standing.sure, standing.time) == ([0, 1, 2], [1.0, 0.9, 0.9], 4)


def test_who_walks_has_the_velocity_of_the_last_step_and_is_unlikely_to_stay():
    walking = seen(somebody(), (2, (0.7, 0.5)))
    assert walking.walking and walking.velocity.tolist() == pytest.approx([0.1, 0.05])
    assert walking.stays < somebody().stays
    assert not seen(walking, (4, (0.7, 0.5))).walking


def test_small_steps_between_near_frames_are_reckoned_over_a_second():
    # 0.02 in half a second is little; 0.04 in a second is a slow walk.
    walking = seen(somebody(), *((t / 2, (0.5 + 0.02 * t, 0.4)) for t in range(1, 6)))
    assert walking.walking and walking.velocity.tolist() == pytest.approx([0.04, 0])
    jitter = seen(somebody(), *((t / 2, (0.5 + 0.02 * (t % 2), 0.4)) for t in range(1, 6)))
    assert not jitter.walking


def test_a_long_step_is_a_walk_however_near_the_frames():
    assert seen(somebody(), (2, (0.5, 0.4)), (2.5, (0.6, 0.4))).velocity.tolist() == pytest.approx([0.2, 0])


def test_a_frame_between_samples_counts_for_less_of_an_absence_and_hiding_for_none():
    person = seen(somebody(), (2, (0.5, 0.4)))
    person.miss(on_sample=True, hidden=False, elapsed=2)
    whole = person.log_unseen
    person.miss(on_sample=False, hidden=False, elapsed=0.5)
    assert 2 * whole < person.log_unseen < whole < 0
    before = person.log_unseen
    person.miss(on_sample=True, hidden=True, elapsed=2)
    assert (person.log_unseen, person.hidden_s) == (before, 2)
    seen(person, (9, (0.5, 0.4)))
    assert (person.log_unseen, person.hidden_s) == (0, 0)


def test_who_walks_is_given_up_sooner_than_who_stands():
    walking, standing = (seen(somebody(), (2, at)) for at in ((0.7, 0.4), (0.5, 0.4)))
    for person in (walking, standing):
        person.miss(on_sample=True, hidden=False, elapsed=2)
    assert walking.log_unseen < standing.log_unseen


def test_not_to_be_seen_is_the_likelier_the_longer_ago_and_the_likeliest_behind_somebody():
    person = seen(somebody(), (2, (0.5, 0.4)))
    soon, later, much_later = (person.log_missed(now) for now in (2.5, 4, 60))
    assert soon < later == much_later < 0
    person.miss(on_sample=True, hidden=False, elapsed=2)
    again = person.log_missed(6)
    assert again > later
    person.miss(on_sample=True, hidden=True, elapsed=2)
    assert again < person.log_missed(8) < 0
