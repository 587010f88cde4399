"""Recorders whose clock is set while they record, by more than names can tell or by less; some stop as well."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from benchmarks.candidate_kinds.days import LIMITS, around, office_habits
from benchmarks.candidate_kinds.judging import Told
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import RECORDINGS
from pantau.simulation.recorded_files import clock_jumps as true_jumps
from pantau.simulation.recorded_files import segments
from pantau.simulation.scenario import CameraScene, Scenario
from pantau.transforms.candidates.of_recorders.clock_jumps import clock_jumps
from pantau.transforms.recordings.clocks.clock_offsets import corrected_clocks
from pantau.transforms.recordings.file_names import parse_name

SEGMENT_S, FILES = 300.0, 12

NAMES_DROP_S = 1.0
"""Two names drop a fraction of a second each: a step is told to so much."""


def clock_day(seed: int) -> Scenario:
    """An hour of files of five minutes, of a recorder whose clock is set once, and on some days stops for a moment."""
    rng = np.random.default_rng([seed, 197])
    size = float(rng.uniform(0.5, 1.9) if rng.random() < 0.5 else np.exp(rng.uniform(np.log(3.2), np.log(90))))
    seconds = size if rng.random() < 0.5 else -size
    at = float(rng.uniform(1.2, FILES - 1.2) * SEGMENT_S)
    gap = {"at_s": float(rng.uniform(1.2, FILES - 1.2) * SEGMENT_S), "seconds": around(20.0, rng)}
    scene = office_habits({}).cameras[0]
    changed = {
        "recorder": "dahua_export" if seed % 2 else "hikvision_export",
        "segment_s": SEGMENT_S,
        "first_piece_s": float(rng.uniform(0, 1)),
        "clock_error_s": -seconds,
        "clock_jumps": [{"at_s": at, "seconds": seconds}],
        "gaps": [gap] if rng.random() < 0.3 and abs(gap["at_s"] - at) > 2 * SEGMENT_S else [],
    }
    camera = CameraScene.model_validate({**scene.model_dump(), **changed, "happenings": []})
    day = office_habits({})
    return day.model_copy(update={"minutes": FILES * SEGMENT_S / 60, "cameras": (camera,)})


def jumps_found(day: Scenario) -> list[Told]:
    """By the names and lengths of the files alone: of no two are frames the same."""
    zone, began = day.started_at.tzinfo, day.started_at.timestamp()
    rows = []
    for one in segments(day):
        name = parse_name(one.path, zone)
        rows.append(
            {
                **dict.fromkeys(RECORDINGS.columns),
                "recording_uri": one.path,
                "camera_id": one.camera,
                "name_pattern": name.pattern,
                "timeline_source": "pts",
                "defects": [],
                "clock_offset_s": 0.0,
                "clock_uncertainty_s": 1.0,
                "clock_source": "assumed",
                "recorder_started_at": name.started,
                "recorder_ended_at": name.ended,
                "started_at": name.started,
                "ended_at": name.started + timedelta(seconds=one.seconds),
                "duration_s": one.seconds,
            }
        )
    found = corrected_clocks(rows, (), lambda first, second: False)
    limits = Thresholds(clock_jump_s=LIMITS["clock_jump_s"])
    bounds = (began - 43_200, began + 43_200)
    return [
        Told(one.kind, None, one.span.start.at - began, one.span.end.at - began)
        for one in clock_jumps(found, bounds, limits)
    ]


def clock_set(day: Scenario) -> Iterator[Told]:
    for file, seconds in true_jumps(day, day.cameras[0]):
        yield Told("clock_jump", None, file.start, file.start + file.seconds, abs(seconds), NAMES_DROP_S)
