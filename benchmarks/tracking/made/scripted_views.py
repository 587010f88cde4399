"""What a camera could see of the people of a simulated day: their boxes, and how much of each others and desks hide.

Nothing is drawn. A body is an ellipse that fills its box; the part of it that lies in the ellipse of somebody nearer,
below the edge of a desk that it stands behind, or outside of the frame, is hidden.
"""

from typing import NamedTuple

import numpy as np

from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.rendering.composing import Standing
from pantau.simulation.rendering.hall import DESK_BACK, DESK_HALF_WIDTH, Hall
from pantau.simulation.truth.boxes import boxes_of
from pantau.transforms.tracking.camera_days.frame_pairs import beside

_ACROSS, _DOWN = (axis.ravel() for axis in np.meshgrid(np.linspace(-0.8, 0.8, 6), np.linspace(-0.96, 0.96, 13)))
_BODY = np.flatnonzero(_ACROSS**2 + _DOWN**2 <= 1)
ACROSS, DOWN = _ACROSS[_BODY], _DOWN[_BODY]
"""Points of a body, in halves of its box from the middle: enough to tell a tenth, fewer than the bits of a number."""

_BIT = np.left_shift(np.uint64(1), np.arange(len(ACROSS), dtype=np.uint64))
_HEAD = np.uint64(_BIT[DOWN < -0.75].sum())
_TOGETHER = 200_000
"""Pairs that are looked at at once, for the memory."""


class ScriptedViews(NamedTuple):
    """People in the frame on ticks of a fixed grid, (n,) entries by tick and person.

    tick: number of the moment; person: index in the day's people; box (n, 4): the whole body, fractions, cut off at
    the frame; seen (n, 4): round what is not hidden of it. by_people, by_desk: the shares of the body that nearer
    people and desks hide; out: that lies outside of the frame. behind: the entry of whoever hides most of it, -1 for
    nobody. head: whether the head is in view; walks: whether they walk.
    """

    tick: np.ndarray
    person: np.ndarray
    box: np.ndarray
    seen: np.ndarray
    by_people: np.ndarray
    by_desk: np.ndarray
    out: np.ndarray
    behind: np.ndarray
    head: np.ndarray
    walks: np.ndarray


def scripted_views(day: ScriptedCameraDay, seconds: float, step_s: float) -> ScriptedViews:
    """Everybody in the frame on each multiple of `step_s` below `seconds` from the start of the footage."""
    found: list[tuple[int, int, Standing]] = []
    for number, person in enumerate(day.people):
        start, end = person.span
        first, last = int(np.ceil(max(start, 0.0) / step_s)), int(np.floor(min(end, seconds - 1e-6) / step_s))
        there = ((tick, number, person.at(tick * step_s)) for tick in range(first, last + 1))
        found += [(tick, who, standing) for tick, who, standing in there if standing is not None]
    found.sort(key=lambda one: one[:2])
    standing = [one for *_, one in found]
    tick, person = (np.array([one[k] for one in found], dtype=int) for k in (0, 1))
    whole = boxes_of(standing, day.hall.view)
    inside = (whole[:, 0] < 1) & (whole[:, 1] < 1) & (whole[:, 2] > 0) & (whole[:, 3] > 0)
    place = np.array([(one.x, one.y) for one in standing]).reshape(-1, 2)
    depth = np.array([day.hall.view.depth(x, y) for x, y in place])
    walks = np.array([one.pose == "walk" for one in standing], dtype=bool)
    tick, person, whole, place, depth, walks = (values[inside] for values in (tick, person, whole, place, depth, walks))
    return views_of_boxes(tick, person, whole, depth, walks, _desk_edges(day.hall, place))


def views_of_boxes(
    tick: np.ndarray,
    person: np.ndarray,
    whole: np.ndarray,
    depth: np.ndarray,
    walks: np.ndarray,
    desk: np.ndarray | None = None,
) -> ScriptedViews:
    """The views of whole bodies (n, 4), by tick and person, which may reach out of the frame.

    `depth` (n,) is less for who is nearer; `desk` (n,) is how far down the frame each is seen, infinite without.
    """
    edges = np.full(len(tick), np.inf) if desk is None else desk
    out, by_desk, people, behind = _hidden(tick, whole, depth, edges)
    hidden = out | by_desk | people
    return ScriptedViews(
        tick=tick,
        person=person,
        box=np.clip(whole, 0, 1),
        seen=np.clip(_round_what_shows(whole, hidden), 0, 1),
        by_people=np.bitwise_count(people & ~out & ~by_desk) / len(ACROSS),
        by_desk=np.bitwise_count(by_desk & ~out) / len(ACROSS),
        out=np.bitwise_count(out) / len(ACROSS),
        behind=behind,
        head=(hidden & _HEAD) != _HEAD,
        walks=walks,
    )


