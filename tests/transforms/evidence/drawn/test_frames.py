import numpy as np
import pytest

from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.evidence.drawn.frames import DatedFrame, DecodedPart, frames_of, looks_at
from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.numbered_clips import read_number


def part(path, started_s, from_s, to_s):
    return DecodedPart(path, path.name, probe(path, path.name).packets, started_s, from_s, to_s)


@pytest.mark.slow
def test_every_frame_of_each_part_is_given_with_its_time(clips):
    parts = [part(clips["gop50"], 1000.0, 2.9, 3.1), part(clips["mjpeg"], 1010.0, 1.0, 1.3)]
    found = [(round(frame.at, 3), read_number(frame.bgr)) for frame in frames_of(parts)]
    assert found == [
        *((round(1000 + number / 25, 3), number) for number in range(73, 78)),
        *((round(1010 + number / 10, 3), number) for number in range(10, 13)),
    ]


class Counting:
    """A detector that finds one more person on each frame."""

    def __init__(self):
        self.calls = 0

    def detect(self, bgr):
        self.calls += 1
        boxes = np.array([[0.1 * number, 0.1, 0.1 * number + 0.05, 0.9] for number in range(self.calls)], np.float32)
        return Detections(boxes, np.full(self.calls, 0.9, np.float32))


def test_a_frame_is_looked_at_each_tenth_of_a_second():
    frames = [DatedFrame(at, np.zeros((4, 4, 3), np.uint8)) for at in (0.0, 0.04, 0.08, 0.12, 0.16, 0.25, 2.0)]
    looks = looks_at(frames, Counting(), [], [], 0.37, 2.5)
    assert [(look.at, len(look.others), look.concerned) for look in looks] == [
        (0.0, 1, {}),
        (0.12, 2, {}),
        (0.25, 3, {}),
        (2.0, 4, {}),
    ]
