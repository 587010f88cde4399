"""Figures shaded into small pictures, by casting parallel rays on capsules.

A sprite is drawn once for a look, pose, direction and steepness of view, and is then turned and scaled into place.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi, radians, sin

import cv2
import numpy as np

from transforms.simulate.body import STATURE, Look, Part, Pose, figure

HEADINGS = 16
STEEPNESS_STEP_DEG = 5
RESOLUTIONS = (40, 80, 160, 320)
"""Pixels a metre at which sprites are kept; the next finer one is shrunk into place."""

_OVERSAMPLING = 2
_HALF_WIDTH, _ABOVE, _BELOW = 0.75, 1.9, 0.75
_LIGHT = np.array([0.35, 0.75, 0.56], np.float32)
"""Towards the light, in the axes right, up in the picture and towards the viewer."""


@dataclass(frozen=True)
class Sprite:
    """A figure: premultiplied BGRA pixels, the pixel of the floor below it, and the pixels a metre of height takes."""

    pixels: np.ndarray
    floor: tuple[float, float]
    metre: float


@lru_cache(maxsize=2500)
def sprite(look: Look, pose: Pose, phase: int, heading: int, steepness: int, resolution: int) -> Sprite:
    """Somebody seen from a direction.

    `heading` counts HEADINGS-ths of a turn clockwise from walking away from the viewer; `steepness` counts steps of
    STEEPNESS_STEP_DEG below the horizontal; `resolution` is one of RESOLUTIONS.
    """
    turn, steep = 2 * pi * heading / HEADINGS, radians(steepness * STEEPNESS_STEP_DEG)
    size = look.stature / STATURE
    scale = resolution * _OVERSAMPLING
    above = _ABOVE * size * cos(steep) + 0.35 * sin(steep)
    below = 0.15 + _BELOW * sin(steep)
    width = 2 * ceil(_HALF_WIDTH * resolution) * _OVERSAMPLING
    rows_above, rows_below = (ceil(d * resolution) * _OVERSAMPLING for d in (above, below))
    canvas = _Canvas(width, rows_above, rows_below, scale, turn, steep, size)
    for part in figure(look, pose, phase):
        canvas.cast(part, look)
    pixels = canvas.finish(pose)
    small = cv2.resize(pixels, None, fx=1 / _OVERSAMPLING, fy=1 / _OVERSAMPLING, interpolation=cv2.INTER_AREA)
    left, top, columns, rows = cv2.boundingRect((small[..., 3] > 2).astype(np.uint8))
    floor = (small.shape[1] / 2 - 0.5 - left, rows_above / _OVERSAMPLING - 0.5 - top)
    return Sprite(small[top : top + rows, left : left + columns].copy(), floor, resolution * cos(steep))


class _Canvas:
    """Depth, colour and cover of one sprite while it is cast."""

    def __init__(self, width: int, above: int, below: int, scale: float, turn: float, steep: float, size: float):
        self.turn, self.steep, self.size, self.scale = turn, steep, size, scale
        self.across = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / scale
        self.up = (above - np.arange(above + below, dtype=np.float32) - 0.5) / scale
        self.near = np.full((above + below, width), -9.0, np.float32)
        self.colour = np.zeros((above + below, width, 3), np.float32)

    def seen(self, point: tuple[float, float, float]) -> np.ndarray:
        """A point of the body as right, up in the picture, towards the viewer."""
        x, y, z = (self.size * value for value in point)
        right, away = x * cos(self.turn) + y * sin(self.turn), y * cos(self.turn) - x * sin(self.turn)
        return np.array(
            [right, away * sin(self.steep) + z * cos(self.steep), z * sin(self.steep) - away * cos(self.steep)]
        )

    def cast(self, part: Part, look: Look) -> None:
        """Draw a part where it is nearer than what is there."""
        a, b = self.seen(part.a), self.seen(part.b)
        ra, rb = part.ra * self.size, part.rb * self.size
        reach = max(ra, rb)
        columns = _span(self.across, min(a[0], b[0]) - reach, max(a[0], b[0]) + reach)
        rows = _span(-self.up, -max(a[1], b[1]) - reach, -min(a[1], b[1]) + reach)
        x, y = self.across[None, columns], self.up[rows, None]
        axis = b - a
        square = axis[0] ** 2 + axis[1] ** 2
        if square > 1e-6:
            t = np.clip(((x - a[0]) * axis[0] + (y - a[1]) * axis[1]) / square, 0, 1)
        else:
            t = np.full((y.shape[0], x.shape[1]), float(axis[2] > 0), np.float32)
        radius = ra + t * (rb - ra)
        dx, dy = (x - a[0] - t * axis[0]) / radius, (y - a[1] - t * axis[1]) / radius
        flat = dx * dx + dy * dy
        dz = np.sqrt(np.clip(1 - flat, 0, 1))
        near = a[2] + t * axis[2] + radius * dz
        hit = (flat < 1) & (near > self.near[rows, columns])
        if not hit.any():
            return
        normal = np.stack([dx[hit], dy[hit], dz[hit]], axis=-1).astype(np.float32)
        paint = np.broadcast_to(np.array(part.colour, np.float32), normal.shape).copy()
        own = self._own(normal)
        if part.surface == "head":
            _draw_face(paint, own)
        elif part.surface == "scarf":
            open_face = (own[:, 1] > 0.62) & (np.abs(own[:, 2] + 0.05) < 0.6) & (np.abs(own[:, 0]) < 0.62)
            hit[hit] = ~open_face
            normal, paint, own = normal[~open_face], paint[~open_face], own[~open_face]
        elif part.surface == "top":
            ys, xs = np.nonzero(hit)
            _draw_cloth(paint, own, look, self.across[columns][xs], self.up[rows][ys] / cos(self.steep))
        lit = np.clip(normal @ _LIGHT, 0, 1)
        upward = own[:, 2] * 0.5 + 0.5
        shade = (0.34 + 0.36 * upward + 0.36 * lit) * (0.72 + 0.28 * normal[:, 2])
        self.near[rows, columns][hit] = near[hit]
        self.colour[rows, columns][hit] = paint * shade[:, None]

    def _own(self, normal: np.ndarray) -> np.ndarray:
        """Normals (n, 3) turned back from the view into the person's own axes."""
        away = normal[:, 1] * sin(self.steep) - normal[:, 2] * cos(self.steep)
        up = normal[:, 1] * cos(self.steep) + normal[:, 2] * sin(self.steep)
        right = normal[:, 0]
        return np.stack(
            [right * cos(self.turn) - away * sin(self.turn), right * sin(self.turn) + away * cos(self.turn), up], axis=-1
        )

    def finish(self, pose: Pose) -> np.ndarray:
        """Premultiplied BGRA with a soft shadow on the floor."""
        cover = (self.near > -9).astype(np.float32)
        ahead = 0.2 if pose in ("sit", "desk") else 0.02
        centre = self.seen((0.0, ahead, 0.0))
        flat = max(sin(self.steep), 0.15)
        ring = ((self.across[None, :] - centre[0] - 0.05) / 0.34) ** 2 + ((self.up[:, None] - centre[1]) / (0.34 * flat)) ** 2
        shadow = 0.45 * np.exp(-1.6 * ring)
        alpha = cover + (1 - cover) * shadow
        return np.dstack([np.clip(self.colour, 0, 255) * cover[..., None], alpha * 255]).astype(np.uint8)


