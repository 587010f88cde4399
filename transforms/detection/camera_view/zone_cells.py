"""The cells of a frame in zones where things are looked for, without the people on them: a byte for each cell.

0 says that somebody is over the cell, or that something moves there: nothing is known of what lies behind. Cells are a
hundredth and a half of the frame's width, far too coarse to know anybody by who was not detected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.cells import CELLS_ACROSS, cells_in
from pantau.transforms.detection.frame_detector import FrameDetections
from pantau.transforms.detection.image_health import MeasuredFrame

MOVES_LEVELS = 6.0
"""A cell differs by more grey levels from the frame before where something moves. Chosen: as `CHANGED_LEVELS` of the
observer; a thing that was put down differs once."""


@dataclass(frozen=True)
class CellTaker:
    """Takes the cells of frames in some zones, at each so many grid points; of none without a zone.

    confident: score from which on a person hides cells. seats: (k, 4) boxes in fractions; seat_keep: score from which
    on somebody on one hides them.
    """

    zones: tuple[Zone, ...]
    each: int
    confident: float
    seats: np.ndarray
    seat_keep: float

    def taken(self, slot: int, sight: FrameDetections, previous: MeasuredFrame | None) -> bytes | None:
        """The packed cells of the frame at a grid point; `None` where none are taken."""
        if not self.zones or slot % self.each:
            return None
        inside = cells_inside(self.zones, len(sight.cells))
        clear = sight._replace(people=sight.people.at_least(self.confident))
        people = clear.boxes(self.seats, self.seat_keep)
        return packed_cells(sight.cells, inside, people, previous and previous.cells)


@lru_cache(maxsize=16)
def cells_inside(zones: tuple[Zone, ...], rows: int) -> np.ndarray:
    """bool[rows, CELLS_ACROSS]: the cells whose middles lie in any of some zones."""
    inside = np.zeros((rows, CELLS_ACROSS), np.uint8)
    for zone in zones:
        corners = np.array(zone.polygon) * [CELLS_ACROSS, rows] - 0.5
        cv2.fillPoly(inside, [np.round(corners * 256).astype(np.int32)], 1, shift=8)
    return inside.astype(bool)


def packed_cells(cells: np.ndarray, inside: np.ndarray, people: np.ndarray, previous: np.ndarray | None) -> bytes:
    """The cells of a frame, float32[h, w] of luma, that are `inside`, bool[h, w], row by row: 1 to 255, 0 for hidden.

    people: (n, 4) boxes in fractions. previous: the cells of the frame before, where there is one.
    """
    levels = np.clip(np.round(cells), 1, 255).astype(np.uint8)
    if previous is not None and previous.shape == cells.shape:
        difference = cells - previous
        levels[np.abs(difference - np.median(difference)) > MOVES_LEVELS] = 0
    for box in people:
        levels[cells_in(box, cells.shape)] = 0
    return levels[inside].tobytes()


def unpacked_cells(packed: Iterable[bytes], inside: np.ndarray) -> np.ndarray:
    """uint8[n, h, w]: the cells of n frames; 0 also where they are not `inside`. All must be of these cells."""
    kept = np.stack([np.frombuffer(one, np.uint8) for one in packed])
    frames = np.zeros((len(kept), *inside.shape), np.uint8)
    frames[:, inside] = kept
    return frames
