"""When somebody seen outside of a zone and then inside, or the other way round, crossed its border."""

import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.zones.membership import members
from pantau.transforms.zones.spans import Edge

SEEN_S, SEEN_LEAVING_S = 0.5, 0.7
"""Half width of the bounds of a crossing that was seen on both sides from near, into a zone and out of it.

A box ends at the foremost foot and moves by some pixels from frame to frame, and zones are drawn by hand; who turns to
leave moves more of the box than who arrives. On six seeds of rendered scenarios, 640×360, at one frame in half a
second, the bounds hold 92 % of the starts and 86 to 88 % of the ends of sessions. Chosen for that.
"""

_STEPS = 16
"""Places on the way between two frames at which it is asked whether they lie in the zone. Chosen."""


def crossings(zone: Zone, last: np.ndarray, first: np.ndarray, before: np.ndarray, after: np.ndarray) -> list[Edge]:
    """The edges between two frames each at `before` and `after` (n,), epoch seconds, by the boxes of one person on
    the earlier, last (n, 4), and on the later one, first (n, 4).

    The estimate is where the way from one box to the other crosses the border. The bounds are the two frames, or
    wider where these are nearer to each other than crossings can be told.
    """
    shares = (np.arange(_STEPS) + 0.5) / _STEPS
    ways = last[:, None] + shares[:, None] * (first - last)[:, None]
    within = members(zone, ways.reshape(-1, 4)).reshape(-1, _STEPS)
    came, went = members(zone, last), members(zone, first)
    # Without a border on the way, something else than the place tells them apart; then the middle is as good as any.
    share = np.where(came != went, np.mean(within == came[:, None], axis=1), 0.5)
    at = before + share * (after - before)
    leaving = came & ~went & (after - before < 2 * SEEN_LEAVING_S)
    told = np.where(leaving, SEEN_LEAVING_S, SEEN_S)
    edges = at, np.minimum(before, at - told), np.maximum(after, at + told)
    return [Edge(*edge) for edge in zip(*(values.tolist() for values in edges), strict=True)]
