"""What is told of a camera on the date after, on a made-up place."""

import numpy as np

from benchmarks.next_date import PARTS, WALLS, _as_large, plainest
from tests.transforms.detection.camera_view.test_view_shift import HEIGHT, WIDTH, place


def test_the_plainest_parts_of_a_frame_are_walls_as_large_as_it():
    bgr = np.repeat(place()[:, :, None], 3, axis=2)
    bgr[: HEIGHT // PARTS, : WIDTH // PARTS] = 90
    first, *others = plainest([bgr, bgr])
    assert len(others) == WALLS - 1 and (np.array(first) == 90).all()
    assert [one.shape for one in _as_large(first, bgr)] == [bgr.shape] * 2
