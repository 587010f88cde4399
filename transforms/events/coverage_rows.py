"""The rows of `coverage`: every second of a camera's day in one state, divided at the service hours."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from pantau.schemas.site import Site
from pantau.schemas.vocabulary import OBSERVING
from pantau.transforms.events.event_rows import Row
from pantau.transforms.hours import camera_hours, recording_schedule
from pantau.transforms.intervals import Interval, Intervals, intersect, length
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S, Recorded, cover_day
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import SEAM_S, CameraDay


def coverage_rows(
    site: Site,
    place: CameraDate,
    run_id: str,
    day: CameraDay,
    rejects: list[dict],
    arrived_s: float = float("inf"),
    figures: Sequence[np.ndarray] | None = None,
) -> list[Row]:
    """The day of a camera, without hole or overlap. `rejects` are the camera's rows of that table.

    From `arrived_s` on, what is not there is yet to come, in service hours that are yet to come. `figures`: places,
    (4,) edges, of known figures; `None` where nobody has looked for them.
    """
    camera = site.camera(place.camera_id)
    hours = camera_hours(site, camera, place.service_date)
    stretches = cover_day(
        place.service_date,
        site.zone,
        _footage(day),
        lost_spans(rejects, day.recordings),
        recording_schedule(site, camera, place.service_date),
        SEAM_S,
        arrived_s,
    )
    rows: list[Row] = []
    noted = {
        "view_points": day.view and day.view.reference.points,
        "view_scene": day.view.scene.kept if day.view and day.view.scene else None,
        "static_figures": None if figures is None else [np.round(place, 4).tolist() for place in figures],
    }
    for stretch in stretches:
        whole = stretch.started_at.timestamp(), stretch.ended_at.timestamp()
        for start, end in _pieces(whole, [hours, day.unreadable, day.repeated, day.covered, day.frozen, day.moved]):
            state = _state(stretch.state, (start, end), day)
            inside = (day.sampled >= start) & (day.sampled < end)
            rows.append(
                {
                    "site_id": site.id,
                    "agency_id": camera.agency,
                    "camera_id": place.camera_id,
                    "service_date": place.service_date,
                    "started_at": _moment(start),
                    "ended_at": _moment(end),
                    "duration_s": (_moment(end) - _moment(start)).total_seconds(),
                    "coverage_state": state,
                    "in_service_hours": state != "not_yet" and _inside((start, end), hours),
                    "samples": int(np.count_nonzero(inside & ~day.skipped)),
                    "skipped_samples": int(np.count_nonzero(inside & day.skipped)),
                    "view_reference": day.view and day.view.reference.day,
                    **(dict.fromkeys(noted) if rows else noted),
                    "recording_ids": list(stretch.recording_ids),
                    "run_id": run_id,
                }
            )
    return rows


def _footage(day: CameraDay) -> list[Recorded]:
    parts = []
    for row in day.recordings:
        start, edge = row["started_at"].timestamp(), 0.0
        for gap_start, gap_end in [*row["inner_gaps_s"], (row["duration_s"], row["duration_s"])]:
            parts.append(Recorded(start + edge, start + gap_start, row["recording_id"]))
            edge = gap_end
    return parts


def lost_spans(rejects: Iterable[dict], recordings: Iterable[dict]) -> Intervals:
    """The time that rejected files would have shown, by their names, beside the recordings; rows of these tables.

    One whose name gives no end ends with the next file, or after `LONGEST_SEGMENT_S`.
    """
    starts = [row["started_at"] for row in recordings] + [row["span_started_at"] for row in rejects]
    spans = []
    for row in rejects:
        start = row["span_started_at"]
        end = row["span_ended_at"] or min(
            [at for at in starts if at > start] + [start + timedelta(seconds=LONGEST_SEGMENT_S)]
        )
        if row["step"] not in OBSERVING and end > start:
            spans.append((start.timestamp(), end.timestamp()))
    return spans


def _pieces(whole: Interval, cuts: list[Intervals]) -> list[Interval]:
    inner = {edge for intervals in cuts for interval in intervals for edge in interval if whole[0] < edge < whole[1]}
    # Edges closer than a millisecond are one.
    edges = sorted({whole[0], whole[1], *(round(edge, 3) for edge in inner)})
    return [(a, b) for a, b in pairwise(edges) if _moment(a) < _moment(b)]


def _state(state: str, piece: Interval, day: CameraDay) -> str:
    if state != "recorded":
        return state
    for name in ("unreadable", "repeated", "covered", "frozen", "moved"):
        if _inside(piece, getattr(day, name)):
            return name
    return state


def _inside(piece: Interval, intervals: Intervals) -> bool:
    return length(intersect([piece], intervals)) > (piece[1] - piece[0]) / 2


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(round(at, 6), UTC)
