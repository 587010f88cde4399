"""Figures of a frame that tell a covered, moved, blurred, frozen or dark camera without observing it again.

brightness: mean luma, 0 (black) to 255 (white).
sharpness: variance of the Laplacian of the luma (grey levels²), on the frame scaled down to at most 480 px of width;
    to be compared within one camera (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000).
scene: what of the static scene is in it, see `scene_signature`.
bright_share: of its pixels, those that are as good as white, share.
view_points: the marked points of what it shows beside people, see `camera_view.view_points`; None where none are taken.
And by how much it differs from the sample before, each None without one shortly before:
change: mean absolute difference of luma (grey levels, 0 to 255), both scaled to 64×36.
change_median: the median over the cells of `cells_of` of the absolute difference (grey levels). The noise of a sensor
    keeps it above 0, and a clock that runs in a corner does not.
change_height: of the tallest patch of cells that differ (see `changed`), as a share of the frame's height.
change_people: as `change_median`, of the cells in boxes of people and of seats that are taken; None without any too.
"""

from typing import NamedTuple

import cv2
import numpy as np

from pantau.transforms.detection.camera_view.view_points import view_points
from pantau.transforms.detection.cells import cells_in
from pantau.transforms.detection.scene_signature import scene_signature

_WIDTH = 480
_THUMBNAIL = (64, 36)

WHITE = 250
"""Luma from which on a pixel is as good as white. Chosen: recorders that code 16 to 235 as 0 to 255 reach it, walls in
the light do not."""

STIRRED_LEVELS = 4.0
"""By how many grey levels a cell differs in which something has moved: by less it differs for the noise of a sensor or
of coding (`benchmarks/camera_health.py`), by more for a sleeve before a wall."""


CHANGES = ("change", "change_median", "change_height", "change_people")

Changes = dict[str, float | None]


class ImageHealth(NamedTuple):
    """Figures of one sample; see the module for their units."""

    brightness: float
    sharpness: float
    scene: bytes
    bright_share: float
    view_points: bytes | None = None
    change: float | None = None
    change_median: float | None = None
    change_height: float | None = None
    change_people: float | None = None


class MeasuredFrame(NamedTuple):
    """What of a frame the next one is compared with: float32[36, 64] and float32[h, CELLS_ACROSS] of luma."""

    thumbnail: np.ndarray
    cells: np.ndarray


def measure_image_health(
    bgr: np.ndarray, cells: np.ndarray, people: np.ndarray, previous: MeasuredFrame | None, view: bool = False
) -> tuple[ImageHealth, MeasuredFrame]:
    """Figures of a frame, uint8[H, W, 3] BGR, and what to give as `previous` with the next sample.

    cells: of the frame, see `cells_of`. people: (n, 4) boxes of people and of seats that are taken, fractions.
    `previous` is None where there is no sample shortly before. view: whether to take the points of its view.
    """
    luma = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    if luma.shape[1] > _WIDTH:
        luma = _scale_down(luma)
    _, deviation = cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))
    thumbnail = cv2.resize(luma.astype(np.float32), _THUMBNAIL, interpolation=cv2.INTER_AREA)
    measured = MeasuredFrame(thumbnail, cells)
    health = ImageHealth(
        float(luma.mean()),
        float(deviation[0, 0] ** 2),
        scene_signature(luma),
        float(np.count_nonzero(luma >= WHITE) / luma.size),
        view_points(luma, people) if view else None,
    )
    return health._replace(**_changes(measured, people, previous)), measured


def _changes(frame: MeasuredFrame, people: np.ndarray, previous: MeasuredFrame | None) -> Changes:
    if previous is None or previous.cells.shape != frame.cells.shape:
        return {}
    difference = frame.cells - previous.cells
    inside = np.zeros(difference.shape, dtype=bool)
    for box in people:
        inside[cells_in(box, difference.shape)] = True
    there = np.abs(difference[inside])
    return {
        "change": float(np.abs(frame.thumbnail - previous.thumbnail).mean()),
        "change_median": float(np.median(np.abs(difference))),
        "change_height": _tallest(difference),
        "change_people": float(np.median(there)) if there.size else None,
    }


def _tallest(difference: np.ndarray) -> float:
    """Of the patches of cells that differ by more than the whole frame does: the height of the tallest, as a share."""
    differs = (np.abs(difference - np.median(difference)) > STIRRED_LEVELS).astype(np.uint8)
    patches, _, figures, _ = cv2.connectedComponentsWithStats(differs, connectivity=8)
    return float(figures[1:, cv2.CC_STAT_HEIGHT].max() / len(difference)) if patches > 1 else 0.0


def _scale_down(luma: np.ndarray) -> np.ndarray:
    """To the fixed width: by the mean over whole pixels, then less than by half, which together is cheap."""
    height, width = luma.shape
    factor = width // _WIDTH
    if factor > 1:
        luma = cv2.resize(luma, (width // factor, max(1, height // factor)), interpolation=cv2.INTER_AREA)
    return cv2.resize(luma, (_WIDTH, max(1, round(height * _WIDTH / width))), interpolation=cv2.INTER_LINEAR)
