"""Rows of recordings, samples and observations made by hand."""

from datetime import UTC, date, datetime, timedelta

DAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
"""08:00 in Asia/Jakarta."""


def recording(name: str, start: float, duration: float, day: date = DAY, **more: object) -> dict:
    """A recording `start` seconds after eight."""
    begun = EIGHT + timedelta(seconds=start)
    return {
        **dict.fromkeys(("name_pattern", "clock_source", "container", "codec", "run_id"), "x"),
        **dict.fromkeys(
            (
                "declared_duration_s",
                "declared_fps",
                "measured_fps",
                "key_interval_s",
                "key_interval_max_s",
                "recorder_ended_at",
                "container_started_at",
                "start_delay_s",
                "start_fraction_s",
                "clock_step_s",
            )
        ),
        "recording_id": name,
        "site_id": "hall",
        "agency_id": "permits",
        "camera_id": "one",
        "service_date": day,
        "recording_uri": f"{name}.mp4",
        "recording_sha256": name * 64,
        "bytes": 1,
        "recorder_started_at": begun,
        "clock_offset_s": 0.0,
        "clock_uncertainty_s": 1.0,
        "started_at": begun,
        "ended_at": begun + timedelta(seconds=duration),
        "duration_s": float(duration),
        "timeline_source": "pts",
        "width": 640,
        "height": 360,
        "rotation": 0,
        "mirrored": False,
        "pixel_aspect": 1.0,
        "packets": 1,
        "inner_gaps_s": [],
        "defects": [],
        **dict.fromkeys(("written_by", "coded_with", "frame_marks", "unlike_neighbours")),
        **dict.fromkeys(("repeats_s", "repeats_of", "repeats_later_s")),
        **more,
    }


def sample(owner: dict, offset: float, **more: object) -> dict:
    """A frame that shows something, `offset` seconds into its recording."""
    return {
        **{name: owner[name] for name in ("site_id", "agency_id", "camera_id", "service_date", "recording_id")},
        "offset_s": float(offset),
        "basis": "looked",
        "key_frame": True,
        "width": 640,
        "height": 360,
        "brightness": 120.0,
        "sharpness": 300.0,
        "scene": None,
        "bright_share": 0.0,
        "view_points": None,
        "zone_cells": None,
        "change": 1.0,
        "change_median": 1.0,
        "change_height": 0.0,
        "change_people": None,
        "seats_looked": True,
        "people": 0,
        "model_hash": "m",
        **more,
    }


def detection(owner: dict, offset: float, number: int, seat: str | None = None, **more: object) -> dict:
    """A person in a box, or on a seat."""
    return {
        **{name: owner[name] for name in ("site_id", "agency_id", "camera_id", "service_date", "recording_id")},
        "offset_s": float(offset),
        "detection": number,
        "observation_kind": "seat" if seat else "person",
        "zone_id": seat,
        **dict(zip(("x1", "y1", "x2", "y2"), (0.1, 0.2, 0.3, 0.8), strict=True)),
        "head_x": 0.2 if seat else None,
        "head_y": 0.3 if seat else None,
        "score": 0.5,
        "carried_forward": False,
        "compared_to": [],
        "appearance_similarity": [],
        "model_hash": "m",
        **more,
    }
