"""Zones and detections, each drawn on a frame in place."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.drawing.lettering import write_label
from pantau.transforms.drawing.palette import FAINT, HEAD, SEEN, ZONE_COLOURS

GLAZE = 0.22
"""Share of the zone's colour inside of a zone: enough to see it, and all that lies below."""


@dataclass(frozen=True)
class DrawnDetections:
    """What was seen on one frame, in fractions of it.

    `people`: box (x1, y1, x2, y2) and score of each; those from `sure` on start a track. `heads`: place (x, y) and
    score of whoever is on a seat.
    """

    people: tuple[tuple[tuple[float, float, float, float], float], ...] = ()
    heads: tuple[tuple[tuple[float, float], float], ...] = ()
    sure: float = 0.0


def draw_zones(bgr: np.ndarray, zones: Iterable[Zone], size: int) -> None:
    """Draws zones, the larger ones below; `size` is that of the letters to come, pixels."""
    placed = _largest_first(zones, bgr)
    glaze = bgr.copy()
    for zone, corners in placed:
        cv2.fillPoly(glaze, [corners], ZONE_COLOURS[zone.kind], cv2.LINE_AA)
    cv2.addWeighted(glaze, GLAZE, bgr, 1 - GLAZE, 0, bgr)
    for zone, corners in placed:
        cv2.polylines(bgr, [corners], True, ZONE_COLOURS[zone.kind], max(2, size // 8), cv2.LINE_AA)


def name_zones(bgr: np.ndarray, zones: Iterable[Zone], size: int) -> None:
    """Writes the names of zones above their upper left corners."""
    for zone, corners in _largest_first(zones, bgr):
        top = corners[:, 1].min()
        left = corners[corners[:, 1] <= top + size, 0].min()
        write_label(bgr, zone.id, int(left), int(top) - round(1.5 * size), size, ZONE_COLOURS[zone.kind])


def draw_detections(bgr: np.ndarray, seen: DrawnDetections, size: int) -> None:
    """Draws the boxes of people, the heads on seats, and their scores."""
    height, width = bgr.shape[:2]
    for (x1, y1, x2, y2), score in sorted(seen.people, key=lambda person: person[1]):
        colour, thick = (SEEN, 2) if score >= seen.sure else (FAINT, 1)
        corners = (round(x1 * width), round(y1 * height)), (round(x2 * width), round(y2 * height))
        cv2.rectangle(bgr, *corners, colour, thick, cv2.LINE_AA)
        write_label(bgr, f"{score:.2f}", corners[0][0], corners[1][1] - round(1.5 * size), size, colour)
    for (x, y), score in seen.heads:
        centre = round(x * width), round(y * height)
        cv2.circle(bgr, centre, size // 2, SEEN, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(bgr, centre, size // 2 - 2, HEAD, cv2.FILLED, cv2.LINE_AA)
        write_label(bgr, f"{score:.2f}", centre[0] + size, centre[1] - size, size, HEAD)


def _largest_first(zones: Iterable[Zone], bgr: np.ndarray) -> list[tuple[Zone, np.ndarray]]:
    placed = [(zone, _pixels(zone, bgr)) for zone in zones]
    return sorted(placed, key=lambda pair: -cv2.contourArea(pair[1]))


def _pixels(zone: Zone, bgr: np.ndarray) -> np.ndarray:
    return np.round(np.array(zone.polygon) * (bgr.shape[1] - 1, bgr.shape[0] - 1)).astype(np.int32)