def _span(ordered: np.ndarray, low: float, high: float) -> slice:
    return slice(int(np.searchsorted(ordered, low)), int(np.searchsorted(ordered, high)))


def _draw_face(paint: np.ndarray, own: np.ndarray) -> None:
    """Eyes, brows and a mouth, by the direction (n, 3) in which the head's surface looks."""
    for side in (-1, 1):
        eye = (own[:, 0] - side * 0.36) ** 2 + (own[:, 2] - 0.12) ** 2 < 0.011
        brow = (np.abs(own[:, 0] - side * 0.38) < 0.2) & (np.abs(own[:, 2] - 0.32) < 0.05)
        paint[(eye | brow) & (own[:, 1] > 0.4)] *= 0.25
    mouth = (np.abs(own[:, 0]) < 0.25) & (np.abs(own[:, 2] + 0.48) < 0.07) & (own[:, 1] > 0.3)
    paint[mouth] *= (0.75, 0.55, 0.75)


def _draw_cloth(paint: np.ndarray, own: np.ndarray, look: Look, across: np.ndarray, up: np.ndarray) -> None:
    """Folds, buttons and the pattern of the cloth."""
    folds = 1 + 0.05 * np.sin(23 * across + 9 * up) + 0.04 * np.sin(31 * up - 11 * across)
    if look.pattern == "stripes":
        folds *= np.where(np.sin(2 * pi * up / 0.09) > 0.35, 0.62, 1.0)
    elif look.pattern == "batik":
        folds *= 1 + 0.35 * np.sign(np.sin(2 * pi * up / 0.11 + 3 * np.sin(2 * pi * across / 0.13)))
    front = (np.abs(own[:, 0]) < 0.06) & (own[:, 1] > 0.3)
    paint *= (folds * np.where(front, 0.8, 1.0))[:, None]
