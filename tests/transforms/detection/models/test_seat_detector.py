import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.detection.models import SeatSpec, SeatWatcher
from pantau.transforms.detection.models.person_detector import NANODET
from pantau.transforms.detection.models.seat_detector import surroundings


@pytest.fixture(scope="module")
def watcher() -> SeatWatcher:
    return SeatWatcher()


def real_frame(clip, seconds: float) -> np.ndarray:
    with av.open(str(clip)) as container:
        return next(f for f in container.decode(video=0) if f.time >= seconds).to_ndarray(format="bgr24")


def test_seated_staff_are_seen_and_empty_chairs_are_not(watcher, footage):
    frame = real_frame(footage / "real" / "office_nvr_osd.avi", 1)
    staff = [(804, 338, 910, 490), (990, 323, 1083, 475), (250, 209, 295, 264), (16, 178, 57, 230)]
    chairs = [(140, 310, 245, 450), (975, 430, 1095, 560)]
    seats = np.array([*staff, *chairs]) / [1280, 720, 1280, 720]
    sights = watcher.watch(frame, seats)
    assert [sight.occupied for sight in sights] == [True] * 4 + [False] * 2
    for seat, sight in zip(seats[:4], sights, strict=False):
        assert seat[0] <= sight.x <= seat[2]
        assert seat[1] <= sight.y <= (seat[1] + seat[3]) / 2, "head and shoulders are in the upper half"
    assert watcher.watch(frame, seats) == sights


@pytest.mark.slow
def test_a_blank_frame_has_nobody_in_any_seat(watcher):
    frame = np.full((480, 640, 3), 90, np.uint8)
    sights = watcher.watch(frame, np.array([[0, 0, 1, 1], [0.9, 0.9, 1, 1]]))
    assert [sight.occupied for sight in sights] == [False, False]


def test_no_seats_no_sights(watcher):
    assert watcher.watch(np.zeros((48, 64, 3), np.uint8), np.zeros((0, 4))) == []


@pytest.mark.parametrize("seat", [(0.5, 0.1, 0.5, 0.2), (0.1, 0.1, 1.2, 0.5), (0.5, 0.5, 0.4, 0.6)])
def test_a_seat_that_is_no_box_in_the_frame_is_refused(watcher, seat):
    with pytest.raises(ValueError, match="seats: a box is"):
        watcher.watch(np.zeros((48, 64, 3), np.uint8), np.array([seat]))


def test_a_model_that_yields_no_poses_is_refused():
    with pytest.raises(ValueError, match=r"nanodet_g\.onnx: outputs"):
        SeatWatcher(SeatSpec(model=NANODET))


@pytest.mark.parametrize("setting", [{"side": 100}, {"padding": -0.1}, {"occupied": 0}, {"threads": 0}])
def test_settings_out_of_range_are_refused(setting):
    with pytest.raises(ValueError, match="seats: "):
        SeatSpec(**setting)


corner = st.floats(0, 0.9)
length = st.floats(0.05, 0.6)


@given(corner, corner, length, length)
def test_the_crop_holds_the_whole_seat_and_leads_back_to_it(x, y, width, height):
    frame = np.zeros((300, 400, 3), np.uint8)
    seat = np.array([x, y, min(1, x + width), min(1, y + height)]) * [400, 300, 400, 300]
    crop, origin, scale = surroundings(frame, seat, SeatSpec())
    assert crop.shape == (192, 192, 3)
    corners = (seat.reshape(2, 2) - origin) * scale
    assert (corners >= -1e-6).all()
    assert (corners <= 192 + 1e-6).all()
    longer = (seat[2:] - seat[:2]).max()
    assert longer * 1.6 > 300 or longer * scale >= 192 / (1.6 + 2 / longer) - 1e-6
