"""The part of an office hall that a camera sees: where things stand, where people go, and the zones drawn round them.

One row of desks along x. Public side nearer to the camera, staff area behind the desks with a door in the back wall and
an open passage at the right end of the row.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

import numpy as np

from pantau.simulation.recorders import Video
from pantau.simulation.rendering.geometry import Viewpoint
from pantau.simulation.scenario import CameraScene, CounterScene
from pantau.simulation.surroundings import Decor, Light

DESK_FRONT, DESK_BACK, DESK_HEIGHT, DESK_HALF_WIDTH = 5.4, 6.05, 0.76, 0.92
CUSTOMER_Y, STAND_Y, SEAT_Y = 4.4, 4.9, 6.5
AISLE_Y, LANE_Y, LANE_STEP = 3.75, 2.75, 0.85
LINGER_Y, CROSSING_Y = (3.45, 4.0), 4.1
BEHIND_Y = 7.45
"""Behind the chairs, and behind the posts."""

CORRIDOR_Y, WALL_Y = 8.0, 9.2
DOOR_X = 0.0
EDGE_X = 7.0
BODY_M = 0.9
"""Height of the middle of a body."""

BENCH_SEATS_Y = (4.55, 5.25)

Place = tuple[float, float]


@dataclass(frozen=True)
class CounterPlaces:
    """Where people stand at a counter. `out` is +1 or -1: the side on which applicants leave the officer in view."""

    id: str
    x: float
    out: int
    stand_x: float
    seats: tuple[Place, ...]
    lane: tuple[Place, ...]
    bench: tuple[Place, ...]

    @property
    def seat(self) -> Place:
        """The officer's place; where there are two, the first officer's."""
        return self.seats[0]

    def stand(self, member: int) -> Place:
        """Where a member of the party stands; the first has number 0, the third and fourth are behind the others."""
        row, place = divmod(member, 2)
        return self.stand_x + self.out * (0.6 * place + 0.28 * row), STAND_Y - 0.4 * row

    @property
    def lean(self) -> Place:
        """Where somebody stands who leans over the desk, towards the officer."""
        return self.stand_x - self.out * 0.2, DESK_FRONT - 0.28

    @property
    def step_up_m(self) -> float:
        """Metres from the head of the queue to the edge of the customer zone."""
        x, y = self.lane[0]
        whole = hypot(self.stand_x - x, STAND_Y - y)
        return whole * (CUSTOMER_Y - y) / (STAND_Y - y)

    @property
    def customer_zone(self) -> np.ndarray:
        """Floor polygon (4, 2) of those who are served."""
        inner, outer = self.stand_x - self.out * 0.5, self.stand_x + self.out * 1.05
        return _rectangle(min(inner, outer), max(inner, outer), CUSTOMER_Y, DESK_FRONT)

    @property
    def queue_zone(self) -> np.ndarray:
        """Floor polygon (4, 2) of the lane."""
        across = [x for x, _ in self.lane]
        return _rectangle(min(across) - 0.42, max(across) + 0.42, LANE_Y - 0.5, LANE_Y + 0.5)

    @property
    def waiting_zone(self) -> np.ndarray | None:
        """Floor polygon (4, 2) of the bench, if the counter has one."""
        if not self.bench:
            return None
        x = self.bench[0][0]
        return _rectangle(x - 0.5, x + 0.6, BENCH_SEATS_Y[0] - 0.4, BENCH_SEATS_Y[-1] + 0.45)

    @property
    def post(self) -> np.ndarray:
        """Floor polygon (4, 2) in which the officer counts as present."""
        return _rectangle(self.x - 0.8, self.x + 0.8, DESK_BACK, SEAT_Y + 0.7)


@dataclass(frozen=True)
class Hall:
    """A camera's view of its counters."""

    view: Viewpoint
    counters: tuple[CounterPlaces, ...]
    seated: tuple[bool, ...]
    desk_height: float
    light: Light
    decor: Decor

    def counter(self, name: str) -> CounterPlaces:
        """The places of a counter."""
        return next(counter for counter in self.counters if counter.id == name)

    @property
    def row_end(self) -> float:
        """Right end of the row of desks."""
        return max(counter.x for counter in self.counters) + DESK_HALF_WIDTH

    @property
    def passage(self) -> Place:
        """A place in the open passage to the staff area."""
        return self.row_end + 0.6, DESK_FRONT - 0.2

    @property
    def trespass(self) -> Place:
        """Where a visitor stands who has gone into the staff area."""
        return self.row_end + 0.6, 7.0

    @property
    def door(self) -> Place:
        """The staff's door."""
        return DOOR_X, WALL_Y - 0.1

    @property
    def staff_zone(self) -> np.ndarray:
        """Floor polygon (4, 2) of the staff area."""
        return _rectangle(-EDGE_X, self.row_end + 1.6, DESK_BACK + 0.05, WALL_Y)

    @cached_property
    def straight(self) -> "Hall":
        """The hall through a straight lens, in which it is drawn; see `geometry.Viewpoint.straight`."""
        return replace(self, view=self.view.straight)

    @cached_property
    def in_view(self) -> np.ndarray:
        """Half planes of the places (x, y) where the middle of a person's body is in the frame."""
        return self.view.visible(BODY_M)

    def seat_boxes(self, counter: CounterPlaces) -> list[np.ndarray]:
        """Frame polygons (4, 2), in fractions, of the officers' places from head to lap."""
        seated = self.seated[self.counters.index(counter)]
        low, high = (0.62, 1.38) if seated else (0.78, 1.78)
        low += self.desk_height - DESK_HEIGHT
        boxes = []
        for x, y in counter.seats:
            corners = self.view.fractions(np.array([(x + dx, y, z) for dx in (-0.42, 0.42) for z in (low, high)]))
            (x1, y1), (x2, y2) = corners.min(axis=0), corners.max(axis=0)
            boxes.append(np.array([(x1, y1), (x2, y1), (x2, y2), (x1, y2)]))
        return boxes


