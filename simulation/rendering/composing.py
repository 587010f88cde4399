"""One frame: the hall, and people drawn into it from the far ones to the near ones."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, degrees, hypot, pi, tau

import cv2
import numpy as np

from pantau.simulation.rendering.backdrop import Backdrop
from pantau.simulation.rendering.body import Clothes, Pose
from pantau.simulation.rendering.hall import Hall
from pantau.simulation.rendering.sprites import (
    HEADINGS,
    LAMPS,
    RESOLUTIONS,
    STEEPNESS_STEP_DEG,
    Direction,
    Sprite,
    sprite,
)
from pantau.simulation.surroundings import Light

_EYE_LEVEL = 1.5

SHADOW_M = 1.3
"""Length of a shadow thrown by daylight, for each metre of height; chosen: sun at 38°."""


@dataclass(frozen=True)
class Standing:
    """Somebody at one moment. `heading` is the direction faced, radians clockwise from the y axis; `sway` in metres.

    `t`: the moment, seconds from the start of the footage.
    """

    look: Clothes
    pose: Pose
    phase: int
    x: float
    y: float
    heading: float
    sway: float = 0.0
    t: float = 0.0


Figure = Callable[[Standing, int, int, int, Direction], Sprite]
"""How somebody looks from a heading, steepness and at a resolution in a light; see `sprites.sprite`."""


def rendered_figure(person: Standing, heading: int, steepness: int, resolution: int, light: Direction) -> Sprite:
    """The figure that is shaded."""
    return sprite(person.look, person.pose, person.phase, heading, steepness, resolution, light)


def compose(hall: Hall, backdrop: Backdrop, people: list[Standing], figure: Figure = rendered_figure) -> np.ndarray:
    """The frame (h, w, 3) BGR of the hall with these people (painter's algorithm)."""
    frame = backdrop.frame.copy()
    layers = [(hall.view.depth(p.x, p.y), p) for p in people] + [(o.depth, o) for o in backdrop.occluders]
    touched: list[tuple[int, int, int, int]] = []
    for _, layer in sorted(layers, key=lambda item: -item[0]):
        if isinstance(layer, Standing):
            box = _draw(frame, hall, layer, figure)
            if box:
                touched.append(box)
        elif any(_overlap(box, layer.left, layer.top, layer.cover.shape) for box in touched):
            height, width = layer.cover.shape
            place = np.s_[layer.top : layer.top + height, layer.left : layer.left + width]
            _blend(frame[place], backdrop.frame[place], layer.cover)
    return frame


def _draw(frame: np.ndarray, hall: Hall, person: Standing, figure: Figure) -> tuple[int, int, int, int] | None:
    """Draw somebody; the box left, top, right, bottom that was drawn on, or None if it lies outside."""
    view = hall.view
    feet, head = view.project(np.array([(person.x, person.y, 0.0), (person.x + person.sway, person.y, _EYE_LEVEL)]))
    steepness = max(1, round(degrees(view.depression(person.x, person.y, 0.9)) / STEEPNESS_STEP_DEG))
    turn = (person.heading - view.azimuth(person.x, person.y)) % tau
    up = head - feet
    wanted = float(np.hypot(*up)) / _EYE_LEVEL / cos(steepness * STEEPNESS_STEP_DEG * pi / 180)
    resolution = next((r for r in RESOLUTIONS if r >= wanted), RESOLUTIONS[-1])
    seen = figure(person, round(turn / tau * HEADINGS) % HEADINGS, steepness, resolution, _from(hall.light))
    length = seen.metre * _EYE_LEVEL
    a, b = -up[1] / length, up[0] / length
    if hall.light.shadow:
        away = np.array((person.x - hall.light.windows * SHADOW_M * _EYE_LEVEL, person.y - 0.3, 0.0))
        tip = view.project(away) - feet
        cast = np.array([[a, -tip[0] / length, 0.0], [b, -tip[1] / length, 0.0]])
        _blot(frame, seen, cast, feet, hall.light.shadow)
    turned = np.array([[a, -b, 0.0], [b, a, 0.0]])
    place = _place(frame, seen, turned, feet)
    if place is None:
        return None
    left, top, right, bottom = place
    placed = cv2.warpAffine(seen.pixels, turned, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    ground = frame[top:bottom, left:right]
    rest = cv2.merge([255 - placed[..., 3]] * 3)
    ground[:] = cv2.add(cv2.multiply(ground, rest, scale=1 / 255), placed[..., :3])
    return left, top, right, bottom


def _from(light: Light) -> Direction:
    """Towards the light that shades people: of the lamps, or more and more of the windows at the side."""
    if not light.daylight:
        return LAMPS
    right, down, near = light.windows * (0.3 + 0.5 * light.daylight), -0.55, 0.45
    norm = hypot(right, down, near)
    return right / norm, down / norm, near / norm


def _blot(frame: np.ndarray, seen: Sprite, cast: np.ndarray, feet: np.ndarray, dark: float) -> None:
    """Darken the frame where somebody's outline falls on the floor."""
    place = _place(frame, seen, cast, feet)
    if place is None:
        return
    left, top, right, bottom = place
    outline = cv2.warpAffine(seen.pixels[..., 3], cast, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    rest = 255 - cv2.convertScaleAbs(cv2.blur(outline, (5, 5)), alpha=dark)
    ground = frame[top:bottom, left:right]
    ground[:] = cv2.multiply(ground, cv2.merge([rest] * 3), scale=1 / 255)


def _place(frame: np.ndarray, seen: Sprite, turned: np.ndarray, feet: np.ndarray) -> tuple[int, int, int, int] | None:
    """The box left, top, right, bottom of the frame that a figure covers; its offset is put into `turned` (2, 3)."""
    rows, columns = seen.pixels.shape[:2]
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)]) - seen.floor
    reach = corners @ turned[:, :2].T + feet
    left, top = (max(0, int(v)) for v in np.floor(reach.min(axis=0)))
    right, bottom = (min(n, int(v)) for n, v in zip(frame.shape[1::-1], np.ceil(reach.max(axis=0)), strict=True))
    if right <= left or bottom <= top:
        return None
    turned[:, 2] = feet - (left, top) - turned[:, :2] @ seen.floor
    return left, top, right, bottom


def _blend(ground: np.ndarray, over: np.ndarray, cover: np.ndarray) -> None:
    share = cv2.merge([cover] * 3)
    ground[:] = cv2.add(cv2.multiply(ground, 255 - share, scale=1 / 255), cv2.multiply(over, share, scale=1 / 255))


def _overlap(box: tuple[int, int, int, int], left: int, top: int, shape: tuple[int, int]) -> bool:
    return box[0] < left + shape[1] and box[2] > left and box[1] < top + shape[0] and box[3] > top
