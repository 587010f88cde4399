from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.tracking.candidate_pairs import candidate_pairs
from pantau.transforms.tracking.people_seen import people_seen
from tests.transforms.staging import AT_COUNTER, IN_HALL, camera_day, path

BEHIND, BEFORE = AT_COUNTER, (AT_COUNTER[0], AT_COUNTER[1] + 0.1)
"""Somebody at the second place stands before most of somebody at the first."""


def pairs(day, gap_s=8.0, own=1.0, consecutive=False):
    """From each detection to those of its person, or others, later: seconds of both, and samples missed."""
    names = np.arange(len(day.person_box))
    people = people_seen(day, names, np.full(len(names), own))
    found = candidate_pairs(people, names, np.ones(len(names), dtype=bool), gap_s, 1.8, consecutive)
    start = day.times[0]
    return [
        (float(people.times[a] - start), float(people.times[b] - start), float(missed))
        for a, b, missed in zip(found.earlier, found.later, found.missed, strict=True)
    ]


def test_all_within_the_gap_are_pairs_with_the_samples_in_between_missed():
    stays = camera_day([path((0, AT_COUNTER))], seconds=(0, 12))
    assert pairs(stays, gap_s=6.0)[:3] == [(0, 2, 0), (0, 4, 1), (0, 6, 2)]
    assert pairs(stays, consecutive=True) == [(t, t + 2, 0) for t in (0, 2, 4, 6, 8)]


def test_a_frame_between_samples_counts_for_half():
    day = camera_day([path((0, AT_COUNTER), (1, None), (6, AT_COUNTER))], seconds=(0, 8))
    assert pairs(day) == [(0, 6, 2)]
    assert pairs(replace(day, closer=np.array([False, True, False, False]))) == [(0, 6, 1.5)]


def test_nobody_walks_through_the_frame_between_two_samples():
    assert pairs(camera_day([path((0, (0.05, 0.9)), (2, (0.95, 0.9)))], seconds=(0, 4))) == []


@pytest.mark.parametrize(("own", "waited"), [(1.0, True), (0.1, False)], ids=["a person", "a second box"])
def test_who_is_hidden_in_place_is_waited_for_and_misses_no_samples(own, waited):
    behind = path((0, BEHIND), (4, None), (24, BEHIND))
    before = path((0, None), (4, BEFORE), (24, IN_HALL))
    found = pairs(camera_day([behind, before], seconds=(0, 26)), own=own)
    assert ((2, 24, 0) in found) is waited
