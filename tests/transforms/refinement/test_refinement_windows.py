import pytest

from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
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


def test_the_edges_of_stays_in_the_queue_and_at_the_counter_are_worth_it():
    assert windows(VISIT, seconds=(0, 120)) == ([(18, 20), (58, 60), (98, 100)], [])


def test_where_somebody_was_missed_or_came_or_went_amid_the_frame_they_may_have_been_confused():
    missed = path((0, IN_HALL), (40, None), (42, IN_HALL))
    assert windows(missed, seconds=(0, 120)) == ([(38, 40), (40, 42)], [])
    assert windows(path((0, None), (20, IN_HALL), (50, None)), seconds=(0, 70)) == ([(18, 20), (48, 50)], [])
    at_the_border = path((0, None), (20, (0.96, 0.9)), (50, None))
    assert windows(at_the_border, seconds=(0, 70)) == ([], [])


def test_who_appears_and_goes_in_a_zone_has_edges_too():
    assert windows(path((0, None), (20, AT_COUNTER), (50, None)), seconds=(0, 70)) == ([(18, 20), (48, 50)], [])


def test_passing_through_and_standing_elsewhere_are_not_worth_it():
    assert windows(path((0, IN_HALL)), path((0, None), (20, AT_COUNTER), (22, None))) == ([], [])


def test_where_footage_begins_ends_or_has_a_gap_there_is_nothing_to_look_at():
    assert windows(path((0, AT_COUNTER)), seconds=(0, 60)) == ([], [])
    away = path((0, IN_HALL), (20, AT_COUNTER), (100, IN_HALL))
    assert windows(away, seconds=(0, 120), gaps=[(40, 60)]) == ([(18, 20), (98, 100)], [])


def test_what_the_limit_allows_goes_to_the_counters_first():
    # 60 samples, three frames a window
    limited = [windows(VISIT, closer_share=share, seconds=(0, 120)) for share in (9 / 60, 8 / 60, 3 / 60, 2 / 60)]
    assert limited == [
        ([(18, 20), (58, 60), (98, 100)], []),
        ([(58, 60), (98, 100)], [(18, 20)]),
        ([(58, 60)], [(18, 20), (98, 100)]),
        ([], [(18, 20), (58, 60), (98, 100)]),
    ]


def test_a_share_of_nought_asks_for_nothing():
    assert windows(VISIT, closer_share=0) == ([], [])


@pytest.mark.parametrize("closer_s", [2.0, 2.5, 60.0])
def test_nothing_lies_between_samples_as_near_as_the_closer_look(closer_s):
    assert windows(VISIT, closer_s=closer_s) == ([], [])


def test_a_finer_step_costs_more_of_the_limit():
    assert len(windows(VISIT, closer_share=9 / 60, closer_s=1.0, seconds=(0, 120))[1]) == 0
    assert len(windows(VISIT, closer_share=9 / 60, closer_s=0.25, seconds=(0, 120))[1]) == 2
