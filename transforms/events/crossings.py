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


def crossings(zone: Zone, last: np.ndarray, first: np.ndarray, before: np.ndarray, after: np.ndarray) -> list[Edge]:
    """The edges between two pictures each at `before` and `after` (n,), epoch seconds, by the boxes of one person on
    the earlier, last (n, 4), and on the later one, first (n, 4).

    The estimate is where the way from one box to the other crosses the border. The bounds are the two pictures, or
    wider where these are nearer to each other than crossings can be told.
    """
    shares = (np.arange(_STEPS) + 0.5) / _STEPS
    ways = last[:, None] + shares[:, None] * (first - last)[:, None]
    within = members(zone, ways.reshape(-1, 4)).reshape(-1, _STEPS)
    came, went = members(zone, last), members(zone, first)
    # Without a border on the way, something else than the place tells them apart; then the middle is as good as any.
    share = np.where(came != went, np.mean(within == came[:, None], axis=1), 0.5)
    at = before + share * (after - before)
    edges = at, np.minimum(before, at - SEEN_S), np.maximum(after, at + SEEN_S)
    return [Edge(*edge) for edge in zip(*(values.tolist() for values in edges), strict=True)]
