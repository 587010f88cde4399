from math import cos, pi, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pantau.schemas.site.polygons import check_simple
from pantau.schemas.site.zones import Zone

SQUARE = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5), (0.1, 0.5))

angles = st.lists(st.integers(0, 119), min_size=3, max_size=12, unique=True).map(sorted)


def on_a_circle(degrees: list[int]) -> tuple[tuple[float, float], ...]:
    return tuple((0.5 + 0.4 * cos(angle * pi / 60), 0.5 + 0.4 * sin(angle * pi / 60)) for angle in degrees)


@given(angles, st.booleans(), st.integers(0, 11))
def test_convex_polygons_are_accepted_from_any_corner_in_both_directions(degrees, backwards, first):
    corners = on_a_circle(degrees)
    corners = corners[first % len(corners) :] + corners[: first % len(corners)]
    corners = corners[::-1] if backwards else corners
    assert check_simple(corners) == corners


@given(st.lists(st.integers(0, 119), min_size=4, max_size=12, unique=True).map(sorted), st.data())
def test_two_corners_exchanged_are_refused(degrees, data):
    """On a circle, any order of the corners but round it makes sides cross."""
    corners = list(on_a_circle(degrees))
    order = data.draw(st.permutations(range(len(corners))))
    steps = {(b - a) % len(corners) for a, b in zip(order, order[1:] + order[:1], strict=True)}
    assume(steps != {1} and steps != {len(corners) - 1})
    with pytest.raises(ValueError, match=r"side \d+ \(.*\) and side \d+ \(.*\) meet"):
        check_simple(tuple(corners[i] for i in order))


@given(st.integers(3, 8), st.floats(0.15, 0.35))
def test_stars_are_simple_though_not_convex(points, inner):
    corners = [
        (0.5 + radius * cos(2 * pi * (i + part) / points), 0.5 + radius * sin(2 * pi * (i + part) / points))
        for i in range(points)
        for part, radius in ((0.0, 0.45), (0.5, inner))
    ]
    assert check_simple(tuple(corners)) == tuple(corners)


@pytest.mark.parametrize(
    ("corners", "reason"),
    [
        (  # a bow-tie of two equal halves
            ((0.1, 0.1), (0.5, 0.5), (0.5, 0.1), (0.1, 0.5)),
            r"side 1 \(\[0.1, 0.1\] to \[0.5, 0.5\]\) and side 3 \(\[0.5, 0.1\] to \[0.1, 0.5\]\) meet; list",
        ),
        (((0.1, 0.1), (0.5, 0.5), (0.5, 0.1), (0.1, 0.3)), r"side 1 \(.*\) and side 3 \(.*\) meet"),
        (((0.1, 0.1), (0.5, 0.1), (0.1, 0.5), (0.5, 0.5)), r"side 2 \(.*\) and side 4 \(.*\) meet"),
        ((*SQUARE, (0.1, 0.1)), "the last corner repeats the first"),
        (((0.1, 0.1), (0.5, 0.1), (0.5, 0.1), (0.1, 0.5)), r"corner \[0.5, 0.1\] is listed twice"),
        (((0.1, 0.1), (0.2, 0.2), (0.3, 0.3)), "the corners lie on one line and enclose nothing"),
        (((0.3, 0.3), (0.1, 0.1), (0.2, 0.2), (0.7, 0.7)), "the corners lie on one line and enclose nothing"),
        (((0.1, 0.1), (0.9, 0.1), (0.9, 0.1000001)), "the corners lie on one line and enclose nothing"),
        (((0.0, 0.0), (0.5, 0.0), (0.25, 0.0), (0.25, 0.5)), r"side 1 \(.*\) and side 2 \(.*\) meet"),  # a spike
        (  # a corner on a side
            ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.0), (0.0, 1.0)),
            r"side 1 \(.*\) and side 3 \(.*\) meet",
        ),
    ],
)
def test_what_has_no_clear_inside_is_refused(corners, reason):
    with pytest.raises(ValueError, match=reason):
        check_simple(corners)


def test_a_straight_corner_is_no_fault():
    corners = ((0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert check_simple(corners) == corners


def test_zones_check_their_polygon_and_know_their_bounds():
    zone = Zone(id="z", kind="waiting", polygon=[(0.2, 0.1), (0.9, 0.3), (0.4, 0.8)])
    assert zone.bounds == (0.2, 0.1, 0.9, 0.8)
    with pytest.raises(ValueError, match="meet"):
        Zone(id="z", kind="waiting", polygon=[(0.1, 0.1), (0.5, 0.5), (0.5, 0.1), (0.1, 0.3)])
