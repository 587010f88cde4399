"""The empty hall as a camera sees it, and the furniture that can hide somebody."""

from dataclasses import dataclass

import cv2
import numpy as np

from pantau.simulation.rendering.hall import (
    BENCH_SEATS_Y,
    DESK_BACK,
    DESK_FRONT,
    DESK_HALF_WIDTH,
    DOOR_X,
    SEAT_Y,
    STAND_Y,
    WALL_Y,
    CounterPlaces,
    Hall,
)
from pantau.simulation.rendering.paint import Painter
from pantau.simulation.surroundings import Decor, Light, Paint

_SIDE_X = 7.6
_DARK, _GREY, _STEEL = (52, 50, 50), (120, 116, 112), (150, 148, 146)


@dataclass(frozen=True)
class Occluder:
    """Furniture painted again over those who are deeper: its depth, its top left pixel and its cover 0..255 (h, w)."""

    depth: float
    left: int
    top: int
    cover: np.ndarray


@dataclass(frozen=True)
class Backdrop:
    """The empty hall (h, w, 3) BGR, and what stands before people."""

    frame: np.ndarray
    occluders: tuple[Occluder, ...]


def backdrop_of(hall: Hall, stools: frozenset[str], names: dict[str, str], seed: int) -> Backdrop:
    """Paint the hall; `stools` lists the counters with a stool for applicants, `names` what their plates say."""
    painter = Painter(hall.view)
    rng = np.random.default_rng(seed)
    _room(painter, hall.decor, rng)
    if hall.light.daylight:
        _sunlight(painter, hall.light)
    for counter in hall.counters:
        _lane_tape(painter, counter)
        if counter.bench:
            _bench(painter, counter.bench[0][0])
    for counter, seated in zip(hall.counters, hall.seated, strict=True):
        for x, _ in counter.seats if seated else ():
            _office_chair(painter, x)
    painter.take_mask()
    occluders = []
    for counter in sorted(hall.counters, key=lambda c: -hall.view.depth(c.x, DESK_FRONT)):
        _desk(painter, counter, names[counter.id], hall)
        occluders.append(_occluder(painter, hall.view.depth(counter.x, DESK_BACK)))
        if counter.id in stools:
            _stool(painter, counter.stand_x)
            painter.take_mask()
    frame = cv2.GaussianBlur(painter.result(), (0, 0), 0.6)
    grain = cv2.GaussianBlur(rng.normal(0, 9, frame.shape[:2]).astype(np.float32), (0, 0), 1.2)
    rows, columns = np.mgrid[0 : 1 : frame.shape[0] * 1j, -1 : 1 : frame.shape[1] * 1j]
    vignette = 1.03 - 0.16 * columns**2 - 0.08 * (2 * rows - 1) ** 2
    lit = (frame.astype(np.float32) + grain[..., None]) * vignette[..., None]
    return Backdrop(np.clip(lit, 0, 255).astype(np.uint8), tuple(occluders))


def _occluder(painter: Painter, depth: float) -> Occluder:
    mask = painter.take_mask()
    left, top, width, height = cv2.boundingRect(mask)
    return Occluder(depth, left, top, mask[top : top + height, left : left + width].copy())


def _room(painter: Painter, decor: Decor, rng: np.random.Generator) -> None:
    x, y = _SIDE_X, WALL_Y
    # Not nearer to the camera than it can see, nor behind it.
    begins = painter.view.y + 0.6
    painter.face([(-30, y, -2), (30, y, -2), (30, y, 9), (-30, y, 9)], decor.wall)
    painter.face([(-x, begins, 0), (-x, y, 0), (-x, y, 5), (-x, begins, 5)], _darker(decor.wall, 16))
    painter.face([(x, begins, 0), (x, y, 0), (x, y, 5), (x, begins, 5)], _darker(decor.wall, 12))
    for near in np.arange(begins, y, 0.2):
        light = 0.9 + 0.12 * (near / y)
        tint = tuple(int(value * light) for value in decor.floor)
        painter.face([(-x, near, 0), (x, near, 0), (x, min(near + 0.21, y), 0), (-x, min(near + 0.21, y), 0)], tint)
    seam = _darker(decor.floor, 20)
    for across in np.arange(-x, x + 0.1, 0.6):
        painter.line((across, begins, 0), (across, y, 0), seam, 1)
    for deep in np.arange(begins, y, 0.6):
        painter.line((-x, deep, 0), (x, deep, 0), seam, 1)
    painter.face([(-x, y - 0.01, 0), (x, y - 0.01, 0), (x, y - 0.01, 0.12), (-x, y - 0.01, 0.12)], (110, 114, 118))
    w = y - 0.02
    painter.face(
        [(DOOR_X - 0.55, w, 0), (DOOR_X + 0.55, w, 0), (DOOR_X + 0.55, w, 2.15), (DOOR_X - 0.55, w, 2.15)], _GREY
    )
    painter.face(
        [(DOOR_X - 0.47, w, 0), (DOOR_X + 0.47, w, 0), (DOOR_X + 0.47, w, 2.07), (DOOR_X - 0.47, w, 2.07)], (64, 62, 60)
    )
    painter.text((-1.2, 1.2), w, (2.25, 2.55), "PELAYANAN PUBLIK", (120, 70, 30), (214, 220, 222))
    for left, tint in ((2.3, (150, 120, 90)), (3.1, (110, 150, 120))):
        painter.face([(left, w, 1.3), (left + 0.55, w, 1.3), (left + 0.55, w, 2.05), (left, w, 2.05)], (232, 236, 236))
        painter.face(
            [(left + 0.06, w, 1.75), (left + 0.49, w, 1.75), (left + 0.49, w, 1.99), (left + 0.06, w, 1.99)], tint
        )
        for z in (1.42, 1.52, 1.62):
            painter.line((left + 0.08, w, z), (left + 0.08 + rng.uniform(0.25, 0.4), w, z), (150, 150, 150), 2)
    painter.box((-5.4, -4.2), (WALL_Y - 0.5, WALL_Y), (0, 1.25), (150, 158, 160))
    painter.box((4.6, 6.2), (WALL_Y - 0.5, WALL_Y), (0, 1.9), _STEEL)


