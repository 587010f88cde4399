"""`python -m benchmarks.tracking.detector_habits`: what the shipped detector does on PETS09-S2L1, beside the made one.

The made-up detector gets the published tracks as its script. So the table shows where its figures come from, and the
exam that both sit shows whether it is as hard as the real one.
"""

import argparse
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.tracking import pets
from benchmarks.tracking.judging.identity_scores import Tracked as Boxes
from benchmarks.tracking.judging.identity_scores import identity_scores
from benchmarks.tracking.made.made_detector import KEEP, NoisyDetections, hidden_of, made_detections, nearest_of
from benchmarks.tracking.made.made_looks import CLOTHES, DIMENSIONS, looks_of, similarity, turned_looks
from benchmarks.tracking.made.scripted_views import ScriptedViews, views_of_boxes
from benchmarks.tracking.pets import A_SECOND, FRAMES, HEIGHT, WIDTH, Seen
from benchmarks.tracking.pets_exam import LEAST, best_pairs, product
from pantau.transforms.detection.models.detections import overlap

CONFIDENT = 0.37
HIDDEN_BINS = ((0.0, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 0.65), (0.65, 1.01))
LAGS_S = (0.1, 0.5, 1.0, 2.0, 4.0)
INSIDE = 0.4
"""Share of a box in that of somebody from which on it is a second one of theirs."""

NEIGHBOURS = ((0.0, 0.3), (0.3, 0.45), (0.45, 0.6), (0.6, 0.8), (0.8, 1.0), (1.0, 2.0), (2.0, np.inf))
"""Distances to the nearest, in body heights, by which second boxes are told."""

STANDS = 0.15
"""Heights a second below which somebody stands: a stroll is 0.4 and more."""


def views_of_pets() -> tuple[Boxes, ScriptedViews]:
    """The published tracks by frame and person, and what could be seen of them: who is lower in the frame is nearer."""
    true = pets.published()
    order = np.lexsort([true.identity, true.frame])
    true = Boxes(*(values[order] for values in true))
    return true, views_of_boxes(true.frame, true.identity, true.box, -true.box[:, 3], walking(true))