def hall_of(camera: CameraScene, video: Video) -> Hall:
    """The hall before a camera."""
    mount = camera.mount
    view = Viewpoint(
        mount.x,
        mount.y,
        mount.height,
        mount.pan_deg,
        mount.tilt_deg,
        mount.hfov_deg,
        video.width,
        video.height,
        mount.bend,
    )
    ordered = sorted(camera.counters, key=lambda counter: counter.x)
    places = tuple(_places(counter, i, len(ordered), camera) for i, counter in enumerate(ordered))
    seated = tuple(counter.officer == "seated" for counter in ordered)
    return Hall(view, places, seated, camera.desk_height, camera.light, camera.decor)


def _places(counter: CounterScene, index: int, count: int, camera: CameraScene) -> CounterPlaces:
    eye, near = camera.mount.x, camera.mount.y
    out = 1 if counter.x >= eye else -1
    sight = eye + (counter.x - eye) * (STAND_Y - near) / (SEAT_Y - near)
    bench_x = min(c.x for c in camera.counters) - 2.35
    bench = tuple((bench_x, y) for y in BENCH_SEATS_Y) if camera.bench == counter.id else ()
    two = counter.seats == 2
    # Applicants stand farther out where there are two officers, so that both are in view.
    stand_x = sight + out * (0.62 + 0.35 * two)
    seats = ((counter.x - 0.45 * out, SEAT_Y), (counter.x + 0.45 * out, SEAT_Y)) if two else ((counter.x, SEAT_Y),)
    return CounterPlaces(counter.id, counter.x, out, stand_x, seats, _lane(index, count), bench)


def _lane(index: int, count: int) -> tuple[Place, ...]:
    """Places of a queue, its head first. Lanes lie side by side, so that nobody in them hides somebody else."""
    if count == 3:
        heads, step = (-1.42, -0.42, 1.42), (-1, 1, 1)
        return tuple((heads[index] + step[index] * LANE_STEP * k, LANE_Y) for k in range(2))
    side = -1 if index == 0 and count == 2 else 1
    return tuple((side * (0.6 + LANE_STEP * k), LANE_Y) for k in range(3))


def _rectangle(x1: float, x2: float, y1: float, y2: float) -> np.ndarray:
    return np.array([(x1, y1), (x2, y1), (x2, y2), (x1, y2)])
