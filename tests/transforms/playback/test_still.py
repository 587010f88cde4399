import cv2
import numpy as np
import pytest

from pantau.transforms.playback.still import take_still
from pantau.transforms.recordings.probing.opening import Unreadable
from tests.transforms.numbered_clips import read_number


@pytest.mark.parametrize(("offset_s", "number"), [(0, 0), (1.0, 25), (2.5, 62), (3.32, 83), (6.5, 149)])
def test_the_frame_nearest_to_the_moment_is_taken(numbered, offset_s, number):
    path, row = numbered["h264"].path, numbered["h264"].row
    still = take_still(path, row, offset_s)
    assert still.offset_s == pytest.approx(number / 25)
    assert read_number(cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)) == number


def test_a_moment_in_a_gap_of_the_recording_has_no_frame(numbered):
    path, row = numbered["gap"].path, numbered["gap"].row
    with pytest.raises(Unreadable, match=r"the frame at 10.0 s does not decode; choose another"):
        take_still(path, row, 10.0)
