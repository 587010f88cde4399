"""On which frames a view stands beyond doubt, told of thousands of them at once: most of a camera's frames do."""

from collections.abc import Sequence

import numpy as np

from pantau.transforms.detection.camera_view.view_points import features_of
from pantau.transforms.detection.camera_view.view_shift import FEWEST_IN_FRAME

NEAR_PX = 3
"""A point is looked for so near to where it was, in pixels of the reference: 1 % of its width. Chosen."""

ALIKE_BITS = 24
"""Points that differ in no more of their 128 bits are one. Chosen: between points of different places a pair in a
million differs in so few, were the bits drawn by lot."""

STANDS_SHARE = 0.0025
"""Points found again lie, root mean square, no farther from where they were, of the width. Chosen: half of
`MOVED_SHARE`."""


def standing(reference: bytes, frames: Sequence[bytes]) -> np.ndarray:
    """bool[n]: frames whose points, see `view_points`, are where those of the reference are. Others may be too."""
    before = features_of(reference)
    height, width = before.shape
    found = [features_of(points, before) for points in frames]
    counts = np.array([len(one.points) for one in found], int)
    if not counts.sum() or not len(before.points):
        return np.zeros(len(frames), bool)
    nearest = np.full((height, width), -1)
    for number, (x, y) in enumerate(np.round(before.points).astype(int).tolist()):
        nearest[max(y - NEAR_PX, 0) : y + NEAR_PX + 1, max(x - NEAR_PX, 0) : x + NEAR_PX + 1] = number
    places = np.concatenate([one.points for one in found])
    frame = np.repeat(np.arange(len(frames)), counts)
    x, y = np.minimum(np.round(places).astype(int), (width - 1, height - 1)).T
    near = np.flatnonzero(nearest[y, x] >= 0)
    was = nearest[y[near], x[near]]
    differing = np.concatenate([one.descriptors for one in found])[near] ^ before.descriptors[was]
    alike = np.bitwise_count(differing.view(np.uint64)).sum(axis=1) <= ALIKE_BITS
    near, was = near[alike], was[alike]
    apart = np.square(places[near] - before.points[was]).sum(axis=1)
    pairs = np.bincount(frame[near], minlength=len(frames))
    spread = np.sqrt(np.bincount(frame[near], apart, len(frames)) / np.maximum(pairs, 1))
    return (pairs >= FEWEST_IN_FRAME) & (spread <= STANDS_SHARE * width)
