"""Where people are in the frame: the boxes that a perfect detector would give."""

from collections.abc import Sequence
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
    x1, y1, x2, y2 = boxes_of([standing], view)[0].tolist()
    return x1, y1, x2, y2


def boxes_of(people: Sequence[Standing], view: Viewpoint) -> np.ndarray:
    """(n, 4): the box of each, as `box_of`; those in one pose at once."""
    boxes = np.zeros((len(people), 4))
    figures: dict[tuple, list[int]] = {}
    for number, one in enumerate(people):
        figures.setdefault((one.look, one.pose, one.phase), []).append(number)
    for figure_of, numbers in figures.items():
        parts = _balls(*figure_of)
        some = [people[number] for number in numbers]
        c, s = (np.array([f(one.heading) for one in some])[:, None] for f in (cos, sin))
        x, y = parts[:, 0], parts[:, 1]
        across = np.array([one.x for one in some])[:, None] + x * c + y * s
        along = np.array([one.y for one in some])[:, None] + y * c - x * s
        places = np.stack([across, along, np.broadcast_to(parts[:, 2], across.shape)], axis=-1)
        forward = (places - (view.x, view.y, view.height)) @ view.axes[2]
        reach = (view.focal_px * parts[:, 3] / forward)[..., None]
        middle = view.project_straight(places)
        corners = view.bent(middle - reach).min(axis=1), view.bent(middle + reach).max(axis=1)
        boxes[numbers] = np.concatenate(corners, axis=1) / ((view.width_px, view.height_px) * 2)
    return boxes


@lru_cache(maxsize=1024)
def _balls(look: Clothes, pose: Pose, phase: int) -> np.ndarray:
    """(n, 4): x, y, z and radius in metres, in the person's own frame."""
    ends = [(*end, r) for part in figure(look, pose, phase) for end, r in ((part.a, part.ra), (part.b, part.rb))]
    return np.array(ends) * (look.stature / STATURE)
