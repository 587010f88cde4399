"""The whole sheet: a title, the frame with what is drawn on it, and a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.drawing.detections import DrawnDetections, draw_detections, draw_zones, name_zones
from pantau.transforms.drawing.lettering import INK, WHITE, Colour, text_width, write
from pantau.transforms.drawing.palette import FAINT, HEAD, SEEN, ZONE_COLOURS
from pantau.transforms.drawing.ruler import draw_ruler

SMALLEST_WIDTH = 1280
"""Narrower frames are enlarged, so that letters do not hide them."""

Entry = tuple[str, Colour]


def draw_sheet(
    bgr: np.ndarray,
    zones: Sequence[Zone],
    seen: DrawnDetections | None,
    title: str,
    detail: str,
    ruler: bool = False,
) -> np.ndarray:
    """uint8[H, W, 3] BGR: a frame (uint8[h, w, 3] BGR, left unchanged) with zones and what was seen on it.

    `seen` is None where nobody has looked at the frame. `title` and `detail` stand above it, a legend below;
    a `ruler` on it, if asked.
    """
    scale = max(1.0, SMALLEST_WIDTH / bgr.shape[1])
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    frame = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=way)
    size = max(15, frame.shape[1] // 85)
    draw_zones(frame, zones, size)
    if ruler:
        draw_ruler(frame, size)
    if seen is not None:
        draw_detections(frame, seen, size)
    name_zones(frame, zones, size)
    return np.vstack([_header(frame.shape[1], size, title, detail), frame, _legend(frame.shape[1], size, zones, seen)])


def _header(width: int, size: int, title: str, detail: str) -> np.ndarray:
    bar = _bar(width, 4 * size)
    write(bar, title, size, round(1.7 * size), round(1.3 * size), WHITE, 700)
    write(bar, detail, size, round(3.3 * size), size, FAINT)
    return bar


def _legend(width: int, size: int, zones: Sequence[Zone], seen: DrawnDetections | None) -> np.ndarray:
    rows = _wrapped(_entries(zones, seen), width, size)
    bar = _bar(width, round((2 * len(rows) + 0.8) * size))
    for row, entries in enumerate(rows):
        left, baseline = size, round((2 * row + 1.7) * size)
        for text, colour in entries:
            cv2.rectangle(bar, (left, baseline - size), (left + size, baseline), colour, cv2.FILLED)
            write(bar, text, left + round(1.5 * size), baseline - size // 10, size, WHITE)
            left += _step(text, size)
    return bar


def _entries(zones: Sequence[Zone], seen: DrawnDetections | None) -> list[Entry]:
    counts = {kind: sum(zone.kind == kind for zone in zones) for kind in ZONE_COLOURS}
    drawn = [(f"{kind} ({count})", ZONE_COLOURS[kind]) for kind, count in counts.items() if count]
    if not drawn:
        drawn = [("no zones drawn on this date", ZONE_COLOURS["ignore"])]
    if seen is None:
        return drawn
    unsure = sum(score < seen.sure for _, score in seen.people)
    return [
        *drawn,
        (f"person ({len(seen.people) - unsure})", SEEN),
        *([(f"person, less sure ({unsure})", FAINT)] if unsure else []),
        (f"somebody on a seat ({len(seen.heads)})", HEAD),
    ]


def _wrapped(entries: list[Entry], width: int, size: int) -> list[list[Entry]]:
    rows: list[list[Entry]] = [[]]
    left = size
    for entry in entries:
        if rows[-1] and left + _step(entry[0], size) > width:
            rows.append([])
            left = size
        rows[-1].append(entry)
        left += _step(entry[0], size)
    return rows


def _step(text: str, size: int) -> int:
    return text_width(text, size) + round(3.2 * size)


def _bar(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), INK, np.uint8)