def walking(true: Boxes) -> np.ndarray:
    """(people,) who walks: the middle of the box is elsewhere half a second later, or there is no box then."""
    middle = (true.box[:, :2] + true.box[:, 2:]) / 2 * (WIDTH / HEIGHT, 1.0)
    first, later = later_pairs(true, np.ones(len(true.frame), dtype=bool), A_SECOND // 2)
    moved = np.linalg.norm(middle[later] - middle[first], axis=1) / (true.box[first, 3] - true.box[first, 1])
    walks = np.ones(len(true.frame), dtype=bool)
    walks[first] = moved >= STANDS * 0.5
    return walks


def matched(true: Boxes, seen: Seen) -> np.ndarray:
    """(people,) the detection of each published box, or -1."""
    found = np.full(len(true.frame), -1)
    for frame in np.unique(true.frame):
        mine, theirs = np.flatnonzero(true.frame == frame), np.flatnonzero(seen.frame == frame)
        for row, column in best_pairs(overlap(true.box[mine], seen.box[theirs]).reshape(len(mine), len(theirs))):
            found[mine[row]] = theirs[column]
    return found


def habits(true: Boxes, views: ScriptedViews, seen: Seen) -> dict[str, float]:
    """Figures of a detector by name."""
    own = matched(true, seen)
    hidden = hidden_of(views)
    score = np.where(own >= 0, seen.score[own], 0.0)
    found: dict[str, float] = {}
    for low, high in HIDDEN_BINS:
        some = score[(hidden >= low) & (hidden < high)]
        name = f"hidden {low:.2f} to {min(high, 1):.2f}"
        found[f"{name}: found"] = float((some >= KEEP).mean())
        found[f"{name}: from {CONFIDENT} on"] = float((some >= CONFIDENT).mean())
        found[f"{name}: median score"] = float(np.median(some))
    clear = hidden < HIDDEN_BINS[0][1]
    for lag_s in LAGS_S:
        pairs = later_pairs(true, clear, round(lag_s * A_SECOND))
        levels = np.maximum(score, 0.15)
        found[f"correlation of scores after {lag_s} s"] = float(np.corrcoef(*(levels[one] for one in pairs))[0, 1])
    found |= trembling(true, clear & (own >= 0), seen, own)
    return found | spare(true, seen, own, views.walks)


def later_pairs(true: Boxes, chosen: np.ndarray, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """Two entries of one person each, so many frames apart, both chosen."""
    place = {(f, i): n for n, (f, i) in enumerate(zip(true.frame.tolist(), true.identity.tolist(), strict=True))}
    pairs = [
        (n, later)
        for (frame, identity), n in place.items()
        if chosen[n] and (later := place.get((frame + lag, identity), -1)) >= 0 and chosen[later]
    ]
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    return first, second


def trembling(true: Boxes, chosen: np.ndarray, seen: Seen, own: np.ndarray) -> dict[str, float]:
    """How the edges of boxes tremble about where they are drawn for each person in the mean, in heights."""
    height = (true.box[:, 3] - true.box[:, 1])[:, None]
    aspect = np.array([WIDTH / HEIGHT, 1.0] * 2)
    error = np.where(chosen[:, None], (seen.box[own] - true.box) * aspect / height, 0.0)
    for identity in np.unique(true.identity):
        mine = chosen & (true.identity == identity)
        error[mine] -= error[mine].mean(axis=0) if mine.any() else 0.0
    found = {
        f"{name} edge, deviation": float(error[chosen, k].std())
        for k, name in enumerate(("left", "top", "right", "bottom"))
    }
    for lag_s in LAGS_S[:4]:
        pairs = later_pairs(true, chosen, round(lag_s * A_SECOND))
        both = [np.corrcoef(error[pairs[0], k], error[pairs[1], k])[0, 1] for k in range(4)]
        found[f"correlation of edges after {lag_s} s"] = float(np.mean(both))
    return found


def spare(true: Boxes, seen: Seen, own: np.ndarray, walks: np.ndarray) -> dict[str, float]:
    """Second boxes, by who is near and how often there is one again, and boxes of nobody."""
    owner = owners(true, seen, own)
    nobody = np.setdiff1d(np.flatnonzero(owner < 0), own[own >= 0])
    best = np.zeros(len(true.frame))
    mine = np.flatnonzero(owner >= 0)
    np.maximum.at(best, owner[mine], seen.score[mine])
    strong = seen.score >= CONFIDENT
    people = len(true.frame)
    found = {
        "second boxes a person": len(mine) / people,
        f"second boxes from {CONFIDENT} on a person": float(strong[mine].sum()) / people,
    }
    apart = nearest_of(true.frame, true.box, WIDTH / HEIGHT)
    for low, high in NEIGHBOURS:
        some = best[(own >= 0) & (apart >= low) & (apart < high)]
        found[f"nearest {low:g} to {high:g} heights: with a second box"] = float((some > 0).mean())
        found[f"nearest {low:g} to {high:g} heights: from {CONFIDENT} on"] = float((some >= CONFIDENT).mean())
    for name, moves in (("stands", ~walks), ("walks", walks)):
        for lag_s in LAGS_S:
            first, later = later_pairs(true, moves & (own >= 0), round(lag_s * A_SECOND))
            found[f"who {name}: second box again after {lag_s} s"] = float((best[later[best[first] > 0]] > 0).mean())
    again = later_pairs(true, own >= 0, A_SECOND // 2)
    found[f"second box from {CONFIDENT} on again after 0.5 s"] = float(
        (best[again[1][best[again[0]] >= CONFIDENT]] >= CONFIDENT).mean()
    )
    return found | {
        "boxes of nobody a frame": len(nobody) / FRAMES,
        f"boxes of nobody from {CONFIDENT} on a frame": float(strong[nobody].sum()) / FRAMES,
    }


def owners(true: Boxes, seen: Seen, own: np.ndarray) -> np.ndarray:
    """(detections,) of whom each is a second box: the entry of the published boxes, or -1."""
    found = np.full(len(seen.frame), -1)
    for n in np.setdiff1d(np.arange(len(seen.frame)), own[own >= 0]):
        people = np.flatnonzero(true.frame == seen.frame[n])
        sides = np.minimum(true.box[people, 2:], seen.box[n, 2:]) - np.maximum(true.box[people, :2], seen.box[n, :2])
        inside = np.prod(np.clip(sides, 0, None), axis=1) / max(float(np.prod(seen.box[n, 2:] - seen.box[n, :2])), 1e-9)
        if inside.max(initial=0.0) > INSIDE:
            found[n] = people[inside.argmax()]
    return found


def without_nobody(true: Boxes, seen: Seen) -> Seen:
    """The detections that show somebody, well or not. On PETS posts and cones are taken for people all the time."""
    own = matched(true, seen)
    kept = owners(true, seen, own) >= 0
    kept[own[own >= 0]] = True
    return Seen(*(values[kept] for values in seen))


Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def made(views: ScriptedViews, every: int, seed: int) -> tuple[Seen, Seen, Pairs]:
    """What the made detector sees of the clip; the part of it on every so manieth frame, and how alike that is."""
    rng = np.random.default_rng(seed)
    found = made_detections(views, FRAMES, 1 / A_SECOND, WIDTH / HEIGHT, rng)
    clothes = np.sqrt(CLOTHES) * rng.standard_normal((int(views.person.max()) + 1, DIMENSIONS))
    looks = looks_of(found, views, turned_looks(views, clothes, 1 / A_SECOND, rng), rng)
    kept = found.tick % every == 0
    return seen_of(found), seen_of(found.part(kept)), compared(found.part(kept), looks[kept])


def seen_of(found: NoisyDetections) -> Seen:
    """The same as of a clip."""
    return Seen(found.tick, found.box, found.score)


def compared(found: NoisyDetections, looks: np.ndarray) -> Pairs:
    """Each with all of the 14 s before."""
    oldest = np.searchsorted(found.tick, found.tick - 14 * A_SECOND)
    counts = np.searchsorted(found.tick, found.tick) - oldest
    first = np.append(0, np.cumsum(counts))
    earlier = np.arange(first[-1]) + np.repeat(oldest - first[:-1], counts)
    return first, earlier, similarity(np.repeat(looks, counts, axis=0), looks[earlier])


def exam(true: Boxes, seen: Seen, pairs: Pairs, every: int) -> dict[str, float]:
    """How well the product follows people on them, on the frames of the grid."""
    here = Boxes(*(values[true.frame % every == 0] for values in true))
    told = identity_scores(here, product(pets.camera_day(seen, pairs, every)), LEAST)
    cadence = f"a frame each {every / A_SECOND:g} s"
    return {f"{cadence}: IDF1": told.idf1, f"{cadence}: HOTA": told.hota, f"{cadence}: MOTA": told.mota}


def mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each figure."""
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tracking.detector_habits", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, default=6, help="of the made detector, from 0 on (6)")
    options = parser.parse_args()
    console = Console()
    if why := pets.missing():
        console.print(why)
        return
    true, views = views_of_pets()
    whole = pets.detected()
    real, others = habits(true, views, whole), []
    of_people = without_nobody(true, whole)
    for every in (20, 10):
        seen, fewer = pets.on_frames(whole, every), pets.on_frames(of_people, every)
        real |= exam(true, seen, pets.compared(seen), every)
        told = exam(true, fewer, pets.compared(fewer), every)
        real |= {f"{name}, without boxes of nobody": value for name, value in told.items()}
    for seed in range(options.seeds):
        one: dict[str, float] = {}
        for every in (20, 10):
            all_seen, seen, pairs = made(views, every, seed)
            told = exam(true, seen, pairs, every)
            one |= (one or habits(true, views, all_seen)) | told
            # There are hardly any: they are as few as at real counters.
            one |= {f"{name}, without boxes of nobody": value for name, value in told.items()}
        others.append(one)
    table = Table("", "real", f"made, mean of {options.seeds}", title="Detections of PETS09-S2L1")
    for name, value in mean(others).items():
        table.add_row(name, f"{real[name]:.3f}", f"{value:.3f}")
    console.print(table)


if __name__ == "__main__":
    main()
