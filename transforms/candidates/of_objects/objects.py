"""Something that was not there stays where nobody touches it, or something that was there is gone.

Of what changed with nobody near nothing is told: nobody left it. So are light, doors that close by themselves, curtains
and screens, mostly, not taken for things.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pantau.transforms.candidates.of_objects.kinds_of_change import edge_levels, has_slid, is_light, was_moved
from pantau.transforms.candidates.of_objects.lasting_changes import BetweenLooks, LastingChange

NEAR_SHARE = 0.5
"""Somebody is near a thing if their box comes so near to it, in heights of their box. Chosen: an arm's length."""

MOST_AT_ONCE, AS_LARGE = 3, 0.25
"""More changes of one moment, each so large beside the one that is asked about, are none of things: the camera slid, or
the light came from elsewhere. Chosen."""

ATTENDED_SHARE = 0.3
"""A thing is not left, nor a place, where somebody is over it on so many frames. Chosen."""

LONGEST_SHARE = 2 / 3
"""It is told if it came within so much of the asked time. Chosen: where people stand before a place for longer, nobody
can say what became of it meanwhile."""

LARGEST_SHARE = 0.1
"""Of the frame: what is larger is no thing. Chosen: a cupboard that is carried past."""


class PeopleNearby(NamedTuple):
    """Boxes (n, 4) of people in fractions, each of a time (n,), ascending epoch seconds, and of a track (n,)."""

    times: np.ndarray
    boxes: np.ndarray
    tracks: np.ndarray


class FoundObject(NamedTuple):
    """A thing that was left, or taken. box: (4,) fractions. went: `None` where it was as it became until the end.

    edges: by how many levels views step at its edge, before and after. people: so many came near while it came or went.
    """

    edges: tuple[float, float]
    box: np.ndarray
    came: BetweenLooks
    went: BetweenLooks | None
    people: int

    @property
    def left(self) -> bool:
        """Whether its edge is one of what is seen now, rather than of what was seen before: a thing has an edge against
        what is around it, and the place where it stood has none there."""
        return self.edges[1] >= self.edges[0]


def found_objects(
    changes: Sequence[LastingChange],
    people: PeopleNearby,
    sampled: np.ndarray,
    least_s: float,
    aspect: float,
) -> Iterator[FoundObject]:
    """The things of a zone among its changes. sampled: times of all frames, ascending. aspect: width by height."""
    stood = [change for change in changes if change.stood_s >= least_s]
    for change in stood:
        box = box_of(change.cells)
        if change.came.after_s - change.came.before_s > LONGEST_SHARE * least_s or box[0] == 0 or box[2] == 1:
            continue
        near = people_near(box, change.came, people, aspect)
        others = [one for one in stood if _at_once(one.came, change.came)]
        if not near or change.cells.mean() > LARGEST_SHARE or _one_of_many(change, others):
            continue
        if _is_attended(box, change, people, sampled) or is_light(change) or has_slid(change) or was_moved(others):
            continue
        edges = edge_levels(change.before, change.cells), edge_levels(change.after, change.cells)
        yield FoundObject(edges, box, change.came, change.went, near)


def box_of(cells: np.ndarray) -> np.ndarray:
    """(4,) the box round cells, bool[h, w] of a whole frame, in fractions of it."""
    rows, columns = np.nonzero(cells)
    height, width = cells.shape
    return np.array(
        [columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height]
    )


def people_near(box: np.ndarray, when: BetweenLooks, people: PeopleNearby, aspect: float) -> int:
    """How many tracks come within reach of a box, (4,) fractions, at a time."""
    first, last = np.searchsorted(people.times, when.before_s), np.searchsorted(people.times, when.after_s, "right")
    boxes = people.boxes[first:last]
    height = boxes[:, 3] - boxes[:, 1]
    across = np.maximum(boxes[:, 0] - box[2], box[0] - boxes[:, 2]) * aspect
    down = np.maximum(boxes[:, 1] - box[3], box[1] - boxes[:, 3])
    return len(np.unique(people.tracks[first:last][np.maximum(across, down) <= NEAR_SHARE * height]))


def _at_once(one: BetweenLooks, other: BetweenLooks) -> bool:
    return one.before_s <= other.after_s and other.before_s <= one.after_s


def _one_of_many(change: LastingChange, others: Sequence[LastingChange]) -> bool:
    least = AS_LARGE * np.count_nonzero(change.cells)
    return sum(np.count_nonzero(other.cells) >= least for other in others) > MOST_AT_ONCE


def _is_attended(box: np.ndarray, change: LastingChange, people: PeopleNearby, sampled: np.ndarray) -> bool:
    """Whether somebody is over a box for much of the time for which it is so, or is what is seen there."""
    begins, ends = change.came.after_s, np.inf if change.went is None else change.went.before_s
    here = (people.times >= begins) & (people.times <= ends)
    corner, other = np.maximum(people.boxes[here, :2], box[:2]), np.minimum(people.boxes[here, 2:], box[2:])
    over = (corner < other).all(axis=1)
    frames = np.count_nonzero((sampled >= begins) & (sampled <= ends))
    return len(np.unique(people.times[here][over])) >= ATTENDED_SHARE * max(frames, 1)
