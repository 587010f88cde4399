"""What is seen in a frame, as rows of `samples` and `observations`."""

from typing import Any

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.image_health import ImageHealth
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.seat_detector import SeatDetection
from pantau.transforms.detection.sampling.decode import Frame

Row = dict[str, Any]

DECIMALS = 5
"""Of fractions of the frame and scores: 0.02 px in 1080p, finer than any model sees."""


def sample_row(
    frame: Frame,
    health: ImageHealth,
    people: int,
    shared: Row,
    basis: str = "looked",
    seats_looked: bool = True,
    zone_cells: bytes | None = None,
) -> Row:
    """A row of `samples`; `shared` has the columns that all rows of the recording share."""
    height, width = frame.bgr.shape[:2]
    return {
        **shared,
        "offset_s": round(frame.offset_s, 6),
        "basis": basis,
        "key_frame": frame.is_key,
        "width": width,
        "height": height,
        **health._asdict(),
        "zone_cells": zone_cells,
        "people": people,
        "seats_looked": seats_looked,
    }


def person_rows(
    frame: Frame,
    found: Detections,
    similarity: list[tuple[list[int], list[float]]],
    first: int,
    shared: Row,
    carried: bool = False,
) -> list[Row]:
    """Rows of `observations` for the people in a frame, numbered from `first`."""
    return [
        {
            **_row(frame, first + i, "person", box, score, shared, carried),
            "zone_id": None,
            "head_x": None,
            "head_y": None,
            "compared_to": earlier,
            "appearance_similarity": alike,
        }
        for i, (box, score, (earlier, alike)) in enumerate(
            zip(found.boxes.tolist(), found.scores.tolist(), similarity, strict=True)
        )
    ]


def seat_row(frame: Frame, zone: Zone, sight: SeatDetection, number: int, shared: Row, carried: bool) -> Row:
    """A row of `observations` for somebody on a seat."""
    return {
        **_row(frame, number, "seat", list(zone.bounds), sight.score, shared, carried),
        "zone_id": zone.id,
        "head_x": None if sight.x is None else round(sight.x, DECIMALS),
        "head_y": None if sight.y is None else round(sight.y, DECIMALS),
        "compared_to": [],
        "appearance_similarity": [],
    }


def _row(frame: Frame, number: int, kind: str, box: list[float], score: float, shared: Row, carried: bool) -> Row:
    corners = dict(zip(("x1", "y1", "x2", "y2"), (round(side, DECIMALS) for side in box), strict=True))
    return {
        **shared,
        "offset_s": round(frame.offset_s, 6),
        "detection": number,
        "observation_kind": kind,
        **corners,
        "score": round(score, DECIMALS),
        "carried_forward": carried,
    }
