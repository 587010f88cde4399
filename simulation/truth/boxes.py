"""Where people are in the frame: the boxes that a perfect detector would give."""

from functools import lru_cache
from math import cos, sin

import numpy as np

from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.rendering.body import STATURE, Clothes, Pose, figure
from pantau.simulation.rendering.composing import Standing
from pantau.simulation.rendering.geometry import Viewpoint

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the frame."""


def boxes_at(day: ScriptedCameraDay, t: float) -> list[tuple[ScriptedPerson, Box]]:
    """Everybody in the frame `t` seconds from the start of the footage, with the box round their body.

    The box is of the whole body, also of what furniture or others hide of it, cut off at the edges of the frame.
    """
    found = []
    for person in day.people:
        standing = person.at(t)
        if standing is not None:
            x1, y1, x2, y2 = box_of(standing, day.hall.view)
            if x1 < 1 and y1 < 1 and x2 > 0 and y2 > 0:
                found.append((person, (max(x1, 0.0), max(y1, 0.0), min(x2, 1.0), min(y2, 1.0))))
    return found


def box_of(standing: Standing, view: Viewpoint) -> Box:
    """The box round the balls at the ends of the body's parts, seen in perspective; may reach beyond 0..1."""
    parts = _balls(standing.look, standing.pose, standing.phase)
    c, s = cos(standing.heading), sin(standing.heading)
    x, y = parts[:, 0], parts[:, 1]
    places = np.column_stack([standing.x + x * c + y * s, standing.y + y * c - x * s, parts[:, 2]])
    forward = (places - (view.x, view.y, view.height)) @ view.axes[2]
    reach = (view.focal_px * parts[:, 3] / forward)[:, None]
    middle = view.project(places)
    size = view.width_px, view.height_px
    (x1, y1), (x2, y2) = (middle - reach).min(axis=0) / size, (middle + reach).max(axis=0) / size
    return float(x1), float(y1), float(x2), float(y2)


@lru_cache(maxsize=1024)
def _balls(look: Clothes, pose: Pose, phase: int) -> np.ndarray:
    """(n, 4): x, y, z and radius in metres, in the person's own frame."""
    ends = [(*end, r) for part in figure(look, pose, phase) for end, r in ((part.a, part.ra), (part.b, part.rb))]
    return np.array(ends) * (look.stature / STATURE)
