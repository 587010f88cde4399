"""Who is in a frame of a camera and on its seats, looked for again only where something has changed."""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from pantau.transforms.detection.cells import cells_in, cells_of
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatSpec, SeatWatcher

AFRESH_BEATS = 6
"""At the ends of short static intervals the models look at least so often, however little has changed: each minute."""

AFRESH_RARE_BEATS = 5
"""And at the ends of long ones, with nobody anywhere: once in five minutes."""

SEAT_COVERED_SHARE = 0.25
"""Of a seat: where people cover more or less of it by so much, somebody has come to it, left it or stands before it.
Chosen: a quarter is less than a head and shoulders on a seat that is drawn round a clerk."""

CHANGED_LEVELS = 6.0
"""By how many grey levels a cell differs if something has moved in it."""

SMALLEST_CHANGE_ROWS = 6
"""Changes less tall are not people coming or going: the digits of the camera's clock, a screen, a hand."""


class FrameDetections(NamedTuple):
    """What is in a frame. `people_carried`, and `seat_carried` for each seat: as in an earlier, unchanged frame.

    cells: of the frame, see `cells_of`. seats_looked: each seat was looked at, or is unchanged; else `seats` are as
    when they last were.
    """

    people: Detections
    seats: tuple[SeatDetection, ...]
    people_carried: bool
    seat_carried: tuple[bool, ...]
    cells: np.ndarray
    seats_looked: bool = True

    def boxes(self, seats: np.ndarray, keep: float) -> np.ndarray:
        """(n, 4) boxes of the people, and of those of the `seats` on which somebody is seen with a score of `keep`."""
        taken = [box for box, seat in zip(seats, self.seats, strict=bool(self.seats)) if seat.score >= keep]
        return np.concatenate([self.people.boxes.reshape(-1, 4), np.reshape(taken, (-1, 4))])


@dataclass(slots=True)
class _Seen:
    """What was found when it was last looked for, and the cells of that frame."""

    cells: np.ndarray
    found: Detections | SeatDetection


class FrameDetector:
    """The models of one camera, with what they saw last.

    seats: (k, 4) boxes in fractions of the frame. Build it where it runs, one for each recording.
    """

    def __init__(self, detector: PersonDetector, watcher: SeatWatcher, spec: SeatSpec, seats: np.ndarray) -> None:
        self._detector, self._watcher, self._spec, self.seats = detector, watcher, spec, seats
        self._people: _Seen | None = None
        self._seated: list[_Seen | None] = [None] * len(seats)
        # Since all was looked at afresh: what each seat was said to be, and how much of it people covered then.
        self._said: list[set[bool]] = [set() for _ in seats]
        self._covered = np.zeros(len(seats))

    def detect(
        self,
        bgr: np.ndarray,
        afresh: bool,
        at_seats: bool = True,
        known: FrameDetections | None = None,
        seats_due: bool = True,
    ) -> FrameDetections:
        """Who is in a frame, uint8[H, W, 3]; `afresh`: whatever has changed. `at_seats`: and on the seats.
        `known`: what others saw in the same frame; what they looked for is not looked for again.

        Seats that have changed are looked at where they are due, and wherever that may say something new: one was taken
        and free since all was looked at afresh, or people cover more or less of it than when it was last looked at.

        People are carried forward where nothing has changed but on seats, and who sits on a seat where nothing has
        changed around it, since they were last looked for. What has changed is judged cell by cell, apart from what
        brightens or darkens the whole frame.
        """
        cells = cells_of(bgr)
        before = None if afresh else self._people
        carried = before is not None and not changed(cells, before.cells)[~self._on_seats(cells)].any()
        if not carried:
            told = known is not None and not known.people_carried
            self._people = _Seen(cells, known.people if told else self._detector.detect(bgr))
        if not at_seats:
            return FrameDetections(self._people.found, (), carried, (), cells)
        seat_carried = tuple(not afresh and self._unchanged(number, cells) for number in range(len(self.seats)))
        stale = np.flatnonzero(~np.array(seat_carried, dtype=bool)).tolist()
        covered = covered_shares(self.seats, self._people.found.boxes)
        if stale and not (afresh or seats_due or self._says_more(covered)):
            seats = tuple(seen.found for seen in self._seated)
            return FrameDetections(self._people.found, seats, carried, seat_carried, cells, seats_looked=False)
        if afresh:
            self._said = [set() for _ in self.seats]
        self._covered = covered
        told = [number for number in stale if known is not None and not known.seat_carried[number]]
        asked = [number for number in stale if number not in told]
        sights = [known.seats[number] for number in told]
        sights += self._watcher.watch(bgr, self.seats[asked]) if asked else []
        for number, sight in zip(told + asked, sights, strict=True):
            self._seated[number] = _Seen(cells, sight)
            self._said[number].add(sight.occupied)
        return FrameDetections(
            self._people.found, tuple(seen.found for seen in self._seated), carried, seat_carried, cells
        )

    def _says_more(self, covered: np.ndarray) -> bool:
        """Whether looking at the seats may say something new."""
        unsure = any(len(said) != 1 for said in self._said)
        return unsure or bool((np.abs(covered - self._covered) > SEAT_COVERED_SHARE).any())

    def _unchanged(self, number: int, cells: np.ndarray) -> bool:
        before = self._seated[number]
        around = cells_in(_around(self.seats[number], cells.shape, self._spec), cells.shape)
        return before is not None and not changed(cells, before.cells)[around].any()

    def _on_seats(self, cells: np.ndarray) -> np.ndarray:
        inside = np.zeros(cells.shape, dtype=bool)
        for seat in self.seats:
            inside[cells_in(seat, cells.shape)] = True
        return inside


def changed(cells: np.ndarray, before: np.ndarray) -> np.ndarray:
    """bool[h, w]: the cells that differ by more than the whole frame does, in patches tall enough to be of people.

    All of them if the shape of the frame has changed.
    """
    if cells.shape != before.shape:
        return np.ones(cells.shape, dtype=bool)
    difference = cells - before
    differs = (np.abs(difference - np.median(difference)) > CHANGED_LEVELS).astype(np.uint8)
    _, patch, figures, _ = cv2.connectedComponentsWithStats(differs, connectivity=8)
    tall = figures[:, cv2.CC_STAT_HEIGHT] >= SMALLEST_CHANGE_ROWS
    tall[0] = False  # what is in no patch
    return tall[patch]


def covered_shares(seats: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(k,) the largest share of each of the seats (k, 4) that one of the boxes (n, 4) covers."""
    seats, boxes = seats.reshape(-1, 1, 4), boxes.reshape(1, -1, 4)
    sides = np.minimum(seats[..., 2:], boxes[..., 2:]) - np.maximum(seats[..., :2], boxes[..., :2])
    shares = np.clip(sides, 0, None).prod(axis=-1) / (seats[..., 2:] - seats[..., :2]).prod(axis=-1)
    return shares.max(axis=1, initial=0.0)


def _around(seat: np.ndarray, shape: tuple[int, ...], spec: SeatSpec) -> np.ndarray:
    """The part of the frame that the pose model sees of a seat, in fractions."""
    sides = np.array([shape[1], shape[0]])
    half = ((seat[2:] - seat[:2]) * sides).max() * (1 + spec.padding) / 2 / sides
    middle = (seat[:2] + seat[2:]) / 2
    return np.clip(np.concatenate([middle - half, middle + half]), 0, 1)
