"""What is looked for again, and what is carried forward, with models that count how often they are asked."""

import numpy as np
import pytest

from pantau.transforms.detection.cells import CELLS_ACROSS, cells_of
from pantau.transforms.detection.frame_detector import FrameDetector, changed, covered_shares
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatSpec

SEATS = np.array([(0.1, 0.1, 0.2, 0.4), (0.7, 0.1, 0.8, 0.4)])
HALL = np.random.default_rng(1).integers(90, 110, (360, 640, 3), dtype=np.uint8)


class Counting:
    """As detector: one person whose score says how often it looked. As watcher: likewise for each seat."""

    def __init__(self):
        self.frames, self.seats = 0, []

    def detect(self, bgr):
        self.frames += 1
        return Detections(np.array([(0.4, 0.2, 0.5, 0.9)], np.float32), np.array([self.frames / 10], np.float32))

    def watch(self, bgr, seats):
        self.seats.append(len(seats))
        return [SeatDetection(len(self.seats) / 10, True, 0.5, 0.5) for _ in seats]


@pytest.fixture
def model():
    return Counting()


@pytest.fixture
def frame_detector(model):
    return FrameDetector(model, model, SeatSpec(), SEATS)


def with_box(x1, y1, x2, y2, level=200, frame=HALL):
    """The hall with something flat in it, corners in fractions."""
    drawn = frame.copy()
    height, width = drawn.shape[:2]
    drawn[round(y1 * height) : round(y2 * height), round(x1 * width) : round(x2 * width)] = level
    return drawn


def noisy(frame, seed):
    noise = np.random.default_rng(seed).normal(0, 4, frame.shape)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)


def test_what_does_not_change_is_carried_through_noise(frame_detector, model):
    first = frame_detector.detect(noisy(HALL, 2), afresh=False)
    assert (first.people_carried, first.seat_carried) == (False, (False, False))
    again = frame_detector.detect(noisy(HALL, 3), afresh=False)
    assert (again.people_carried, again.seat_carried) == (True, (True, True))
    assert again.people is first.people
    assert again.seats == first.seats
    assert (model.frames, model.seats) == (1, [2])


def test_afresh_looks_at_everything(frame_detector, model):
    for _ in range(2):
        assert frame_detector.detect(HALL, afresh=True).people_carried is False
    assert (model.frames, model.seats) == (2, [2, 2])


def test_somebody_who_comes_is_looked_for(frame_detector, model):
    frame_detector.detect(HALL, afresh=True)
    assert frame_detector.detect(with_box(0.45, 0.5, 0.48, 0.58), afresh=False).people_carried is False
    assert model.frames == 2


def test_what_changes_on_a_seat_is_looked_at_there_alone(frame_detector, model):
    frame_detector.detect(HALL, afresh=True)
    sight = frame_detector.detect(with_box(0.12, 0.15, 0.18, 0.35), afresh=False)
    assert (sight.people_carried, sight.seat_carried) == (True, (False, True))
    assert [seat.score for seat in sight.seats] == [0.2, 0.1]
    assert (model.frames, model.seats) == (1, [2, 1])


def test_slow_changes_add_up(frame_detector, model):
    frame_detector.detect(HALL, afresh=True)
    carried = [
        frame_detector.detect(with_box(0.4, 0.4, 0.5, 0.8, 100 + 2 * step), False).people_carried for step in range(8)
    ]
    assert carried[:2] == [True, True]
    assert not all(carried)


def test_the_digits_of_a_clock_and_the_light_of_the_whole_frame_are_no_change(frame_detector):
    frame_detector.detect(HALL, afresh=True)
    clock = with_box(0.2, 0.02, 0.3, 0.06)
    assert frame_detector.detect(clock, afresh=False).people_carried is True
    assert frame_detector.detect(cv_brighter(HALL, 20), afresh=False).people_carried is True


def cv_brighter(frame, levels):
    return (frame.astype(int) + levels).astype(np.uint8)


def test_a_frame_of_another_shape_is_another_scene(frame_detector, model):
    frame_detector.detect(HALL, afresh=True)
    assert frame_detector.detect(HALL[:300], afresh=False).people_carried is False
    assert changed(np.zeros((90, 160)), np.zeros((75, 160))).all()


def test_a_frame_before_the_recording_is_looked_at_for_people_alone(frame_detector, model):
    sight = frame_detector.detect(HALL, afresh=False, at_seats=False)
    assert (sight.seats, sight.seat_carried, model.seats) == ((), (), [])


