"""Polygons: which ones have an inside."""

from itertools import combinations
from math import dist
from typing import Annotated

from pydantic import Field

from pantau.schemas.sentences import sentence
from pantau.schemas.site.base import Share

Point = Annotated[tuple[Share, Share], Field(description="across and down, fractions of the frame from the top left")]
Side = tuple[Point, Point]

_LEAST_AREA = 1e-6


def check_simple(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    """The corners (three or more), if their sides meet only where neighbours join, and enclose an area.

    Raises:
        ValueError: a corner is written twice, the corners lie on one line, two sides cross, or nothing is enclosed.
    """
    if corners[0] == corners[-1]:
        raise ValueError(sentence("corner_repeats"))
    if twice := [corner for i, corner in enumerate(corners) if corner in corners[:i]]:
        raise ValueError(sentence("corner_twice", corner=list(twice[0])))
    if _on_one_line(corners):
        raise ValueError(sentence("on_one_line"))
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    for (i, first), (j, second) in combinations(enumerate(sides), 2):
        if _fold(first, second) if (j - i) in (1, len(sides) - 1) else _meet(first, second):
            a, b, c, d = (list(corner) for corner in (*first, *second))
            raise ValueError(sentence("sides_meet", i=i + 1, a=a, b=b, j=j + 1, c=c, d=d))
    if abs(_area(corners)) < _LEAST_AREA:
        raise ValueError(sentence("too_thin"))
    return corners


def _on_one_line(corners: tuple[Point, ...]) -> bool:
    """Whether no three corners make a triangle that encloses anything."""
    first, farthest = corners[0], max(corners, key=lambda corner: dist(corners[0], corner))
    return all(abs(_turn(first, farthest, corner)) / 2 < _LEAST_AREA for corner in corners)


def _area(corners: tuple[Point, ...]) -> float:
    """Signed area, by the shoelace formula."""
    return sum(_turn((0.0, 0.0), a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)) / 2


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive where c lies clockwise (downwards is positive) of the line from a to b, 0 where it lies on it."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meet(first: Side, second: Side) -> bool:
    (a, b), (c, d) = first, second
    if _on(c, first) or _on(d, first) or _on(a, second) or _on(b, second):
        return True
    return (_turn(a, b, c) > 0) != (_turn(a, b, d) > 0) and (_turn(c, d, a) > 0) != (_turn(c, d, b) > 0)


def _fold(first: Side, second: Side) -> bool:
    """Whether two sides that share a corner lie on each other."""
    (a, b), (c, d) = first, second
    return _on(d, first) or _on(a, second) if b == c else _on(c, first) or _on(b, second)


def _on(point: Point, side: Side) -> bool:
    a, b = side
    return (
        _turn(a, b, point) == 0
        and min(a[0], b[0]) <= point[0] <= max(a[0], b[0])
        and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])
    )
