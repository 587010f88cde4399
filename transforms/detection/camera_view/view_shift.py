"""How far a camera looks beside where it looked: the marked points of one picture found again in another.

Most points that are found again must agree on one movement of the whole frame: a shift, a turn and a zoom (Fischler and
Bolles, "Random sample consensus", 1981). People, shadows and doors disagree with it and with each other. A burnt-in
clock does not move with the camera: no part of the frame has more say than another.
"""

from typing import Literal, NamedTuple

import cv2
import numpy as np

from pantau.transforms.detection.camera_view.view_features import ViewFeatures

DISTINCT = 0.8
"""A point is found again where the next best is farther by this ratio: Lowe (2004), 7.1."""

ACROSS, DOWN, MOST_OF_CELL = 8, 6, 12
"""The frame is divided into so many cells, each of which has at most so many points: chosen, what a line of lettering
has at the least in a cell of its own."""

NEAR_PX, TRIES, SURE = 2.0, 2000, 0.999
"""Points agree with a movement that leads so near to them; OpenCV's numbers of tries and confidence, and a pixel less
than its distance, since the pictures are small. Chosen."""

FEWEST_AGREEING, FEWEST_CELLS = 8, 4
"""Points that must agree, in so many cells. Fitted (`benchmarks/moved_views.py`): pictures of one view have 15 or more,
in 5 or more cells, also half covered ones; those of different places have 4 at most (105 pairs of all clips)."""

FEWEST_IN_FRAME = 15
"""The same of single frames, see `view_points`. Fitted (`agreeing` in `benchmarks/camera_kinds.py`): of one view 20 or
more agree, but on a frame that people fill; of different places 4 at most."""

MOST_ZOOM = 2.0
"""Times as large or as small: a camera that zooms farther shows another place. Chosen. Points that do not belong
together agree best on movements by which all shrinks to one of them."""

FEWEST_POINTS = 100
"""Points of each of two pictures from which on it means something that they do not agree. Chosen: a seventh of what the
plainest fitted clip has; a cover, or the dark, has none."""

MOVED_SHARE = 0.005
"""Of the width of the frame, from which on a view has moved. Fitted: of a camera that stands it is 0.0005 at most, of
one that was shifted by 1 % 0.0099 at least, of one that was turned by 1° 0.0058."""

Sameness = Literal["same", "moved", "another", "unknown"]


class ViewShift(NamedTuple):
    """How a view has moved.

    across, down: of the middle of the frame, fractions of its width and height, to the right and downwards. turned_deg:
    clockwise. zoom: times as large. share: by how much the places of the frame have moved, root mean square, as a
    fraction of its width. agreeing, cells: points that say so, and in how many parts of the frame.
    """

    across: float
    down: float
    turned_deg: float
    zoom: float
    share: float
    agreeing: int
    cells: int


def view_shift(before: ViewFeatures, now: ViewFeatures) -> ViewShift | None:
    """The movement on which most points agree, whether or not these are enough; None where there is none that a camera
    can make.

    The same pictures give the same movement.
    """
    old, new = _found_again(before, now)
    if len(old) < 3:
        return None
    cv2.setRNGSeed(0)
    movement, agree = cv2.estimateAffinePartial2D(
        old, new, method=cv2.RANSAC, ransacReprojThreshold=NEAR_PX, maxIters=TRIES, confidence=SURE
    )
    if movement is None:
        return None
    height, width = before.shape
    turn, offset = movement[:, :2], movement[:, 2]
    zoom = float(np.hypot(*turn[:, 0]))
    if not 1 / MOST_ZOOM <= zoom <= MOST_ZOOM:
        return None
    middle = np.array([width, height]) / 2
    shift = turn @ middle + offset - middle
    # The mean square over the frame: of the shift of its middle, and of what a turn and a zoom add around it.
    around = np.square(turn - np.eye(2)).sum(axis=0) @ (np.array([width, height]) ** 2) / 12
    return ViewShift(
        float(shift[0] / width),
        float(shift[1] / height),
        float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))),
        zoom,
        float(np.sqrt(shift @ shift + around) / width),
        int(agree.sum()),
        len(np.unique(_cells(old[agree.ravel().astype(bool)], before.shape))),
    )


def sameness(
    before: ViewFeatures, now: ViewFeatures, shift: ViewShift | None, fewest: int = FEWEST_AGREEING
) -> Sameness:
    """Whether a camera still looks where it did, by two pictures of it and the shift between them.

    `another`: both show enough, and nothing of it is the same. `unknown`: one of them shows too little, such as a cover
    or the dark. `fewest`: points that must agree.
    """
    if shift and shift.agreeing >= fewest and shift.cells >= FEWEST_CELLS:
        return "moved" if shift.share > MOVED_SHARE else "same"
    return "another" if min(len(before.points), len(now.points)) >= FEWEST_POINTS else "unknown"


def _found_again(before: ViewFeatures, now: ViewFeatures) -> tuple[np.ndarray, np.ndarray]:
    """float32[m, 2] of points before, and of the same now; of each cell those that are most distinct."""
    if min(len(before.points), len(now.points)) < 2:
        return np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32)
    norm = cv2.NORM_HAMMING if before.descriptors.dtype == np.uint8 else cv2.NORM_L2
    pairs = cv2.BFMatcher(norm).knnMatch(before.descriptors, now.descriptors, 2)
    ratios = np.array([best.distance / max(second.distance, 1e-9) for best, second in pairs])
    cells, kept, taken = _cells(before.points, before.shape), [], np.zeros(ACROSS * DOWN, int)
    for number in np.argsort(ratios, kind="stable"):
        if ratios[number] >= DISTINCT:
            break
        if taken[cells[number]] < MOST_OF_CELL:
            taken[cells[number]] += 1
            kept.append(number)
    return before.points[kept], now.points[[pairs[number][0].trainIdx for number in kept]]


def _cells(points: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(n,) numbers of the cells in which points (n, 2) lie."""
    height, width = shape
    across = np.clip(points[:, 0] * ACROSS // width, 0, ACROSS - 1).astype(int)
    down = np.clip(points[:, 1] * DOWN // height, 0, DOWN - 1).astype(int)
    return down * ACROSS + across
