import numpy as np
import pytest

from pantau.transforms.detection.appearance_memory import MEMORY_S, Memory, people_on

RED, BLUE = (30, 30, 200), (200, 60, 30)


def frame(*people):
    """Grey, 360×640; people are (left x in fractions, colour of the torso, colour of the legs), 0.4 tall."""
    bgr = np.full((360, 640, 3), 120, np.uint8)
    for left, torso, legs in people:
        x1, x2 = round(left * 640), round((left + 0.1) * 640)
        bgr[72:144, x1:x2], bgr[144:216, x1:x2] = torso, legs
    return bgr


def boxes(*lefts):
    return np.array([(left, 0.2, left + 0.1, 0.6) for left in lefts], dtype=np.float32)


def compared(memory, offset_s, bgr, found, first):
    return memory.compare(people_on(offset_s, bgr, found, first))


def test_the_first_detection_is_compared_to_nobody():
    assert compared(Memory(), 0.0, frame((0.1, RED, BLUE)), boxes(0.1), 0) == [([], [])]


def test_the_same_clothes_are_alike_and_others_are_not():
    memory = Memory()
    compared(memory, 0.0, frame((0.1, RED, RED), (0.3, BLUE, BLUE)), boxes(0.1, 0.3), 0)
    ((earlier, alike),) = compared(memory, 2.0, frame((0.2, RED, RED)), boxes(0.2), 2)
    assert earlier == [0, 1]
    assert alike[0] == pytest.approx(1.0, abs=0.01) and alike[1] < 0.2


def test_the_torso_counts_more_than_the_legs():
    memory = Memory()
    compared(memory, 0.0, frame((0.1, RED, BLUE)), boxes(0.1), 0)
    green = (0, 160, 0)
    ((_, same_torso),) = compared(memory, 1.0, frame((0.1, RED, green)), boxes(0.1), 1)
    ((_, same_legs),) = compared(memory, 2.0, frame((0.1, green, BLUE)), boxes(0.1), 2)
    assert same_torso == [pytest.approx(0.65, abs=0.02)]
    assert same_legs[0] == pytest.approx(0.35, abs=0.02)


@pytest.mark.parametrize("vivid", [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 255), (0, 255, 255)])
def test_the_most_vivid_colours_are_like_themselves(vivid):
    memory, bright = Memory(), frame((0.1, vivid, vivid))
    compared(memory, 0.0, bright, boxes(0.1), 0)
    assert compared(memory, 1.0, bright, boxes(0.1), 1) == [([0], [1.0])]


def test_detections_on_one_frame_are_not_compared_with_each_other():
    found = compared(Memory(), 0.0, frame((0.1, RED, RED), (0.3, RED, RED)), boxes(0.1, 0.3), 0)
    assert found == [([], []), ([], [])]


def test_what_lies_farther_back_than_the_memory_is_forgotten():
    memory, red = Memory(), frame((0.1, RED, RED))
    compared(memory, 0.0, red, boxes(0.1), 0)
    assert compared(memory, MEMORY_S, red, boxes(0.1), 1)[0][0] == [0]
    assert compared(memory, MEMORY_S + 0.1, red, boxes(0.1), 2)[0][0] == [1]


def test_nobody_is_compared_across_more_than_six_body_heights():
    memory = Memory()
    small = np.array([(0.0, 0.2, 0.02, 0.3)], dtype=np.float32)
    compared(memory, 0.0, frame(), small, 0)
    near, far = (np.add(small, (x, 0, x, 0)) for x in (0.33, 0.35))
    assert compared(memory, 1.0, frame(), near, 1)[0][0] == [0]
    memory = Memory()
    compared(memory, 0.0, frame(), small, 0)
    assert compared(memory, 1.0, frame(), far, 1) == [([], [])]


def test_numbers_are_rounded_so_that_nobody_can_be_described_by_them():
    memory = Memory()
    compared(memory, 0.0, frame((0.1, RED, BLUE)), boxes(0.1), 0)
    ((_, (alike,)),) = compared(memory, 1.0, frame((0.1, (30, 90, 160), BLUE)), boxes(0.1), 1)
    assert alike == round(alike, 2) and 0 <= alike <= 1


def test_a_box_without_a_pixel_is_like_nobody():
    memory = Memory()
    sliver = np.array([(0.9999, 0.2, 1.0, 0.6)], dtype=np.float32)
    compared(memory, 0.0, frame(), sliver, 0)
    assert compared(memory, 1.0, frame(), sliver, 1)[0][1] in ([0.0], [1.0])
