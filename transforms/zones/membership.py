"""Whether people are in a zone: an anchor point of their box, or the share of the box, against a polygon."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import shapely

from pantau.schemas.site.zones import Anchor, Zone

OVERLAP_SHARE = 0.5
"""With the anchor `overlap`, the share of the box that must lie in the zone. Chosen."""


def members(zone: Zone, boxes: np.ndarray, anchor: Anchor | None = None) -> np.ndarray:
    """(n,) flags: which boxes (n, 4), fractions of the frame, are in the zone by its anchor,
    or by the one given.

    feet: the middle of the lower edge. centre: the middle of the box, for people whose feet a desk hides.
    overlap: at least half of the box.
    """
    polygon = outline(zone.polygon)
    anchor = anchor or zone.anchor or "feet"
    if anchor == "overlap":
        drawn = shapely.box(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
        return shapely.area(shapely.intersection(drawn, polygon)) >= OVERLAP_SHARE * shapely.area(drawn)
    across = (boxes[:, 0] + boxes[:, 2]) / 2
    down = boxes[:, 3] if anchor == "feet" else (boxes[:, 1] + boxes[:, 3]) / 2
    down = np.minimum(down, 1 - 1e-6)
    x1, y1, x2, y2 = zone.bounds
    # Few are near enough to be worth an exact look.
    near = np.flatnonzero((x1 <= across) & (across <= x2) & (y1 <= down) & (down <= y2))
    found = np.zeros(len(boxes), dtype=bool)
    found[near] = shapely.contains_xy(polygon, across[near], down[near])
    return found


@lru_cache(maxsize=1024)
def outline(polygon: tuple[tuple[float, float], ...]) -> shapely.Polygon:
    """A zone's polygon, built once."""
    return shapely.Polygon(polygon)


def in_any(zones: Sequence[Zone], boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: which boxes are in at least one of the zones."""
    return np.any([np.zeros(len(boxes), dtype=bool), *(members(zone, boxes) for zone in zones)], axis=0)
