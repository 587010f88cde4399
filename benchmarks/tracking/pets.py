"""PETS09-S2L1: pedestrians who cross, with published tracks, and what the shipped detector sees of them.

The clip is looked for in `../shared/footage/real` and never becomes part of the project. What the detector sees of all
795 frames is kept in a temporary folder, since it takes a minute.
"""

import hashlib
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.material.camera_days import SCENE, filled, lists_of
from benchmarks.tracking.judging.identity_scores import Tracked
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.simulation.cutouts.pets_clip import (
    A_SECOND,
    CLIP,
    FRAMES,
    HEIGHT,
    REAL,
    WIDTH,
    clip_missing,
    frames,
    track_rows,
)
from pantau.transforms.detection.appearance_memory import Memory, people_on
from pantau.transforms.detection.models.person_detector import NANODET, PersonDetector
from pantau.transforms.detection.sampling.sampled_frames import DETECTIONS_A_MILLISECOND
from pantau.transforms.tracking.camera_days.camera_day import CameraDay, assemble

BEGINS = datetime(2026, 6, 1, 1, tzinfo=UTC)


class Seen(NamedTuple):
    """Detections (n,) of the clip, by frame: frame, box (n, 4) in fractions, score."""

    frame: np.ndarray
    box: np.ndarray
    score: np.ndarray


def missing() -> str:
    """Why the exam cannot be sat, or nothing."""
    return f"{REAL} has no vtest.avi with its tracks; nothing is measured" if clip_missing() else ""


def published() -> Tracked:
    """The published tracks, boxes in fractions of the frame."""
    rows = track_rows()
    return Tracked(rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2:] / (WIDTH, HEIGHT, WIDTH, HEIGHT))


def detected() -> Seen:
    """What the shipped detector sees on all frames."""
    digest = hashlib.sha256(NANODET.read_bytes() + CLIP.read_bytes()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir(), f"pantau-pets-{digest}.npz")
    if not kept.exists():
        detector = PersonDetector()
        found = [detector.detect(frame) for frame in frames()]
        seen = Seen(
            np.repeat(np.arange(len(found)), [len(one) for one in found]),
            np.concatenate([one.boxes for one in found]),
            np.concatenate([one.scores for one in found]),
        )
        part = kept.with_suffix(f".{id(seen)}.npz")
        np.savez(part, **seen._asdict())
        part.rename(kept)
    with np.load(kept) as held:
        return Seen(held["frame"], held["box"].astype(float), held["score"].astype(float))


def compared(seen: Seen) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """With which earlier detections each is compared, and how alike they are: `first` (n + 1,) into the other two."""
    memory, counts, earlier, value = Memory(), [], [], []
    own = np.searchsorted(seen.frame, np.arange(FRAMES + 1))
    for number, frame in enumerate(frames()):
        begin, end = int(own[number]), int(own[number + 1])
        for others, alike in memory.compare(people_on(number / A_SECOND, frame, seen.box[begin:end], begin)):
            counts.append(len(others))
            earlier += others
            value += alike
    return np.append(0, np.cumsum(counts)), np.array(earlier, dtype=int), np.array(value)


def on_frames(seen: Seen, every: int) -> Seen:
    """The detections on every so manieth frame."""
    return Seen(*(values[seen.frame % every == 0] for values in seen))


def camera_day(seen: Seen, pairs: tuple[np.ndarray, np.ndarray, np.ndarray], every: int) -> CameraDay:
    """A camera day of what was seen on every so manieth frame, by the product's code."""
    recording = {
        **dict.fromkeys(RECORDINGS.columns),
        "recording_id": "pets",
        "site_id": "pets",
        "agency_id": "pets",
        "camera_id": "pets",
        "service_date": date(2026, 6, 1),
        "recorder_started_at": BEGINS,
        "started_at": BEGINS,
        "ended_at": BEGINS + timedelta(seconds=FRAMES / A_SECOND),
        "duration_s": FRAMES / A_SECOND,
        "width": WIDTH,
        "height": HEIGHT,
        "inner_gaps_s": [],
        "defects": [],
    }
    shared = {name: recording[name] for name in ("site_id", "agency_id", "camera_id", "service_date", "recording_id")}
    shared["model_hash"] = "pets"
    grid = np.arange(0, FRAMES, every)
    samples = filled(
        SAMPLES,
        len(grid),
        **shared,
        offset_s=grid / A_SECOND,
        basis="looked",
        key_frame=True,
        width=WIDTH,
        height=HEIGHT,
        brightness=120.0,
        sharpness=300.0,
        scene=SCENE,
        change=1.0,
        change_median=1.0,
        change_height=0.2,
        change_people=1.0,
        seats_looked=True,
        people=1,
    )
    first, earlier, value = pairs
    begin = np.searchsorted(seen.frame, seen.frame)
    numbers = np.round((BEGINS.timestamp() + seen.frame / A_SECOND) * 1000).astype(np.int64)
    numbers = numbers * DETECTIONS_A_MILLISECOND + np.arange(len(begin)) - begin
    observations = filled(
        OBSERVATIONS,
        len(begin),
        **shared,
        offset_s=seen.frame / A_SECOND,
        detection=numbers,
        observation_kind="person",
        **dict(zip(("x1", "y1", "x2", "y2"), seen.box.T, strict=True)),
        score=seen.score,
        carried_forward=False,
        compared_to=lists_of(first, numbers[earlier]),
        appearance_similarity=lists_of(first, value),
    )
    start = BEGINS.timestamp()
    return assemble(
        (start - 3600, start + 3600), every / A_SECOND, Thresholds(), [recording], {"pets"}, samples, observations
    )
