import numpy as np
import pytest

from pantau.transforms.refinement.refinement_windows import PLAIN, refinement_windows, unsure_links
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.tracks import Track
from tests.transforms.events.test_seams import HALL
from tests.transforms.staging import (
    AT_COUNTER,
    DAY,
    IN_HALL,
    IN_QUEUE,
    MIDNIGHT,
    camera_day,
    path,
)

EIGHT = MIDNIGHT + 8 * 3600
VISIT = path((0, IN_HALL), (20, IN_QUEUE), (60, AT_COUNTER), (100, IN_HALL), (120, None))


def windows(*people, closer_s=0.5, closer_share=1.0, **more):
    """The windows worth it and those left out, seconds after eight, of people on a staged day."""
    settings = HALL.observer.model_copy(update={"closer_s": closer_s, "closer_share": closer_share})
    found = refinement_windows(
        HALL.model_copy(update={"observer": settings}), CameraDate("hall", "one", DAY), camera_day(people, **more)
    )
    return tuple([(round(a - EIGHT, 3), round(b - EIGHT, 3)) for a, b in given] for given in found)


def test_the_edges_of_stays_at_the_counter_are_worth_it():
    assert windows(VISIT, seconds=(0, 120)) == ([(58, 60), (98, 100)], [])


def test_elsewhere_nothing_is_worth_it_whoever_comes_goes_or_is_missed():
    missed = path((0, IN_HALL), (40, None), (42, IN_HALL))
    assert windows(missed, seconds=(0, 120)) == ([], [])
    assert windows(path((0, None), (20, IN_HALL), (50, None)), seconds=(0, 70)) == ([], [])
    assert windows(path((0, None), (20, IN_QUEUE), (50, None)), seconds=(0, 70)) == ([], [])


def test_who_vanishes_amid_the_frame_beside_a_counter_may_be_another():
    # Too short for a stay: what counts is that somebody at a counter appeared there, or was lost on the next sample.
    beside = path((0, None), (20, AT_COUNTER), (22, IN_HALL), (24, None))
    assert windows(beside, seconds=(0, 70)) == ([(18, 20), (22, 24)], [])
    at_the_border = path((0, None), (20, AT_COUNTER), (22, (0.96, 0.9)), (24, None))
    assert windows(at_the_border, seconds=(0, 70)) == ([(18, 20)], [])


@pytest.mark.parametrize(("sure", "steps"), [(PLAIN + 0.01, []), (PLAIN - 0.01, [18, 19])])
def test_a_link_in_doubt_is_worth_it_beside_a_counter_and_nowhere_else(sure, steps):
    # Seen on samples 17, 18, 20, 21, 22 and 23, at the counter on 18; each but the first may be of another.
    samples = np.array([17, 18, 20, 21, 22, 23])
    track = Track(np.arange(6), samples, np.zeros((6, 4)), np.ones(6), np.array([1.0, 1.0, *[sure] * 4]))
    near = np.array([True, True, True, False, False, False])
    assert list(unsure_links([(track, near)])) == steps


def test_who_appears_and_goes_in_a_zone_has_edges_too():
    assert windows(path((0, None), (20, AT_COUNTER), (50, None)), seconds=(0, 70)) == ([(18, 20), (48, 50)], [])


def test_passing_through_and_standing_elsewhere_are_not_worth_it():
    assert windows(path((0, IN_HALL)), path((0, None), (20, AT_COUNTER), (22, None))) == ([], [])


def test_where_footage_begins_ends_or_has_a_gap_there_is_nothing_to_look_at():
    assert windows(path((0, AT_COUNTER)), seconds=(0, 60)) == ([], [])
    away = path((0, IN_HALL), (20, AT_COUNTER), (100, IN_HALL))
    assert windows(away, seconds=(0, 120), gaps=[(40, 60)]) == ([(18, 20), (98, 100)], [])


def test_what_the_limit_allows_goes_to_the_edges_of_stays_first():
    # 60 samples, three frames a window
    beside = path((0, None), (20, AT_COUNTER), (22, IN_HALL), (24, None))
    shares = (12 / 60, 11 / 60, 8 / 60, 3 / 60, 2 / 60)
    limited = [windows(VISIT, beside, closer_share=share, seconds=(0, 120)) for share in shares]
    assert limited == [
        ([(18, 20), (22, 24), (58, 60), (98, 100)], []),
        ([(18, 20), (58, 60), (98, 100)], [(22, 24)]),
        ([(58, 60), (98, 100)], [(18, 20), (22, 24)]),
        ([(58, 60)], [(18, 20), (22, 24), (98, 100)]),
        ([], [(18, 20), (22, 24), (58, 60), (98, 100)]),
    ]


def test_a_share_of_nought_asks_for_nothing():
    assert windows(VISIT, closer_share=0) == ([], [])


@pytest.mark.parametrize("closer_s", [2.0, 2.5, 60.0])
def test_nothing_lies_between_samples_as_near_as_the_closer_look(closer_s):
    assert windows(VISIT, closer_s=closer_s) == ([], [])


def test_a_finer_step_costs_more_of_the_limit():
    assert len(windows(VISIT, closer_share=7 / 60, closer_s=1.0, seconds=(0, 120))[1]) == 0
    assert len(windows(VISIT, closer_share=7 / 60, closer_s=0.25, seconds=(0, 120))[1]) == 1
