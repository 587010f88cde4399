"""Ways that the staff walk: behind the desks, and through the passage at the end of the row to the public side."""

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from pantau.simulation.behaviour.motion import Walk
from pantau.simulation.behaviour.officer_schedule import Errand
from pantau.simulation.rendering.hall import (
    AISLE_Y,
    BEHIND_Y,
    CORRIDOR_Y,
    CROSSING_Y,
    EDGE_X,
    CounterPlaces,
    Hall,
    Place,
)

STAFF_M_S = 1.25
"""Walking speed of the staff."""


def seconds_of(way: Sequence[Place]) -> float:
    """How long the staff walk a way."""
    return sum(dist(a, b) for a, b in pairwise(way)) / STAFF_M_S


def errand_way(errand: Errand, hall: Hall, places: CounterPlaces) -> list[Place]:
    """From the officer's place to where an errand leads on the public side."""
    x, _ = hall.passage
    round_the_row = [places.seat, (places.x, BEHIND_Y), (x, BEHIND_Y), hall.passage]
    head_x, _ = places.lane[0]
    match errand:
        case "hall":
            return [*round_the_row, (x, CROSSING_Y), (-EDGE_X, AISLE_Y)]
        case "queue":
            return [*round_the_row, (x, CROSSING_Y), (head_x, AISLE_Y - 0.35)]
        case "customer":
            return [*round_the_row, (x, CROSSING_Y), places.stand(1)]
        case "door":
            return [places.seat, (places.x, CORRIDOR_Y), (hall.door[0], CORRIDOR_Y), hall.door]


def change_way(one: CounterPlaces, other: CounterPlaces) -> list[Place]:
    """From the seat of one counter behind the desks to that of another."""
    return [one.seat, (one.x, BEHIND_Y), (other.x, BEHIND_Y), other.seat]


def come_in(begin: float, hall: Hall, x: float, place: Place) -> Walk:
    """A walk from the staff door along the corridor to a place at `x`."""
    return Walk(begin, *hall.door, speed=STAFF_M_S).go((hall.door[0], CORRIDOR_Y), (x, CORRIDOR_Y), place)


def leave(walk: Walk, hall: Hall, x: float) -> Walk:
    """The way back from a place at `x` to the staff door."""
    return walk.go((x, CORRIDOR_Y), (hall.door[0], CORRIDOR_Y), hall.door)
