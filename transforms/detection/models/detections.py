"""People seen in one frame, as plain arrays."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Detections:
    """Boxes of people, best score first.

    `boxes` is float32 (n, 4): x1, y1, x2, y2 as fractions 0..1 of the frame; `scores` is float32 (n,), 0..1.
    Raises ValueError on construction when an array has another shape or type, or a value outside its range.
    """

    boxes: np.ndarray
    scores: np.ndarray

    def __post_init__(self) -> None:
        boxes, scores = self.boxes, self.scores
        if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != boxes.shape[:1]:
            raise ValueError(f"people: boxes {boxes.shape} and scores {scores.shape}, expected (n, 4) and (n,)")
        if boxes.dtype != np.float32 or scores.dtype != np.float32:
            raise ValueError(f"people: boxes are {boxes.dtype} and scores {scores.dtype}, expected float32")
        if not ((boxes >= 0) & (boxes <= 1)).all() or not (boxes[:, :2] < boxes[:, 2:]).all():
            raise ValueError("people: a box is empty, upside down or not in fractions 0..1 of the frame")
        if not ((scores >= 0) & (scores <= 1)).all():
            raise ValueError("people: a score is outside 0..1")

    def __len__(self) -> int:
        return len(self.scores)

    def at_least(self, score: float) -> "Detections":
        """Those that score `score` or more."""
        kept = self.scores >= score
        return Detections(self.boxes[kept], self.scores[kept])


def checked_frame(frame: np.ndarray) -> np.ndarray:
    """The frame itself; raises ValueError when it is not BGR uint8 (height, width, 3)."""
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or not frame.size:
        raise ValueError(f"frame: {frame.dtype} {frame.shape}, expected uint8 (height, width, 3) in BGR")
    return frame


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of each of (n, 4) boxes with each of (m, 4): an (n, m) array, 0 for disjoint boxes."""
    corner = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.clip(corner - np.maximum(first[:, None, :2], second[None, :, :2]), 0, None)
    shared = sides.prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (first, second)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def without_duplicates(boxes: np.ndarray, scores: np.ndarray, highest_overlap: float) -> Detections:
    """Greedy non-maximum suppression: of boxes that overlap more than `highest_overlap`, the best stays.

    `boxes` (n, 4) in fractions of the frame may reach beyond it and are cut at its edge; empty ones are dropped.
    Equal scores keep their order, so the result never varies.
    """
    boxes = np.clip(boxes, 0, 1).astype(np.float32)
    real = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    boxes, scores = boxes[real], scores[real].astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    boxes, scores = boxes[order], scores[order]
    shared = overlap(boxes, boxes)
    kept: list[int] = []
    for candidate in range(len(boxes)):
        if not (shared[candidate, kept] > highest_overlap).any():
            kept.append(candidate)
    return Detections(boxes[kept], scores[kept])
