"""What is burnt into the frames of a drawn clip: zones and boxes in them, words above and the time below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.schemas.vocabulary import MEANINGS
from pantau.transforms.drawing.detections import name_zones
from pantau.transforms.drawing.lettering import INK, WHITE, text_width, write
from pantau.transforms.drawing.palette import FAINT, SEEN, ZONE_COLOURS
from pantau.transforms.evidence.event import Event

NARROWEST, WIDEST = 960, 1280
"""Pixels of a drawn frame: narrower ones are enlarged, so that letters do not hide them, wider ones made smaller.
Chosen: what a projector shows; the recording itself keeps all of its pixels."""

_TABLES = {
    "service_time": ("service at a counter", "pelayanan di loket"),
    "waiting_visits": ("waiting for a counter", "menunggu loket"),
}


@dataclass(frozen=True)
class BurntIn:
    """The words above each frame, and the zones on it; `pixelated` says below who is."""

    title: str
    detail: str
    zones: tuple[Zone, ...]
    pixelated: str


def words_of(
    event: Event, site_name: str, zones: Sequence[Zone], pixelated: str, local: tuple[datetime, datetime]
) -> BurntIn:
    """What stands on the frames of an event; `local` are its start and end by the site's clocks."""
    row = event.row
    english, indonesian = _TABLES.get(event.table.name) or MEANINGS[row.get("kind") or row["state"]]
    place = ", ".join(filter(None, (row["counter_id"], row["camera_id"])))
    start, end = local
    detail = f"{site_name}: {place}; {start:%Y-%m-%d %H:%M:%S} to {end:%H:%M:%S %Z}; {row['event_id']}"
    return BurntIn(f"{english} · {indonesian}", detail, tuple(zones), PIXELATED[pixelated])


PIXELATED = {
    "others": "all but those concerned is pixelated",
    "all": "all is pixelated",
    "none": "nobody is pixelated",
}
"""What stands below each frame, by what was asked for."""


def fitted(bgr: np.ndarray) -> np.ndarray:
    """The frame between `NARROWEST` and `WIDEST`, with even sides, as codecs want."""
    height, width = bgr.shape[:2]
    wide = min(max(width, NARROWEST), WIDEST) // 2 * 2
    tall = round(height * wide / width / 2) * 2
    way = cv2.INTER_CUBIC if wide > width else cv2.INTER_AREA
    return bgr if (wide, tall) == (width, height) else cv2.resize(bgr, (wide, tall), interpolation=way)


def burn_in(bgr: np.ndarray, words: BurntIn, seen: np.ndarray, at: datetime) -> np.ndarray:
    """uint8[H, W, 3]: a frame (left unchanged) with zones, the boxes `seen` (n, 4), and bars with words and `at`, the
    local time of the frame."""
    frame = bgr.copy()
    height, width = frame.shape[:2]
    size = max(14, width // 70)
    for zone in words.zones:
        corners = np.round(np.array(zone.polygon) * (width - 1, height - 1)).astype(np.int32)
        cv2.polylines(frame, [corners], True, ZONE_COLOURS[zone.kind], max(2, size // 8), cv2.LINE_AA)
    for box in np.round(seen * (width, height, width, height)).astype(int):
        cv2.rectangle(frame, tuple(box[:2].tolist()), tuple(box[2:].tolist()), SEEN, 2, cv2.LINE_AA)
    name_zones(frame, words.zones, size)
    above, below = (np.full((lines * 2 * size, width, 3), INK, np.uint8) for lines in (2, 1))
    for line, (text, colour, weight) in enumerate([(words.title, WHITE, 700), (words.detail, FAINT, 400)]):
        write(above, text, size, round((2 * line + 1.4) * size), _fitting(text, size, width), colour, weight)
    clock = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 100_000} {at:%Z}"
    write(below, clock, size, round(1.4 * size), size, WHITE, 700)
    write(below, words.pixelated, width - size - text_width(words.pixelated, size), round(1.4 * size), size, FAINT)
    return np.vstack([above, frame, below])


def _fitting(text: str, size: int, width: int) -> int:
    """The size of letters with which a line goes into the width."""
    wanted = text_width(text, size, 700) + 2 * size
    return size if wanted <= width else max(8, size * width // wanted)