def _desk_edges(hall: Hall, place: np.ndarray) -> np.ndarray:
    """(n,) how far down the frame people at a `place` (n, 2) are seen: to the edge of the desk they stand behind."""
    edges = np.full(len(place), np.inf)
    eye, near = hall.view.x, hall.view.y
    # Where the line of sight to them crosses the back of the row of desks.
    crossed = eye + (place[:, 0] - eye) * (DESK_BACK - near) / np.maximum(place[:, 1] - near, 1e-6)
    for counter in hall.counters:
        behind = (place[:, 1] > DESK_BACK) & (np.abs(crossed - counter.x) <= DESK_HALF_WIDTH)
        back = np.column_stack([crossed[behind], *(np.full(behind.sum(), v) for v in (DESK_BACK, hall.desk_height))])
        edges[behind] = hall.view.fractions(back)[:, 1]
    return edges


def _hidden(
    tick: np.ndarray, whole: np.ndarray, depth: np.ndarray, desk: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(n,) the points of each body that are out of the frame, behind a desk and behind people, a bit for each; and who
    hides most of it, -1 for nobody."""
    middle, half = (whole[:, :2] + whole[:, 2:]) / 2, np.maximum((whole[:, 2:] - whole[:, :2]) / 2, 1e-6)
    x, y = middle[:, :1] + half[:, :1] * ACROSS, middle[:, 1:] + half[:, 1:] * DOWN
    out = _points((x < 0) | (x > 1) | (y < 0) | (y > 1))
    by_desk, hidden = _points(y > desk[:, None]), np.zeros(len(tick), dtype=np.uint64)
    behind, most = np.full(len(tick), -1), np.zeros(len(tick))
    one, other = beside(tick)
    touch = (whole[one, :2] < whole[other, 2:]).all(axis=1) & (whole[other, :2] < whole[one, 2:]).all(axis=1)
    near = np.flatnonzero(touch & (depth[other] < depth[one]))
    for begin in range(0, len(near), _TOGETHER):
        pairs = near[begin : begin + _TOGETHER]
        i, j = one[pairs], other[pairs]
        away = (x[i] - middle[j, :1]) / half[j, :1], (y[i] - middle[j, 1:]) / half[j, 1:]
        points = _points(away[0] ** 2 + away[1] ** 2 <= 1)
        np.bitwise_or.at(hidden, i, points)
        share = np.bitwise_count(points) / len(ACROSS)
        order = np.argsort(share, kind="stable")
        order = order[share[order] > 0]
        np.maximum.at(most, i[order], share[order])
        top = order[share[order] >= most[i[order]]]
        behind[i[top]] = j[top]
    return out, by_desk, hidden, behind


def _points(flags: np.ndarray) -> np.ndarray:
    """(n,) a bit for each of the flags (n, points)."""
    return (flags * _BIT).sum(axis=1, dtype=np.uint64)


def _round_what_shows(whole: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """(n, 4) boxes round the points that are not `hidden`; the whole one where nothing is hidden at a side."""
    shows = (hidden[:, None] & _BIT) == 0
    middle, half = (whole[:, :2] + whole[:, 2:]) / 2, (whole[:, 2:] - whole[:, :2]) / 2
    seen = whole.copy()
    for axis, points in ((0, ACROSS), (1, DOWN)):
        levels = np.unique(points)
        step = levels[1] - levels[0]
        low = np.where(shows, points, np.inf).min(axis=1)
        high = np.where(shows, points, -np.inf).max(axis=1)
        cut_low, cut_high = low > levels[0] + step / 2, high < levels[-1] - step / 2
        some = shows.any(axis=1)
        seen[:, axis] = np.where(some & cut_low, middle[:, axis] + half[:, axis] * (low - step / 2), seen[:, axis])
        seen[:, 2 + axis] = np.where(
            some & cut_high, middle[:, axis] + half[:, axis] * (high + step / 2), seen[:, 2 + axis]
        )
    return seen
