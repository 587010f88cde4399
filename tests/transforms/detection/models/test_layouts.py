import numpy as np

from pantau.transforms.detection.models.layouts import LAYOUTS, decode_nanodet, decode_yolo

WIDTH, HEIGHT = 96, 64


def nanodet_outputs() -> list[np.ndarray]:
    cells = [(HEIGHT // stride) * (WIDTH // stride) for stride in (8, 16, 32)]
    scores = [np.zeros((1, n, 80), np.float32) for n in cells]
    return scores + [np.zeros((1, n, 44), np.float32) for n in cells]


def test_nanodet_distances_are_expected_strides_from_the_centre_of_the_cell():
    outputs = nanodet_outputs()
    cell = 2 * (WIDTH // 16) + 3
    outputs[1][0, cell, 0] = 0.75
    sides = outputs[4][0, cell].reshape(4, 11)
    sides[0, 1] = sides[1, 2] = sides[2, 0] = 200
    sides[3, [1, 2]] = 200
    boxes, scores = decode_nanodet(outputs, WIDTH, HEIGHT, 0.5)
    np.testing.assert_allclose(boxes, [[56 - 16, 40 - 32, 56 + 0, 40 + 24]], atol=1e-4)
    assert scores.tolist() == [0.75]


def test_nanodet_keeps_equal_scores_and_persons_only():
    outputs = nanodet_outputs()
    outputs[0][0, 5, 0] = 0.5
    outputs[2][0, 1, 0] = np.nextafter(np.float32(0.5), np.float32(0))
    outputs[2][0, 2, 1:] = 0.9
    boxes, scores = decode_nanodet(outputs, WIDTH, HEIGHT, 0.5)
    assert scores.tolist() == [0.5]
    np.testing.assert_allclose(boxes, [[44 - 40, 4 - 40, 44 + 40, 4 + 40]], atol=1e-4)


def test_yolo_boxes_come_from_centre_and_sides():
    output = np.zeros((1, 84, 200), np.float32)
    output[0, :5, 7] = [50, 30, 20, 40, 0.625]
    output[0, :6, 8] = [50, 30, 20, 40, 0.1, 0.9]
    boxes, scores = decode_yolo([output], WIDTH, HEIGHT, 0.25)
    assert boxes.tolist() == [[40, 10, 60, 50]]
    assert scores.tolist() == [0.625]


def test_each_kind_knows_its_own_shapes():
    nanodet = [output.shape for output in nanodet_outputs()]
    assert LAYOUTS["nanodet"].fits(nanodet, WIDTH, HEIGHT)
    assert not LAYOUTS["nanodet"].fits(nanodet, WIDTH, HEIGHT + 32)
    assert not LAYOUTS["nanodet"].fits(nanodet[:5], WIDTH, HEIGHT)
    assert LAYOUTS["yolo"].fits([(1, 84, 189)], WIDTH, HEIGHT)
    assert not LAYOUTS["yolo"].fits([(1, 189, 84)], WIDTH, HEIGHT)
    assert not LAYOUTS["yolo"].fits(nanodet, WIDTH, HEIGHT)
