"""Scores of multi-object tracking, from boxes with identities: IDF1, HOTA, MOTA, switches.

Own code: TrackEval brings an OpenCV that needs a desktop beside ours, motmetrics pandas and no HOTA over all overlaps.
On the product's tracks of PETS09-S2L1 all digits agree with TrackEval 1.3.0 (HOTA, IDF1, MOTA, switches) and motmetrics
1.4.0 (the last three). From the papers: CLEAR MOT (Bernardin and Stiefelhagen, 2008), IDF1 (Ristani et al., 2016),
HOTA (Luiten et al., 2021).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from pantau.transforms.detection.models.detections import overlap

ALPHAS = np.arange(0.05, 0.99, 0.05)
"""The overlaps over which HOTA is the mean."""

_BEFORE = 1_000.0


class Tracked(NamedTuple):
    """Boxes (n, 4) with their frame (n,) and identity (n,), both whole numbers."""

    frame: np.ndarray
    identity: np.ndarray
    box: np.ndarray


class IdentityScores(NamedTuple):
    """Of these, `switches` counts how often somebody is matched to another track than the last time; shares else."""

    idf1: float
    hota: float
    mota: float
    switches: int
    recall: float
    precision: float


def identity_scores(true: Tracked, found: Tracked, least: float) -> IdentityScores:
    """How well the found boxes follow the true ones; `least` is the intersection over union from which two match."""
    true, found = _numbered(true), _numbered(found)
    people, tracks = int(true.identity.max(initial=-1)) + 1, int(found.identity.max(initial=-1)) + 1
    shared = np.zeros((people, tracks))
    likely = np.zeros((people, tracks))
    missed = false = switches = 0
    last, now = np.full(people, -1), np.full(people, -1)
    for mine, theirs, alike in _frames(true, found):
        one, other = true.identity[mine], found.identity[theirs]
        near = alike >= least - 1e-9
        shared[np.ix_(one, other)] += near
        both = alike.sum(axis=0)[None] + alike.sum(axis=1)[:, None] - alike
        likely[np.ix_(one, other)] += np.where(both > 0, alike / np.maximum(both, 1e-12), 0.0)
        rewards = np.where(near, alike + _BEFORE * (now[one][:, None] == other[None]), 0.0)
        rows, columns = linear_sum_assignment(rewards, maximize=True)
        kept = rewards[rows, columns] > 0
        rows, columns = one[rows[kept]], other[columns[kept]]
        switches += int(((last[rows] >= 0) & (last[rows] != columns)).sum())
        now = np.full(people, -1)
        last[rows], now[rows] = columns, columns
        missed += len(mine) - len(rows)
        false += len(theirs) - len(rows)
    whole, all_found = len(true.frame), len(found.frame)
    right = float(shared[linear_sum_assignment(shared, maximize=True)].sum())
    matched = whole - missed
    return IdentityScores(
        idf1=2 * right / max(whole + all_found, 1),
        hota=_hota(true, found, likely),
        mota=1 - (missed + false + switches) / max(whole, 1),
        switches=switches,
        recall=matched / max(whole, 1),
        precision=matched / max(all_found, 1),
    )


def _hota(true: Tracked, found: Tracked, likely: np.ndarray) -> float:
    people, tracks = likely.shape
    if not people or not tracks:
        return 0.0
    seen = np.bincount(true.identity, minlength=people)[:, None]
    shown = np.bincount(found.identity, minlength=tracks)[None]
    aligned = likely / np.maximum(seen + shown - likely, 1e-12)
    matches = np.zeros((len(ALPHAS), people, tracks))
    for mine, theirs, alike in _frames(true, found):
        one, other = true.identity[mine], found.identity[theirs]
        rows, columns = linear_sum_assignment(aligned[np.ix_(one, other)] * alike, maximize=True)
        for number, alpha in enumerate(ALPHAS):
            kept = alike[rows, columns] >= alpha - 1e-9
            matches[number, one[rows[kept]], other[columns[kept]]] += 1
    hits = matches.sum(axis=(1, 2))
    either = len(true.frame) + len(found.frame) - hits
    association = (matches**2 / np.maximum(seen + shown - matches, 1)).sum(axis=(1, 2)) / np.maximum(hits, 1)
    return float(np.sqrt(hits / either * association).mean())


def _frames(true: Tracked, found: Tracked) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each frame the indices of true and of found boxes, and how much each two overlap."""
    for frame in np.union1d(true.frame, found.frame):
        mine, theirs = np.flatnonzero(true.frame == frame), np.flatnonzero(found.frame == frame)
        yield mine, theirs, overlap(true.box[mine], found.box[theirs]).reshape(len(mine), len(theirs))


def _numbered(tracked: Tracked) -> Tracked:
    """The same with identities from 0 on."""
    return tracked._replace(identity=np.unique(tracked.identity, return_inverse=True)[1].ravel())
