"""The cells of zones where things are looked for, without people on them."""

import numpy as np
import pytest

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.camera_view.zone_cells import CellTaker, cells_inside, packed_cells, unpacked_cells
from pantau.transforms.detection.cells import CELLS_ACROSS
from pantau.transforms.detection.frame_detector import FrameDetections
from pantau.transforms.detection.image_health import MeasuredFrame
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.seat_detector import SeatDetection

ROWS = 90
LEFT_HALF = Zone(id="floor", kind="objects", polygon=((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
NOBODY = np.zeros((0, 4), np.float32)
CELLS = np.full((ROWS, CELLS_ACROSS), 100.4, np.float32)


def test_the_cells_of_a_zone_are_those_whose_middles_lie_in_it():
    inside = cells_inside((LEFT_HALF,), ROWS)
    assert inside.shape == (ROWS, CELLS_ACROSS)
    assert inside[:, :80].all() and not inside[:, 81:].any()


def test_cells_come_back_as_whole_levels_and_those_of_no_zone_are_unknown():
    inside = cells_inside((LEFT_HALF,), ROWS)
    packed = packed_cells(CELLS, inside, NOBODY, None)
    assert len(packed) == np.count_nonzero(inside)
    (frame,) = unpacked_cells([packed], inside)
    assert (frame[inside] == 100).all() and (frame[~inside] == 0).all()


def test_black_is_known():
    inside = cells_inside((LEFT_HALF,), ROWS)
    assert set(packed_cells(np.zeros_like(CELLS), inside, NOBODY, None)) == {1}


def test_where_people_are_or_something_moves_nothing_is_known_and_light_on_all_is_no_movement():
    inside, before = np.ones(CELLS.shape, bool), CELLS - 20
    before[10:20, 10:20] += 30
    people = np.array([[0.5, 0.5, 0.75, 1.0]], np.float32)
    (frame,) = unpacked_cells([packed_cells(CELLS, inside, people, before)], inside)
    hidden = np.zeros(CELLS.shape, bool)
    hidden[10:20, 10:20] = hidden[45:, 80:120] = True
    assert np.array_equal(frame == 0, hidden)


def test_a_frame_of_another_shape_before_says_nothing():
    inside = np.ones(CELLS.shape, bool)
    assert 0 not in packed_cells(CELLS, inside, NOBODY, np.zeros((60, CELLS_ACROSS), np.float32))


def sight(score):
    person = Detections(np.array([[0, 0, 0.25, 0.5]], np.float32), np.array([score], np.float32))
    return FrameDetections(person, (SeatDetection(0.3, True, None, None),), False, (False,), CELLS)


@pytest.mark.parametrize(("score", "hidden"), [(0.5, True), (0.3, False)])
def test_only_who_is_clearly_somebody_hides_cells(score, hidden):
    taker = CellTaker((LEFT_HALF,), 5, 0.37, np.array([[0.3, 0.5, 0.4, 0.7]]), 0.2)
    inside = cells_inside((LEFT_HALF,), ROWS)
    (frame,) = unpacked_cells([taker.taken(10, sight(score), None)], inside)
    assert (frame[5, 5] == 0) is np.bool_(hidden)
    assert frame[50, 55] == 0, "somebody is on the seat"
    still = MeasuredFrame(np.zeros((36, 64), np.float32), CELLS)
    assert taker.taken(10, sight(score), still) == taker.taken(10, sight(score), None)


def test_cells_are_taken_now_and_then_and_only_where_a_zone_asks():
    taker = CellTaker((LEFT_HALF,), 5, 0.37, NOBODY, 0.2)
    none = sight(0.5)._replace(seats=(), seat_carried=())
    assert [taker.taken(slot, none, None) is not None for slot in range(6)] == [True, *[False] * 4, True]
    assert CellTaker((), 5, 0.37, NOBODY, 0.2).taken(0, none, None) is None
