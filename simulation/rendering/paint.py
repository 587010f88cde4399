"""Painting flat and boxy things of the hall in perspective."""

from collections.abc import Iterable

import cv2
import numpy as np

from pantau.simulation.rendering.body import Colour
from pantau.simulation.rendering.geometry import Viewpoint

OVERSAMPLING = 2
_SUBPIXEL_BITS = 4

Range = tuple[float, float]


class Painter:
    """A frame at OVERSAMPLING times its size, and a mask of what was painted since the mask was last cleared."""

    def __init__(self, view: Viewpoint):
        self.view = view
        shape = (view.height_px * OVERSAMPLING, view.width_px * OVERSAMPLING)
        self.frame = np.zeros((*shape, 3), np.uint8)
        self.mask = np.zeros(shape, np.uint8)

    def pixels(self, points: Iterable[tuple[float, float, float]]) -> np.ndarray:
        """World points as fixed-point pixels of the oversampled frame."""
        places = self.view.project(np.array(list(points), float)) * OVERSAMPLING
        return np.round(np.clip(places, -8000, 8000) * (1 << _SUBPIXEL_BITS)).astype(np.int32)

    def face(self, points: Iterable[tuple[float, float, float]], colour: Colour, seen: bool = True) -> None:
        """A flat convex face; one that is not seen is noted in the mask alone."""
        corners = self.pixels(points)
        for target, value in (((self.frame, colour),) if seen else ()) + ((self.mask, 255),):
            cv2.fillConvexPoly(target, corners, value, cv2.LINE_AA, _SUBPIXEL_BITS)

    def line(self, a: tuple[float, float, float], b: tuple[float, float, float], colour: Colour, width: int) -> None:
        """A line of a constant width in pixels."""
        ends = self.pixels((a, b))
        cv2.line(self.frame, ends[0], ends[1], colour, width, cv2.LINE_AA, _SUBPIXEL_BITS)

    def box(self, x: Range, y: Range, z: Range, colour: Colour) -> None:
        """A box along the axes: its visible side, front and top, each in its own light."""
        (x1, x2), (y1, y2), (z1, z2) = x, y, z
        if self.view.x < x1:
            self.face([(x1, y1, z1), (x1, y2, z1), (x1, y2, z2), (x1, y1, z2)], _lit(colour, 0.66))
        elif self.view.x > x2:
            self.face([(x2, y1, z1), (x2, y2, z1), (x2, y2, z2), (x2, y1, z2)], _lit(colour, 0.66))
        self.face([(x1, y1, z1), (x2, y1, z1), (x2, y1, z2), (x1, y1, z2)], _lit(colour, 0.8))
        self.face([(x1, y1, z2), (x2, y1, z2), (x2, y2, z2), (x1, y2, z2)], colour)

    def text(self, x: Range, y: float, z: Range, words: str, ink: Colour, paper: Colour) -> None:
        """A plate with words, upright and facing the public side."""
        face = cv2.FONT_HERSHEY_DUPLEX
        (wide, high), base = cv2.getTextSize(words, face, 2.0, 4)
        plate = np.full((high + base + 40, wide + 60, 3), paper, np.uint8)
        cv2.putText(plate, words, (30, high + 20), face, 2.0, ink, 4, cv2.LINE_AA)
        plate = cv2.GaussianBlur(plate, (0, 0), 2)
        corners = [(0, 0), (plate.shape[1], 0), (plate.shape[1], plate.shape[0]), (0, plate.shape[0])]
        world = [(x[0], y, z[1]), (x[1], y, z[1]), (x[1], y, z[0]), (x[0], y, z[0])]
        places = (self.view.project(np.array(world)) * OVERSAMPLING).astype(np.float32)
        turn = cv2.getPerspectiveTransform(np.array(corners, np.float32), places)
        size = self.frame.shape[1::-1]
        warped = cv2.warpPerspective(plate, turn, size, flags=cv2.INTER_AREA)
        inside = cv2.warpPerspective(np.full(plate.shape[:2], 255, np.uint8), turn, size) > 127
        self.frame[inside] = warped[inside]

    def take_mask(self) -> np.ndarray:
        """The mask at the frame's own size, which is then cleared."""
        mask = cv2.resize(self.mask, (self.view.width_px, self.view.height_px), interpolation=cv2.INTER_AREA)
        self.mask[:] = 0
        return mask

    def result(self) -> np.ndarray:
        """The frame at its own size."""
        return cv2.resize(self.frame, (self.view.width_px, self.view.height_px), interpolation=cv2.INTER_AREA)


def _lit(colour: Colour, light: float) -> Colour:
    return tuple(round(value * light) for value in colour)
