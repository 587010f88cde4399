"""How detectors want their frame and write down what they see: one layout for each kind of model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Found = tuple[np.ndarray, np.ndarray]
PERSON = 0


@dataclass(frozen=True)
class Layout:
    """A kind of detector: colour order and scaling of its input, the check of its outputs' shapes, their decoding.

    `decode(outputs, width, height, keep)` yields boxes (n, 4) in pixels of the input and person scores (n,), all at
    `keep` or above, duplicates included.
    """

    colours: str
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    expected: str
    fits: Callable[[Sequence[tuple[int, ...]], int, int], bool]
    decode: Callable[[Sequence[np.ndarray], int, int, float], Found]


def _nanodet_levels(shapes: Sequence[tuple[int, ...]], width: int, height: int) -> list[tuple[int, int, int]]:
    """(stride, index of the scores, index of the distances) of each level; empty when the outputs do not pair up."""
    levels = []
    for stride in (8, 16, 32):
        cells = (height // stride) * (width // stride)
        found = [i for i, shape in enumerate(shapes) if len(shape) == 3 and shape[:2] == (1, cells)]
        if len(found) != 2:
            return []
        levels.append((stride, *found))
    return levels


def _fits_nanodet(shapes: Sequence[tuple[int, ...]], width: int, height: int) -> bool:
    levels = _nanodet_levels(shapes, width, height)
    return len(shapes) == 6 and bool(levels) and all(shapes[bins][2] % 4 == 0 for _, _, bins in levels)


def decode_nanodet(outputs: Sequence[np.ndarray], width: int, height: int, keep: float) -> Found:
    """Boxes from distances to the four sides, each a distribution over whole strides (generalised focal loss).

    The distance is the distribution's expectation times the stride, counted from the centre of the cell: Li et al.,
    "Generalized Focal Loss", 2020, as NanoDet (RangiLyu) uses it. Scores come with their sigmoid applied.
    """
    boxes, scores = [], []
    for stride, score_index, distance_index in _nanodet_levels([o.shape for o in outputs], width, height):
        person = outputs[score_index][0, :, PERSON]
        cells = np.flatnonzero(person >= keep)
        distances = outputs[distance_index][0, cells]
        bins = distances.reshape(len(cells), 4, distances.shape[1] // 4)
        weights = np.exp(bins - bins.max(axis=2, keepdims=True))
        expected = (weights * np.arange(bins.shape[2])).sum(axis=2) / weights.sum(axis=2) * stride
        rows, columns = np.divmod(cells, width // stride)
        centres = (np.stack([columns, rows], axis=1) + 0.5) * stride
        boxes.append(np.concatenate([centres - expected[:, :2], centres + expected[:, 2:]], axis=1))
        scores.append(person[cells])
    return np.concatenate(boxes), np.concatenate(scores)


def _fits_yolo(shapes: Sequence[tuple[int, ...]], width: int, height: int) -> bool:
    return len(shapes) == 1 and len(shapes[0]) == 3 and shapes[0][0] == 1 and 5 <= shapes[0][1] < shapes[0][2]


def decode_yolo(outputs: Sequence[np.ndarray], width: int, height: int, keep: float) -> Found:
    """Boxes from 1 × (4 + classes) × n: centre x, centre y, width, height in pixels, then a score for each class."""
    found = outputs[0][0].T
    found = found[found[:, 4 + PERSON] >= keep]
    half = found[:, 2:4] / 2
    return np.concatenate([found[:, :2] - half, found[:, :2] + half], axis=1), found[:, 4 + PERSON]


LAYOUTS = {
    "nanodet": Layout(
        colours="BGR",
        mean=(103.53, 116.28, 123.675),
        deviation=(57.375, 57.12, 58.395),
        expected="for each stride 8, 16, 32 two outputs of 1 × cells: scores by class, and 4 × bins of distances",
        fits=_fits_nanodet,
        decode=decode_nanodet,
    ),
    "yolo": Layout(
        colours="RGB",
        mean=(0.0, 0.0, 0.0),
        deviation=(255.0, 255.0, 255.0),
        expected="one output of 1 × (4 + classes) × candidates, more candidates than classes",
        fits=_fits_yolo,
        decode=decode_yolo,
    ),
}
