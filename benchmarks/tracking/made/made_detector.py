"""What a detector makes of the people of a simulated day, without a frame being drawn.

It does what the shipped detector does on real frames: it misses people for a while rather than now and then, scores
and sees less of those whom others or desks hide, draws some boxes round a part of somebody or two people at once, sees
some people twice, and things that are nobody. All of it lasts, so that frames half a second apart say nearly the same.

"PETS" below is PETS09-S2L1 (`vtest.avi`, 795 frames, 4,650 boxes of 19 people), the shipped detector's boxes matched to
the published ones at an intersection over union of 0.4; `python -m benchmarks.tracking.detector_habits` measures it.
People there walk, outdoors, and are 60 to 125 pixels tall: for people who stand, the noise may last longer.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from benchmarks.tracking.made.scripted_views import ScriptedViews
from benchmarks.tracking.made.slow_noise import Part, standard_noise
from pantau.transforms.detection.models.person_detector import DetectorSpec
from pantau.transforms.tracking.camera_days.frame_pairs import beside

KEEP, NMS = DetectorSpec().keep, DetectorSpec().highest_overlap
"""What the shipped detector reports, and of which of two boxes it keeps one."""

RANKS = (0.0, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
HIDDEN = (0.0, 0.12, 0.29, 0.51, 0.75, 1.0)
SCORES = (
    (0.10, 0.20, 0.34, 0.48, 0.60, 0.68, 0.74, 0.78, 0.86),
    (0.15, 0.22, 0.27, 0.32, 0.47, 0.63, 0.69, 0.75, 0.83),
    (0.00, 0.05, 0.10, 0.15, 0.26, 0.47, 0.61, 0.70, 0.79),
    (0.00, 0.00, 0.05, 0.10, 0.23, 0.30, 0.52, 0.67, 0.80),
    (0.00, 0.00, 0.00, 0.05, 0.12, 0.23, 0.31, 0.44, 0.75),
    (0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.10, 0.30),
)
"""Score of somebody of whom so much is hidden, by rank among such: measured on PETS (4,273, 109, 62, 83 and 53
detections), and moved by up to 0.08 until what is found of each bin of `detector_habits` is about as much; below `KEEP`
nothing is reported, and the values there only order. The last row is chosen: nobody sees through people."""

SCORE_LASTS = (Part(0.5, 9.0), Part(0.45, 0.8), Part(0.05, 0.0))
"""Fits the correlation of the scores of one person on PETS: 0.81 after 0.1 s, 0.61 after 0.5 s, 0.45 after 1 s, 0.33
after 2 s, 0.26 after 4 s. The noise itself is correlated more: scores are no straight line of its ranks."""

DESK_HIDES, OUT_FROM = 0.64, 0.5
"""A desk lowers scores by so much of what people do: of staff behind desks, of whom 55 % are hidden in the scenarios,
the detector finds 25 of 46 on hand-boxed frames of real counters (`shared/footage/people_boxes.csv`). The frame's edge
lowers them as much, from where it cuts off more than this; on PETS all are found whom it cuts off by less."""

TREMBLE = (0.055, 0.057, 0.052, 0.044)
TREMBLE_LASTS = (Part(0.65, 1.1), Part(0.35, 0.0))
SIDEWAYS_TOGETHER = 0.37
"""Standard deviation of left, top, right and bottom edge within a person, in heights of the body, what of it lasts, and
the correlation of left and right: PETS, where the published boxes are a little wrong too, so at most this."""

PART_FROM, DRAWN_PART, DRAWN_BOTH = 0.2, 0.25, 0.3
"""Of people who are hidden by more than the first: shares whose box is round the part that shows, and round some of who
hides them too; the others' is round the whole body. Fits PETS: the lower edge is off by -0.26, 0.06 and 0.28 of the
height (10, 50 and 90 %), the box 0.9 to 1.5 times as wide."""

MERGED_FROM, MERGED = 0.35, 0.3
"""Where somebody who is hidden by more than the first is missed, the box of who hides them takes them in in so many
cases; chosen: known is that of two who overlap heavily one box is made (shared/facts.md), not how often."""

BESIDE_HEIGHTS = (0.75, 1.05)
DOUBLED, DOUBLED_ALONE = 0.34, 0.20
DOUBLE_RANKS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)
DOUBLE_SCORES = (0.20, 0.23, 0.27, 0.37, 0.45, 0.51, 0.73)
DOUBLE_SCORES_ALONE = (0.20, 0.222, 0.251, 0.29, 0.33, 0.375, 0.70)
"""Share of detections with a second box, and its scores by rank: of who has somebody nearer than the first of
`BESIDE_HEIGHTS` (from middle to middle of the boxes, in the own body's heights), and of who has nobody nearer than the
second; in between on a straight line. PETS, people who are found, with a second box and with one from 0.37 on:

    nearest, heights     people    any    from 0.37 on
    0 to 0.3                237   0.32    0.068
    0.3 to 0.45             940   0.28    0.082
    0.45 to 0.6             426   0.42    0.110
    0.6 to 0.8              411   0.35    0.088
    0.8 to 1                474   0.23    0.034
    1 to 2                1,432   0.20    0.015
    2 and more              582   0.33    0.057

In the last row most strong ones come from two people at one place, perhaps a thing there, so 1 to 2 heights stands for
nobody near. All that is behind the detector's own suppression: the shares are a little higher, so that those above
come out."""

DOUBLED_LASTS = (Part(0.3, 2.0), Part(0.7, 0.12))
DOUBLED_LASTS_STANDING = (Part(0.6, 4.0), Part(0.4, 0.25))
"""How long there is a second box. Fits how often there is one again on PETS: of who walks, after 0.1, 0.5, 1, 2 and 4
s, 0.56, 0.38, 0.34, 0.33 and 0.27; of who stands (slower than 0.15 heights a second; some 620 boxes of 15 people),
0.78, 0.61, 0.55, 0.55 and 0.37. What comes again is seldom strong again: a second box from 0.37 on is one again after
0.5 s in 0.10 of the cases, and of 222 people who stand alone none has one. So scores are drawn anew each time."""

DOUBLES = (
    ((0.0, -0.08, 0.0, -0.40), (0.07, 0.11, 0.07, 0.15)),
    ((0.0, 0.38, 0.0, 0.02), (0.07, 0.13, 0.06, 0.06)),
    ((0.0, 0.02, 0.06, -0.03), (0.10, 0.13, 0.10, 0.11)),
)
TRIES = 12
"""The three kinds of second boxes, a third each: upper part, lower part, beside. Mean and deviation of the edges from
the first box, in heights of the body: PETS, 1,593 second boxes. On 16 frames of real counters 43 of 51 people have one,
6 of them from 0.37 on. All that is behind the detector's own suppression, so a box that it would leave out is drawn
again, up to `TRIES` times."""

SPOTS, SPOT_SCORE, SPOT_SPREAD, SPOT_HEIGHT = 1, 0.235, 0.04, (0.05, 0.16)
SPOT_LASTS = (Part(0.5, 8.0), Part(0.5, 0.5))
"""Things that look a little like people, wherever they stand. How many: on 16 hand-boxed frames of real counters 0.8
boxes a frame are on nobody, none of which scores 0.37 (outdoors, on PETS, five places have one on 40 to 90 % of the
frames). Scores, 0.24 in the median and up to 0.35, and heights, as shares of the frame: PETS."""

PASSING, PASSING_LASTS = 0.03, (Part(1.0, 0.7),)
PASSING_RANKS, PASSING_SCORES = (0.0, 0.5, 0.9, 1.0), (0.20, 0.27, 0.45, 0.60)
"""Frames with a short false box somewhere, and its scores by rank; chosen, so that one frame in a hundred
has one above 0.37: on real counters 4 false ones of such a score stood beside 134 people (shared/facts.md)."""


class NoisyDetections(NamedTuple):
    """Detections (m,) by tick, best score first.

    tick; who: index in the day's people, -1 for nobody; view: the entry of the scripted views, -1; box (m, 4); score;
    first: whether it is the box of its person, and no second one.
    """

    tick: np.ndarray
    who: np.ndarray
    view: np.ndarray
    box: np.ndarray
    score: np.ndarray
    first: np.ndarray

    def part(self, chosen: np.ndarray) -> "NoisyDetections":
        """Those at the indices, or with the flags, `chosen`."""
        return NoisyDetections(*(values[chosen] for values in self))


def made_detections(
    views: ScriptedViews, ticks: int, step_s: float, aspect: float, rng: np.random.Generator
) -> NoisyDetections:
    """What is detected on so many `ticks`, `step_s` seconds apart; `aspect` is the frame's width over its height."""
    order, runs = _by_person(views)
    rank = _ranks(order, runs, step_s, SCORE_LASTS, rng)
    hidden = hidden_of(views)
    score = _score(hidden, rank)
    box = _boxes(views, order, runs, step_s, aspect, rng)
    missed = score < KEEP
    box = _taking_in(views, box, missed, _ranks(order, runs, step_s, SCORE_LASTS, rng) < MERGED)
    everybody = np.arange(len(views.tick))
    own = NoisyDetections(views.tick, views.person, everybody, box, score, np.ones(len(box), dtype=bool))
    doubles = _doubles(own, views, order, runs, step_s, aspect, rng).part(~missed)
    people = _joined([own.part(~missed), doubles.part(doubles.score >= KEEP)])
    found = [
        _suppressed(people),
        *(_spot(ticks, step_s, aspect, rng) for _ in range(SPOTS)),
        _passing(ticks, step_s, aspect, rng),
    ]
    together = _joined(found)
    together = together._replace(box=np.clip(together.box, 0, 1).round(5), score=together.score.round(5))
    sides = together.box[:, 2:] - together.box[:, :2]
    together = together.part((together.score >= KEEP) & (sides > 1e-3).all(axis=1))
    return together.part(np.lexsort([-together.score, together.tick]))


def _joined(found: list[NoisyDetections]) -> NoisyDetections:
    return NoisyDetections(*(np.concatenate(values) for values in zip(*found, strict=True)))


def hidden_of(views: ScriptedViews) -> np.ndarray:
    """(n,) how much of each is hidden, as scores tell it."""
    out = np.where(views.out > OUT_FROM, views.out, 0.0)
    return np.minimum(views.by_people + DESK_HIDES * (views.by_desk + out), 1.0)


def _by_person(views: ScriptedViews) -> tuple[np.ndarray, list[int]]:
    """The entries, person by person, and how many each has; a pause out of view is no pause of the noise."""
    order = np.lexsort([views.tick, views.person])
    return order, np.unique(views.person, return_counts=True)[1].tolist()


def _ranks(
    order: np.ndarray, runs: list[int], step_s: float, parts: tuple[Part, ...], rng: np.random.Generator
) -> np.ndarray:
    """(n,) lasting noise of the people, as ranks from 0 to 1."""
    ranks = np.zeros(len(order))
    ranks[order] = ndtr(standard_noise(runs, step_s, parts, rng))
    return ranks


def _score(hidden: np.ndarray, rank: np.ndarray) -> np.ndarray:
    levels = np.array([np.interp(rank, RANKS, row) for row in SCORES])
    below = np.clip(np.searchsorted(HIDDEN, hidden, side="right") - 1, 0, len(HIDDEN) - 2)
    low, high = np.array(HIDDEN)[below], np.array(HIDDEN)[below + 1]
    share, everybody = (hidden - low) / (high - low), np.arange(len(hidden))
    return (1 - share) * levels[below, everybody] + share * levels[below + 1, everybody]


def _boxes(
    views: ScriptedViews, order: np.ndarray, runs: list[int], step_s: float, aspect: float, rng: np.random.Generator
) -> np.ndarray:
    """(n, 4): what is drawn of each person."""
    desk = (views.by_desk > 0) & (views.by_people <= PART_FROM)
    box = np.where(desk[:, None], views.seen, views.box)
    way = _ranks(order, runs, step_s, SCORE_LASTS, rng)
    partly = (views.by_people > PART_FROM) & (views.behind >= 0)
    round_part, round_both = partly & (way < DRAWN_PART), partly & (way > 1 - DRAWN_BOTH)
    box[round_part] = views.seen[round_part]
    other = views.box[views.behind[round_both]]
    towards = ((way[round_both] - (1 - DRAWN_BOTH)) / DRAWN_BOTH)[:, None]
    mine = box[round_both]
    union = np.concatenate([np.minimum(mine[:, :2], other[:, :2]), np.maximum(mine[:, 2:], other[:, 2:])], axis=1)
    box[round_both] = mine + towards * (union - mine)
    height = np.maximum(views.box[:, 3] - views.box[:, 1], 1e-6)
    noise = np.stack([_normal(order, runs, step_s, TREMBLE_LASTS, rng) for _ in TREMBLE], axis=1)
    noise[:, 2] = SIDEWAYS_TOGETHER * noise[:, 0] + np.sqrt(1 - SIDEWAYS_TOGETHER**2) * noise[:, 2]
    return box + noise * TREMBLE * height[:, None] / (aspect, 1.0, aspect, 1.0)


def _normal(
    order: np.ndarray, runs: list[int], step_s: float, parts: tuple[Part, ...], rng: np.random.Generator
) -> np.ndarray:
    noise = np.zeros(len(order))
    noise[order] = standard_noise(runs, step_s, parts, rng)
    return noise


def _taking_in(views: ScriptedViews, box: np.ndarray, missed: np.ndarray, merged: np.ndarray) -> np.ndarray:
    """The boxes, those of people who hide somebody that is missed drawn round both in some cases."""
    box = box.copy()
    for one in np.flatnonzero(missed & merged & (views.by_people > MERGED_FROM) & (views.behind >= 0)):
        other = views.behind[one]
        box[other, :2] = np.minimum(box[other, :2], views.seen[one, :2])
        box[other, 2:] = np.maximum(box[other, 2:], views.seen[one, 2:])
    return box


def _suppressed(found: NoisyDetections) -> NoisyDetections:
    """Without those that a better box of a frame overlaps too much, as the detector leaves them out."""
    found = found.part(np.lexsort([-found.score, found.tick]))
    one, other = beside(found.tick)
    later = one > other
    one, other = one[later], other[later]
    touch = (found.box[one, :2] < found.box[other, 2:]).all(axis=1)
    touch &= (found.box[other, :2] < found.box[one, 2:]).all(axis=1)
    kept = np.ones(len(found.tick), dtype=bool)
    one, other = one[touch], other[touch]
    too_near = _overlaps(found.box[one], found.box[other]) > NMS
    for i, j in zip(one[too_near].tolist(), other[too_near].tolist(), strict=True):
        # In order of their scores on each frame; what was left out itself leaves nothing out.
        if kept[j]:
            kept[i] = False
    return found.part(kept)


def _overlaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(n,) intersection over union of pairs of boxes (n, 4) each."""
    sides = np.minimum(first[:, 2:], second[:, 2:]) - np.maximum(first[:, :2], second[:, :2])
    shared = np.prod(np.clip(sides, 0, None), axis=1)
    areas = [np.prod(np.clip(box[:, 2:] - box[:, :2], 0, None), axis=1) for box in (first, second)]
    return shared / np.maximum(areas[0] + areas[1] - shared, 1e-12)


def _doubles(
    own: NoisyDetections,
    views: ScriptedViews,
    order: np.ndarray,
    runs: list[int],
    step_s: float,
    aspect: float,
    rng: np.random.Generator,
) -> NoisyDetections:
    """A second box for everybody, with a score of 0 for those who have none."""
    near = 1 - np.interp(nearest_of(views.tick, views.box, aspect), BESIDE_HEIGHTS, (0.0, 1.0))
    walking, standing = (_ranks(order, runs, step_s, lasts, rng) for lasts in (DOUBLED_LASTS, DOUBLED_LASTS_STANDING))
    there = np.where(views.walks, walking, standing) < DOUBLED_ALONE + near * (DOUBLED - DOUBLED_ALONE)
    kind = (_ranks(order, runs, step_s, SCORE_LASTS, rng) * len(DOUBLES)).astype(int).clip(max=len(DOUBLES) - 1)
    mean, spread = (np.array([double[k] for double in DOUBLES])[kind] for k in (0, 1))
    height = np.maximum(own.box[:, 3] - own.box[:, 1], 1e-6)[:, None]
    box, again = own.box.copy(), np.arange(len(own.tick))
    for _ in range(TRIES):
        edges = rng.normal(mean[again], spread[again])
        box[again] = own.box[again] + edges * height[again] / (aspect, 1.0, aspect, 1.0)
        again = again[_overlaps(own.box[again], box[again]) > NMS]
    rank = rng.random(len(own.tick))
    beside_others, alone = (np.interp(rank, DOUBLE_RANKS, row) for row in (DOUBLE_SCORES, DOUBLE_SCORES_ALONE))
    level = alone + near * (beside_others - alone)
    score = np.where(there, np.minimum(level, own.score), 0.0)
    return own._replace(box=box, score=score, first=np.zeros(len(rank), dtype=bool))


def nearest_of(tick: np.ndarray, box: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) how far from the middle of each box (n, 4) to that of the nearest other on the same tick, in the own box's
    heights; infinite where there is nobody else. `tick` is ascending."""
    one, other = beside(tick)
    middle = (box[:, :2] + box[:, 2:]) / 2 * (aspect, 1.0)
    height = np.maximum(box[:, 3] - box[:, 1], 1e-6)
    found = np.full(len(tick), np.inf)
    np.minimum.at(found, one, np.linalg.norm(middle[one] - middle[other], axis=1) / height[one])
    return found


def _spot(ticks: int, step_s: float, aspect: float, rng: np.random.Generator) -> NoisyDetections:
    """A thing at a fixed place that is taken for somebody now and then."""
    height = rng.uniform(*SPOT_HEIGHT)
    x, y = rng.uniform(0.05, 0.95), rng.uniform(0.05, 0.9)
    half = 0.2 * height / aspect
    score = SPOT_SCORE + SPOT_SPREAD * standard_noise([ticks], step_s, SPOT_LASTS, rng)
    boxes = np.array([x - half, y, x + half, y + height]) + rng.normal(0, 0.02 * height, (ticks, 4))
    return _nobody(np.arange(ticks), boxes, score)


def _passing(ticks: int, step_s: float, aspect: float, rng: np.random.Generator) -> NoisyDetections:
    """Short false boxes of the size of people, anywhere."""
    there = ndtr(standard_noise([ticks], step_s, PASSING_LASTS, rng)) < PASSING
    begins = there & ~np.append(False, there[:-1])
    which = np.cumsum(begins)[there] - 1
    count = int(begins.sum())
    height = rng.uniform(0.15, 0.5, count)
    x, y = rng.uniform(0, 1, count), rng.uniform(0, 0.6, count)
    half = 0.2 * height / aspect
    boxes = np.stack([x - half, y, x + half, y + height], axis=1)
    score = np.interp(rng.random(count), PASSING_RANKS, PASSING_SCORES)
    return _nobody(np.flatnonzero(there), boxes[which] + rng.normal(0, 0.01, (len(which), 4)), score[which])


def _nobody(tick: np.ndarray, box: np.ndarray, score: np.ndarray) -> NoisyDetections:
    nobody = np.full(len(tick), -1)
    return NoisyDetections(tick, nobody, nobody, box, np.clip(score, 0, 1), np.zeros(len(tick), dtype=bool))
