"""Who was where on a camera in a stretch of time, as zones are asked about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, SAMPLES
from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.intervals import Interval, Intervals
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tracking.camera_days.camera_day import NEEDED, CameraDay, assemble
from pantau.transforms.tracking.tracks import boxes_of, samples_of


@dataclass(frozen=True)
class SeenStretch:
    """The people of a stretch, detection by detection, one track after the other.

    times (n,): epoch seconds; boxes (n, 4): fractions of the frame, with the feet where an occluded body ends, as
    dwells use them; tracks (n,): numbers. heads (s, 2): of people on seats, by the seat model, with seats (s,), the
    names of the zones. frames: how many were looked at. width, height: pixels of the newest recording.
    """

    times: np.ndarray
    boxes: np.ndarray
    tracks: np.ndarray
    heads: np.ndarray
    seats: np.ndarray
    frames: int
    width: int
    height: int


def seen_stretch(
    warehouse: str | Path,
    recordings: Sequence[Mapping[str, Any]],
    span: Interval,
    view: View,
    thresholds: Thresholds,
    cadence_s: float,
) -> SeenStretch:
    """Who was seen on `recordings` (rows of that table, of one camera) within a span of epoch seconds.

    On sampled frames alone: refined ones stand where events begin and end, and would make a crowd of few. Whatever
    observer saw it counts, also one for other seats. People in `ignore` zones of the view are kept, so that one sees
    what these leave out.
    """
    rows = shown_in(recordings, span)
    day = day_of_stretch(warehouse, rows, span, thresholds, cadence_s)
    newest = rows[-1] if rows else {"width": 16, "height": 9}
    return stretch_of(day, view, thresholds, newest["width"], newest["height"])


def shown_in(recordings: Sequence[Mapping[str, Any]], span: Interval) -> list[dict[str, Any]]:
    """Those of some recordings (rows of that table) that show a part of a span of epoch seconds."""
    first, last = span
    rows = [dict(row) for row in recordings if row["started_at"].timestamp() < last]
    return [row for row in rows if row["ended_at"].timestamp() > first]


def day_of_stretch(
    warehouse: str | Path,
    rows: list[dict[str, Any]],
    span: Interval,
    thresholds: Thresholds,
    cadence_s: float,
    refined: bool = False,
    service_hours: Intervals = (),
) -> CameraDay:
    """The camera day of a span alone, by recordings that show it, on sampled frames and, if asked, `refined` ones."""
    closer = rows if refined else []
    return assemble(
        span,
        cadence_s,
        thresholds,
        rows,
        {row["recording_id"] for row in rows},
        _rows(warehouse, SAMPLES, rows),
        _rows(warehouse, OBSERVATIONS, rows),
        _rows(warehouse, CLOSER_SAMPLES, closer),
        _rows(warehouse, CLOSER_OBSERVATIONS, closer),
        service_hours,
    )


def stretch_of(day: CameraDay, view: View, thresholds: Thresholds, width: int, height: int) -> SeenStretch:
    """The same of a camera day that is no more than sampled frames, of recordings of that size in pixels."""
    seeing = View(zones=tuple(zone for zone in view.zones if zone.kind != "ignore"))
    tracks = track_camera_day(day, seeing, thresholds).tracks
    sure = day.seat_score >= thresholds.seat_score
    return SeenStretch(
        times=day.times[samples_of(tracks)],
        boxes=boxes_of(tracks),
        tracks=np.repeat(np.arange(len(tracks)), [len(track.samples) for track in tracks]),
        heads=day.seat_head[sure],
        seats=day.seat_zone[sure],
        frames=len(day.times),
        width=width,
        height=height,
    )


def _rows(warehouse: str | Path, table: Table, recordings: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = [name for name in table.columns if name in NEEDED]
    nothing = table.schema.empty_table().select(columns)
    keys = ("service_date", "agency_id", "camera_id", "recording_id")
    parts = (read_table(warehouse, table, columns, **{name: row[name] for name in keys}) for row in recordings)
    return pa.concat_tables([nothing, *parts])
