import numpy as np
import pytest

from pantau.transforms.tracking.appearance.similarity import of_lists
from pantau.transforms.tracking.appearance.track_similarity import track_similarity


def compared(pairs, count):
    """Similarity of `count` detections from (later, earlier, value)."""
    pairs = sorted(pairs)
    first = np.searchsorted([later for later, *_ in pairs], np.arange(count + 1))
    return of_lists(first, np.array([p[1] for p in pairs], dtype=int), np.array([p[2] for p in pairs], dtype=float))


def mean_of_two(pairs, asked, last, before):
    """The same for one detection, by observing all detections of the person."""
    person = []
    while last >= 0:
        person.append(last)
        last = before[last]
    alike = sorted(value for later, earlier, value in pairs if later == asked and earlier in person)[-2:]
    return sum(alike) / len(alike) if alike else np.nan


@pytest.mark.parametrize("share", [1.0, 0.6, 0.0])
def test_the_two_most_alike_detections_of_a_person_count(share):
    rng = np.random.default_rng(3)
    # Two people by turns, each compared with those of the last detections, or with some of them.
    before = np.array([-1, -1, *range(38)])
    pairs = [(i, j, rng.uniform()) for i in range(40) for j in range(max(0, i - 9), i) if rng.uniform() < share]
    asked, last = np.repeat(np.arange(20, 40), 2), np.repeat(np.arange(20, 40), 2) - np.tile([1, 2], 20)
    found = track_similarity(compared(pairs, 40), asked, last, before, np.arange(40))
    expected = [mean_of_two(pairs, one, other, before) for one, other in zip(asked, last, strict=True)]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)
    enough = track_similarity(compared(pairs, 40), asked, last, before, np.arange(40), 0.7)
    assert np.minimum(enough, 0.7).tolist() == pytest.approx(np.minimum(expected, 0.7), nan_ok=True)
