import numpy as np
import pytest

from pantau.transforms.counters.seen_share import seen_share
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.spans import Span, exact
from tests.transforms.staging import AT_COUNTER, camera_day, path

DAY = camera_day([path((0, AT_COUNTER))], seconds=(0, 60), closer=[(20, 22)])


def between(start, end):
    return Span(exact(DAY.times[0] + start), exact(DAY.times[0] + end))


def track(samples, score):
    samples = np.array(samples)
    return Track(samples, samples, DAY.person_box[samples], np.full(len(samples), score), np.ones(len(samples)))


def test_samples_on_which_one_of_the_party_is_clearly_seen_are_counted():
    # Samples 0 to 5 lie in the first ten seconds.
    party = [track([0, 1, 2], 0.8), track([2, 3], 0.4), track([4, 5], 0.3)]
    assert seen_share(between(0, 10), party, DAY, 0.37) == pytest.approx(4 / 6)
    assert seen_share(between(0, 10), party[:1], DAY, 0.37) == pytest.approx(3 / 6)
    assert seen_share(between(0, 10), [], DAY, 0.37) == 0.0


def test_frames_between_samples_do_not_count():
    closer = np.flatnonzero(DAY.closer).tolist()
    assert len(closer) == 3
    assert seen_share(between(19, 23), [track(closer, 0.9)], DAY, 0.37) == 0.0


def test_where_there_is_no_sample_nothing_is_said():
    assert seen_share(between(20.4, 21.6), [track([0, 1], 0.9)], DAY, 0.37) is None
