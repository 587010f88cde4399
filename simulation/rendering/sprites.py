"""Figures shaded into small frames, by casting parallel rays on capsules.

A sprite is drawn once for a look, pose, direction and steepness of view, and is then turned and scaled into place.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi, radians, sin

import cv2
import numpy as np

from pantau.simulation.rendering.body import STATURE, Capsule, Clothes, Pose, figure

HEADINGS = 16
STEEPNESS_STEP_DEG = 7
RESOLUTIONS = (70, 115, 190, 310)
"""Pixels a metre at which sprites are kept; the next finer one is shrunk into place."""

_HALF_WIDTH, _ABOVE, _BELOW = 0.65, 1.9, 0.75
_SOFTNESS_PX = 0.55
"""Blur that smooths the edges, in place of drawing at a finer resolution."""

Direction = tuple[float, float, float]

LAMPS: Direction = (0.35, -0.75, 0.56)
"""Towards the light of lamps, in the axes right, down in the frame and towards the viewer."""


@dataclass(frozen=True)
class Sprite:
    """A figure: premultiplied BGRA pixels, the pixel of the floor below it, and the pixels a metre of height takes."""

    pixels: np.ndarray
    floor: tuple[float, float]
    metre: float


@lru_cache(maxsize=1200)
def sprite(
    look: Clothes, pose: Pose, phase: int, heading: int, steepness: int, resolution: int, light: Direction = LAMPS
) -> Sprite:
    """Somebody seen from a direction, in the light from another one.

    `heading` counts HEADINGS-ths of a turn clockwise from walking away from the viewer; `steepness` counts steps of
    STEEPNESS_STEP_DEG below the horizontal; `resolution` is one of RESOLUTIONS.
    """
    turn, steep = 2 * pi * heading / HEADINGS, radians(steepness * STEEPNESS_STEP_DEG)
    size = look.stature / STATURE
    above = ceil((_ABOVE * size * cos(steep) + 0.35 * sin(steep)) * resolution)
    below = ceil((0.15 + _BELOW * sin(steep)) * resolution)
    width = 2 * ceil(_HALF_WIDTH * resolution)
    canvas = _Canvas(width, above, below, resolution, turn, steep, size)
    parts = figure(look, pose, phase)
    for number, part in enumerate(parts):
        canvas.cast(number, part)
    ahead = 0.2 if pose in ("sit", "desk") else 0.02
    pixels = cv2.GaussianBlur(canvas.painted(parts, look, ahead, light), (0, 0), _SOFTNESS_PX)
    left, top, columns, rows = cv2.boundingRect((pixels[..., 3] > 2).astype(np.uint8))
    floor = (width / 2 - 0.5 - left, above - 0.5 - top)
    return Sprite(pixels[top : top + rows, left : left + columns].copy(), floor, resolution * cos(steep))


class _Canvas:
    """Depth, part and direction of surface at each pixel of one sprite while it is cast."""

    def __init__(self, width: int, above: int, below: int, scale: float, turn: float, steep: float, size: float):
        self.turn, self.steep, self.size = turn, steep, size
        self.across = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / scale
        self.down = (np.arange(above + below, dtype=np.float32) + 0.5 - above) / scale
        self.near = np.full((above + below, width), -9.0, np.float32)
        self.part = np.full((above + below, width), -1, np.int16)
        self.normal = np.zeros((above + below, width, 3), np.float32)

    def seen(self, point: tuple[float, float, float]) -> tuple[float, float, float]:
        """A point of the body as right, down in the frame, towards the viewer."""
        x, y, z = point[0] * self.size, point[1] * self.size, point[2] * self.size
        right, away = x * cos(self.turn) + y * sin(self.turn), y * cos(self.turn) - x * sin(self.turn)
        return right, -away * sin(self.steep) - z * cos(self.steep), z * sin(self.steep) - away * cos(self.steep)

    def cast(self, number: int, part: Capsule) -> None:
        """Note a part where it is nearer than what is there."""
        (ax, ay, az), (bx, by, bz) = self.seen(part.a), self.seen(part.b)
        ra, rb = part.ra * self.size, part.rb * self.size
        reach = max(ra, rb)
        window = (
            _span(self.down, min(ay, by) - reach, max(ay, by) + reach),
            _span(self.across, min(ax, bx) - reach, max(ax, bx) + reach),
        )
        x, y = self.across[window[1]] - np.float32(ax), (self.down[window[0]] - np.float32(ay))[:, None]
        lx, ly, lz = np.float32(bx - ax), np.float32(by - ay), np.float32(bz - az)
        square = lx * lx + ly * ly
        if square > 1e-6:
            t = np.minimum(np.maximum((x * (lx / square) + y * (ly / square)), 0), 1)
        else:
            t = np.full((len(y), len(x)), float(lz > 0), np.float32)
        radius = np.float32(ra) + t * np.float32(rb - ra)
        dx, dy = (x - t * lx) / radius, (y - t * ly) / radius
        flat = dx * dx + dy * dy
        dz = np.sqrt(np.maximum(1 - flat, 0))
        near = np.float32(az) + t * lz + radius * dz
        hit = (flat < 1) & (near > self.near[window])
        if part.surface == "scarf":
            own = self.own(np.stack([dx, dy, dz], axis=-1))
            hit &= (own[..., 1] < 0.62) | (np.abs(own[..., 2] + 0.05) > 0.6) | (np.abs(own[..., 0]) > 0.62)
        self.near[window][hit] = near[hit]
        self.part[window][hit] = number
        self.normal[window][hit] = np.column_stack([dx[hit], dy[hit], dz[hit]])

    def own(self, normal: np.ndarray) -> np.ndarray:
        """Normals (…, 3) turned back from the view into the person's own axes."""
        right, down, near = np.moveaxis(normal, -1, 0)
        away = -down * sin(self.steep) - near * cos(self.steep)
        up = near * sin(self.steep) - down * cos(self.steep)
        c, s = cos(self.turn), sin(self.turn)
        return np.stack([right * c - away * s, right * s + away * c, up], axis=-1)

    def painted(self, parts: list[Capsule], look: Clothes, ahead: float, light: Direction) -> np.ndarray:
        """Premultiplied BGRA, lit, with a soft shadow on the floor below and a little ahead of the body."""
        rows, columns = np.nonzero(self.part >= 0)
        part, normal = self.part[rows, columns], self.normal[rows, columns]
        own = self.own(normal)
        paint = np.array([p.colour for p in parts], np.float32)[part]
        surface = np.array([("plain", "top", "head", "scarf").index(p.surface) for p in parts])[part]
        across, up = self.across[columns], -self.down[rows] / cos(self.steep)
        if look.accent:
            paint[(surface == 1) & _second_colour(look, across, up)] = look.accent
        paint *= _cloth(own, look, across, up, surface == 1)[:, None]
        _draw_face(paint, own, surface == 2)
        lit = np.maximum(normal @ np.array(light, np.float32), 0)
        shade = (0.52 + 0.18 * own[:, 2] + 0.36 * lit) * (0.72 + 0.28 * normal[:, 2])

        x, y, _ = self.seen((0.0, ahead, 0.0))
        wide = np.exp(-1.6 * ((self.across - x - 0.05) / 0.34) ** 2)
        deep = np.exp(-1.6 * ((self.down - y) / (0.34 * max(sin(self.steep), 0.15))) ** 2)
        pixels = np.zeros((*self.part.shape, 4), np.uint8)
        pixels[..., 3] = 115 * deep[:, None] * wide
        pixels[rows, columns, :3] = np.minimum(paint * shade[:, None], 255)
        pixels[rows, columns, 3] = 255
        return pixels


