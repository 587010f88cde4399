"""When somebody seen outside of a zone and then inside, or the other way round, crossed its border."""

import numpy as np

from schemas.site.zones import Zone
from transforms.events.membership import members
from transforms.events.spans import Edge

SEEN_S = 0.5
"""Half width of the bounds of a crossing that was seen on both sides from near.

A box ends at the foremost foot and moves by some pixels from picture to picture, and zones are drawn by hand. On the
development seeds of rendered offices, 640×360, at one picture in half a second, the bounds held 91 % of the starts and
83 % of the ends of sessions.
"""

_STEPS = 16


def crossing(zone: Zone, boxes: np.ndarray, before: float, after: float) -> Edge:
    """The edge between two pictures at `before` and `after`, epoch seconds, with boxes (2, 4) of one person.

    The estimate is where the way from one box to the other crosses the border. The bounds are the two pictures, or
    wider where these are nearer to each other than crossings can be told.
    """
    shares = (np.arange(_STEPS) + 0.5) / _STEPS
    way = boxes[0] + shares[:, None] * (boxes[1] - boxes[0])
    inside = members(zone, np.vstack([boxes, way]))
    # Without a border on the way, something else than the place tells them apart; then the middle is as good as any.
    share = float(np.mean(inside[2:] == inside[0])) if inside[0] != inside[1] else 0.5
    at = before + share * (after - before)
    return Edge(at, min(before, at - SEEN_S), max(after, at + SEEN_S))
