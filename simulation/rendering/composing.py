"""One frame: the hall, and people drawn into it from the far ones to the near ones."""

from dataclasses import dataclass
from math import cos, degrees, pi, tau

import cv2
import numpy as np

from pantau.simulation.rendering.backdrop import Backdrop
from pantau.simulation.rendering.body import Clothes, Pose
from pantau.simulation.rendering.hall import Hall
from pantau.simulation.rendering.sprites import HEADINGS, RESOLUTIONS, STEEPNESS_STEP_DEG, sprite

_EYE_LEVEL = 1.5


@dataclass(frozen=True)
class Standing:
    """Somebody at one moment. `heading` is the direction faced, radians clockwise from the y axis; `sway` in metres."""

    look: Clothes
    pose: Pose
    phase: int
    x: float
    y: float
    heading: float
    sway: float = 0.0


def compose(hall: Hall, backdrop: Backdrop, people: list[Standing]) -> np.ndarray:
    """The frame (h, w, 3) BGR of the hall with these people (painter's algorithm)."""
    frame = backdrop.frame.copy()
    layers = [(hall.view.depth(p.x, p.y), p) for p in people] + [(o.depth, o) for o in backdrop.occluders]
    touched: list[tuple[int, int, int, int]] = []
    for _, layer in sorted(layers, key=lambda item: -item[0]):
        if isinstance(layer, Standing):
            box = _draw(frame, hall, layer)
            if box:
                touched.append(box)
        elif any(_overlap(box, layer.left, layer.top, layer.cover.shape) for box in touched):
            height, width = layer.cover.shape
            place = np.s_[layer.top : layer.top + height, layer.left : layer.left + width]
            _blend(frame[place], backdrop.frame[place], layer.cover)
    return frame


def _draw(frame: np.ndarray, hall: Hall, person: Standing) -> tuple[int, int, int, int] | None:
    """Draw somebody; the box left, top, right, bottom that was drawn on, or None if it lies outside."""
    view = hall.view
    feet, head = view.project(np.array([(person.x, person.y, 0.0), (person.x + person.sway, person.y, _EYE_LEVEL)]))
    steepness = max(1, round(degrees(view.depression(person.x, person.y, 0.9)) / STEEPNESS_STEP_DEG))
    turn = (person.heading - view.azimuth(person.x, person.y)) % tau
    up = head - feet
    wanted = float(np.hypot(*up)) / _EYE_LEVEL / cos(steepness * STEEPNESS_STEP_DEG * pi / 180)
    resolution = next((r for r in RESOLUTIONS if r >= wanted), RESOLUTIONS[-1])
    figure = sprite(
        person.look, person.pose, person.phase, round(turn / tau * HEADINGS) % HEADINGS, steepness, resolution
    )
    length = figure.metre * _EYE_LEVEL
    a, b = -up[1] / length, up[0] / length
    turned = np.array([[a, -b, 0.0], [b, a, 0.0]])
    rows, columns = figure.pixels.shape[:2]
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)]) - figure.floor
    reach = corners @ turned[:, :2].T + feet
    left, top = (max(0, int(v)) for v in np.floor(reach.min(axis=0)))
    right, bottom = (min(n, int(v)) for n, v in zip(frame.shape[1::-1], np.ceil(reach.max(axis=0)), strict=True))
    if right <= left or bottom <= top:
        return None
    turned[:, 2] = feet - (left, top) - turned[:, :2] @ figure.floor
    placed = cv2.warpAffine(figure.pixels, turned, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    ground = frame[top:bottom, left:right]
    rest = cv2.merge([255 - placed[..., 3]] * 3)
    ground[:] = cv2.add(cv2.multiply(ground, rest, scale=1 / 255), placed[..., :3])
    return left, top, right, bottom


def _blend(ground: np.ndarray, over: np.ndarray, cover: np.ndarray) -> None:
    share = cv2.merge([cover] * 3)
    ground[:] = cv2.add(cv2.multiply(ground, 255 - share, scale=1 / 255), cv2.multiply(over, share, scale=1 / 255))


def _overlap(box: tuple[int, int, int, int], left: int, top: int, shape: tuple[int, int]) -> bool:
    return box[0] < left + shape[1] and box[2] > left and box[1] < top + shape[0] and box[3] > top
