import numpy as np
import pytest

from pantau.transforms.counters.queue_stitching import stitch_in_queue
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span, exact

TIMES = np.arange(0.0, 200.0, 2.0)


def track(start, end, x0=0.2, x1=None):
    """Seen from start to end (s), 0.3 of the frame tall, on the way from x0 to x1."""
    samples = np.arange(start // 2, end // 2 + 1)
    x = np.linspace(x0, x0 if x1 is None else x1, len(samples))
    boxes = np.stack([x - 0.05, np.full(len(x), 0.5), x + 0.05, np.full(len(x), 0.8)], axis=1)
    return Track(samples, samples, boxes, np.full(len(samples), 0.8), np.ones(len(samples)))


def there(number, start, end):
    return Dwell(number, "zone", Span(exact(start), exact(end)), 0.8, 0.8, False, False)


def followed(tracks, queueing, customers, likely=lambda earlier, later: 0.8, longest_s=10.0):
    return stitch_in_queue(tracks, TIMES, 16 / 9, queueing, customers, likely, longest_s, 1.8)


def test_lost_in_the_queue_and_found_at_the_counter():
    tracks = [track(10, 60), track(66, 120, x0=0.3)]
    found = followed(tracks, [there(0, 10, 60)], [there(1, 68, 120)])
    assert (found.person(1), found.person(0)) == (0, 0)
    # Odds of 4 to 1, against nothing else than somebody new.
    assert found.identity_confidence([0, 1]) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("tracks", "queueing", "customers", "why"),
    [
        ([track(10, 60), track(76, 120)], [there(0, 10, 60)], [there(1, 76, 120)], "too late"),
        ([track(10, 60), track(62, 120, x0=0.95)], [there(0, 10, 60)], [there(1, 62, 120)], "too far"),
        ([track(10, 60), track(64, 120)], [there(0, 10, 50)], [there(1, 64, 120)], "seen leaving the queue"),
        ([track(10, 60), track(64, 120)], [there(0, 10, 60)], [there(1, 80, 120)], "seen coming from elsewhere"),
        ([track(10, 60), track(64, 120)], [], [there(0, 10, 60), there(1, 64, 120)], "served before"),
        ([track(10, 60), track(50, 120)], [there(0, 10, 60)], [there(1, 50, 120)], "seen beside each other"),
    ],
)
def test_who_cannot_be_the_same_is_not_joined(tracks, queueing, customers, why):
    assert followed(tracks, queueing, customers).first == {}, why


def test_two_who_could_both_be_it_are_not_joined_unless_one_looks_far_more_alike():
    tracks = [track(10, 60), track(10, 60, x0=0.25), track(66, 120, x0=0.3)]
    queueing = [there(0, 10, 60), there(1, 10, 60)]
    assert followed(tracks, queueing, [there(2, 66, 120)]).first == {}
    alike = followed(tracks, queueing, [there(2, 66, 120)], lambda earlier, later: (0.2, 0.9)[earlier])
    assert alike.first == {2: 1}
    assert alike.sure[2] == pytest.approx(9 / (1 + 9 + 0.25))


def test_lost_twice_is_still_the_first():
    tracks = [track(10, 40), track(44, 70), track(76, 120)]
    found = followed(tracks, [there(0, 10, 40), there(1, 44, 70)], [there(2, 76, 120)])
    assert (found.person(1), found.person(2)) == (0, 0)
    assert found.identity_confidence([0, 1, 2]) == pytest.approx(0.64)


def test_how_sure_it_is_that_a_track_shows_one_person_from_one_time_to_another():
    seen = track(10, 60)
    seen.sure[[3, 4, 10]] = 0.5, 0.8, 0.9
    found = followed([seen], [there(0, 10, 60)], [])
    times = TIMES[seen.samples]
    assert found.linked(0, times[2], times[4]) == pytest.approx(0.5 * 0.8)
    assert found.linked(0, times[4], times[9]) == 1.0
    assert found.linked(0, times[9], times[9]) == 1.0