def _darker(colour: Paint, levels: int) -> Paint:
    return tuple(max(value - levels, 0) for value in colour)


def _sunlight(painter: Painter, light: Light) -> None:
    """Patches of sun on the floor before three windows at the side."""
    painter.take_mask()
    side = _SIDE_X * light.windows
    for y in (1.2, 3.6, 6.0):
        inner = side - 3.2 * np.sign(light.windows)
        painter.face(
            [(side, y, 0), (side, y + 1.3, 0), (inner, y + 2.0, 0), (inner, y + 0.7, 0)], (0, 0, 0), seen=False
        )
    share = cv2.GaussianBlur(painter.mask, (0, 0), 6).astype(np.float32)[..., None] / 255
    painter.frame[:] = np.clip(painter.frame * (1 + 0.35 * light.daylight * share), 0, 255)
    painter.take_mask()


def _lane_tape(painter: Painter, counter: CounterPlaces) -> None:
    corners = [(x, y, 0.0) for x, y in counter.queue_zone]
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        painter.line(a, b, (90, 178, 204), 3)


def _bench(painter: Painter, x: float) -> None:
    y = (BENCH_SEATS_Y[0] - 0.35, BENCH_SEATS_Y[-1] + 0.35)
    for end in (y[1] - 0.12, y[0] + 0.05):
        painter.box((x - 0.2, x + 0.15), (end, end + 0.07), (0, 0.38), _DARK)
    painter.box((x - 0.34, x - 0.28), y, (0.45, 0.85), _GREY)
    painter.box((x - 0.28, x + 0.22), y, (0.38, 0.45), _STEEL)


def _office_chair(painter: Painter, x: float) -> None:
    painter.box((x - 0.04, x + 0.04), (SEAT_Y, SEAT_Y + 0.08), (0.05, 0.45), _DARK)
    painter.box((x - 0.25, x + 0.25), (SEAT_Y - 0.2, SEAT_Y + 0.25), (0.40, 0.48), _DARK)
    painter.box((x - 0.23, x + 0.23), (SEAT_Y + 0.24, SEAT_Y + 0.31), (0.55, 1.02), (64, 60, 58))


def _desk(painter: Painter, counter: CounterPlaces, name: str, hall: Hall) -> None:
    high, decor = hall.desk_height, hall.decor
    x = (counter.x - DESK_HALF_WIDTH, counter.x + DESK_HALF_WIDTH)
    painter.box(x, (DESK_FRONT, DESK_BACK), (0, high - 0.04), decor.desk)
    painter.box((x[0] - 0.03, x[1] + 0.03), (DESK_FRONT - 0.05, DESK_BACK), (high - 0.04, high), decor.top)
    painter.text(
        (counter.x - 0.42, counter.x + 0.42), DESK_FRONT - 0.002, (0.3, 0.52), name, (90, 40, 20), (226, 230, 230)
    )
    screen = counter.x - counter.out * 0.66
    y = (DESK_FRONT + 0.28, DESK_FRONT + 0.33)
    painter.box((screen - 0.05, screen + 0.05), y, (high, high + 0.1), _DARK)
    painter.box((screen - 0.21, screen + 0.21), y, (high + 0.08, high + 0.36), (44, 42, 42))
    papers = counter.x + counter.out * 0.5
    painter.box(
        (papers - 0.16, papers + 0.12),
        (DESK_FRONT + 0.1, DESK_FRONT + 0.38),
        (high, high + 0.05),
        (226, 232, 234),
    )


def _stool(painter: Painter, x: float) -> None:
    for dx in (-0.17, 0.14):
        for dy in (0.14, -0.17):
            painter.box((x + dx, x + dx + 0.03), (STAND_Y + dy, STAND_Y + dy + 0.03), (0, 0.40), _STEEL)
    painter.box((x - 0.19, x + 0.19), (STAND_Y - 0.19, STAND_Y + 0.19), (0.38, 0.43), (150, 84, 60))