def test_without_seats_nobody_asks_for_them(model):
    sight = FrameDetector(model, model, SeatSpec(), np.zeros((0, 4))).detect(HALL, afresh=True)
    assert (sight.seats, len(sight.people.boxes)) == ((), 1)


@pytest.mark.parametrize("shape", [(1080, 1920, 3), (576, 704, 3), (96, 160, 3), (640, 360, 3)])
def test_cells_are_means_over_the_frame(shape):
    cells = cells_of(np.full(shape, 77, np.uint8))
    assert cells.shape == (round(CELLS_ACROSS * shape[0] / shape[1]), CELLS_ACROSS)
    assert cells == pytest.approx(np.full(cells.shape, 77), abs=0.01)


def test_what_others_looked_for_in_the_frame_is_not_looked_for_again(frame_detector, model):
    known = FrameDetector(model, model, SeatSpec(), SEATS).detect(HALL, afresh=True)
    again = frame_detector.detect(HALL, afresh=True, known=known)
    assert (again.people, again.seats, again.people_carried) == (known.people, known.seats, False)
    assert (model.frames, model.seats) == (1, [2])


def test_what_others_carried_forward_is_looked_for(frame_detector, model):
    others = FrameDetector(model, model, SeatSpec(), SEATS)
    others.detect(HALL, afresh=True)
    known = others.detect(with_box(0.72, 0.12, 0.78, 0.38), afresh=False)
    assert (known.people_carried, known.seat_carried) == (True, (True, False))
    frame_detector.detect(HALL, afresh=True, known=known)
    assert (model.frames, model.seats) == (2, [2, 1, 1])


ON_SEAT = with_box(0.12, 0.15, 0.18, 0.35)


class Changing(Counting):
    """As detector: people where a test says. As watcher: seats that are taken as a test says, look by look."""

    def __init__(self, taken, boxes=()):
        super().__init__()
        self.taken, self.boxes = list(taken), list(boxes)

    def detect(self, bgr):
        box = self.boxes[min(self.frames, len(self.boxes) - 1)] if self.boxes else (0.4, 0.2, 0.5, 0.9)
        self.frames += 1
        return Detections(np.array([box], np.float32), np.array([0.5], np.float32))

    def watch(self, bgr, seats):
        self.seats.append(len(seats))
        return [SeatDetection(0.3, self.taken.pop(0), 0.5, 0.5) for _ in seats]


def looks(model, frames, seats=SEATS[:1], due=()):
    """Whether seats were looked at on frames, the first afresh; and the detector's."""
    frame_detector = FrameDetector(model, model, SeatSpec(), seats)
    return [
        frame_detector.detect(frame, number == 0, seats_due=number in due).seats_looked
        for number, frame in enumerate(frames)
    ]


def test_a_seat_that_changes_is_looked_at_where_it_is_due():
    model = Changing([True, True])
    assert looks(model, [HALL, ON_SEAT, ON_SEAT, ON_SEAT], due=(2,)) == [True, False, True, True]
    # The last one is unchanged, and known without a look.
    assert model.seats == [1, 1]


def test_seats_that_do_not_agree_with_themselves_are_looked_at_again():
    model = Changing([True, False, False, True])
    frames = [HALL, ON_SEAT, HALL, ON_SEAT]
    assert looks(model, frames, due=(1,)) == [True, True, True, True]
    assert model.seats == [1, 1, 1, 1]


@pytest.mark.parametrize(("second", "looked"), [((0.1, 0.1, 0.2, 0.9), True), ((0.1, 0.35, 0.2, 0.9), False)])
def test_who_comes_before_a_seat_has_it_looked_at(second, looked):
    model = Changing([True, True], [(0.4, 0.2, 0.5, 0.9), second])
    both = with_box(*second, frame=ON_SEAT)
    assert looks(model, [HALL, both]) == [True, looked]


def test_covered_shares_are_of_each_seat_by_the_one_who_covers_most_of_it():
    boxes = np.array([(0.0, 0.0, 0.15, 1.0), (0.1, 0.1, 0.2, 0.175), (0.75, 0.25, 1.0, 1.0)])
    assert covered_shares(SEATS, boxes) == pytest.approx([0.5, 0.25])
    assert covered_shares(SEATS, np.zeros((0, 4))).tolist() == [0.0, 0.0]
