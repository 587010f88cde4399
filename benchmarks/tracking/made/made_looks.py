"""How alike made-up detections are in colour: as little as real clothes tell people apart.

Each detection has a place in a space of four dimensions; the similarity of two is exp(-d²) of their distance. With
normal spreads -log(similarity) is then chi-squared, which fits what the shipped comparison gives on PETS09-S2L1 (see
`made_detector`): different people 0.26, 0.46, 0.63, 0.78 and 0.88 (5, 25, 50, 75 and 95 %), the same who walk 0.73 and
0.92 (5 and 50 %) after 2 s and 0.58 and 0.89 after 8 s, the same in place 0.88 to 0.91 and 0.95 to 0.97. That agrees
with what `tracking/motion.py` tells of real clips (different: half below 0.65, one in ten above 0.87).
"""

from zlib import crc32

import numpy as np

from benchmarks.tracking.made.made_detector import NoisyDetections
from benchmarks.tracking.made.scripted_views import ScriptedViews
from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.rendering.body import Clothes

DIMENSIONS = 4
CLOTHES, DRESSED_ALIKE, TURNED, EACH, EACH_WALKING = 0.05, 0.004, 0.010, 0.0045, 0.005
"""Variances in each dimension: of clothes, of two people in the same ones, of how somebody is turned, of each
detection, and of each more while they walk. Fitted to the figures above; `DRESSED_ALIKE` is chosen: as much as two
detections of one person differ."""

TURNS_S, TURNS_STANDING_S = 4.0, 60.0
"""How long somebody is turned one way: walking, by the fall of the similarity with time on PETS; standing, chosen."""

BEHIND_COLOURS = 0.8
"""Of the colours in the box of somebody whom another hides altogether, so much are the other's; chosen."""

GROUND = 0.05
"""Variance of the colours of things that are taken for people; chosen: as that of clothes."""


def clothes_of(look: Clothes) -> int:
    """A number for what somebody wears, the same for all in the same clothes."""
    worn = look.top, look.bottom, look.headscarf, look.skirt, look.long_sleeves, look.pattern, look.bag
    return crc32(repr(worn).encode())


def looks_of_views(
    views: ScriptedViews, people: tuple[ScriptedPerson, ...], step_s: float, rng: np.random.Generator
) -> np.ndarray:
    """(n, 4) where each person's colours are on each tick, without what is of the single detection."""
    worn = [np.random.default_rng([73, clothes_of(one.look)]).standard_normal(DIMENSIONS) for one in people]
    own = np.sqrt(CLOTHES) * np.array(worn).reshape(-1, DIMENSIONS)
    return turned_looks(views, own + np.sqrt(DRESSED_ALIKE) * rng.standard_normal(own.shape), step_s, rng)


def turned_looks(views: ScriptedViews, own: np.ndarray, step_s: float, rng: np.random.Generator) -> np.ndarray:
    """(n, 4) the same, of people whose clothes are at `own` (people, 4)."""
    turned = np.zeros((len(views.tick), DIMENSIONS))
    order = np.lexsort([views.tick, views.person])
    keeps = np.exp(-step_s / np.where(views.walks, TURNS_S, TURNS_STANDING_S))
    noise, before = rng.standard_normal(turned.shape), -1
    for entry in order.tolist():
        if before >= 0 and views.person[before] == views.person[entry]:
            keep = keeps[entry]
            turned[entry] = keep * turned[before] + np.sqrt(1 - keep**2) * noise[entry]
        else:
            turned[entry] = noise[entry]
        before = entry
    mine = own[views.person] + np.sqrt(TURNED) * turned
    others = mine[views.behind]
    share = np.where(views.behind >= 0, BEHIND_COLOURS * views.by_people, 0.0)[:, None]
    return (1 - share) * mine + share * others


def looks_of(
    found: NoisyDetections, views: ScriptedViews, of_views: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(m, 4) of the detections."""
    somebody = found.view >= 0
    each = np.where(somebody & views.walks[found.view], EACH + EACH_WALKING, EACH)
    place = np.sqrt(GROUND) * _of_place(found.box)
    return np.where(somebody[:, None], of_views[found.view], place) + np.sqrt(each)[:, None] * rng.standard_normal(
        (len(each), DIMENSIONS)
    )


def _of_place(box: np.ndarray) -> np.ndarray:
    """(m, 4) about standard normal, the same for boxes at one place (to a twentieth of the frame)."""
    cell = np.round((box[:, :2] + box[:, 2:]) * 10).astype(np.int64)
    number = (cell[:, 0] * 1_000_003 + cell[:, 1])[:, None] * DIMENSIONS + np.arange(DIMENSIONS)
    mixed = (number * 2_654_435_761) % 4_294_967_296
    return np.sqrt(12) * (mixed / 4_294_967_296 - 0.5)


def similarity(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(n,) of pairs of places (n, 4), 0..1, to two digits as the product stores it."""
    return np.exp(-((first - second) ** 2).sum(axis=1)).round(2)