def _span(ordered: np.ndarray, low: float, high: float) -> slice:
    return slice(int(np.searchsorted(ordered, low)), int(np.searchsorted(ordered, high)))


def _draw_face(paint: np.ndarray, own: np.ndarray, head: np.ndarray) -> None:
    """Eyes, brows and a mouth, by the direction (n, 3) in which the head's surface looks."""
    for side in (-1, 1):
        eye = (own[:, 0] - side * 0.36) ** 2 + (own[:, 2] - 0.12) ** 2 < 0.011
        brow = (np.abs(own[:, 0] - side * 0.38) < 0.2) & (np.abs(own[:, 2] - 0.32) < 0.05)
        paint[head & (eye | brow) & (own[:, 1] > 0.4)] *= 0.25
    mouth = (np.abs(own[:, 0]) < 0.25) & (np.abs(own[:, 2] + 0.48) < 0.07) & (own[:, 1] > 0.3)
    paint[head & mouth] *= (0.75, 0.55, 0.75)


def _second_colour(look: Clothes, across: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Where (n,) a pattern of two colours shows the second one: batik's rows of curls, or checks."""
    if look.pattern == "motif":
        return np.sin(2 * pi * up / 0.13 + 2 * np.sin(2 * pi * across / 0.11)) * np.cos(2 * pi * across / 0.16) > 0.25
    if look.pattern == "checks":
        return (np.sin(2 * pi * up / 0.1) > 0.6) | (np.sin(2 * pi * across / 0.1) > 0.6)
    return np.zeros(len(across), bool)


def _cloth(own: np.ndarray, look: Clothes, across: np.ndarray, up: np.ndarray, cloth: np.ndarray) -> np.ndarray:
    """How folds, buttons and the pattern lighten or darken the cloth (n,); 1 beside it."""
    folds = 1 + 0.05 * np.sin(23 * across + 9 * up) + 0.04 * np.sin(31 * up - 11 * across)
    if look.pattern == "stripes":
        folds *= np.where(np.sin(2 * pi * up / 0.09) > 0.35, 0.62, 1.0)
    elif look.pattern == "batik":
        folds *= 1 + 0.2 * np.sin(2 * pi * up / 0.12 + 3 * np.sin(2 * pi * across / 0.14))
    folds *= np.where((np.abs(own[:, 0]) < 0.06) & (own[:, 1] > 0.3), 0.8, 1.0)
    return np.where(cloth, folds, 1.0)
