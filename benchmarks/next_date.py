"""What is told of a camera on a date after the one on which its view was learned, on real clips.

    python -m benchmarks.next_date [FOOTAGE]

The view and its scene are of the first half of a clip, people masked. On the date after, the camera shows the second
half all day, in other light, noisy or half covered (it stands), or shifted by a twentieth (it moved); or a plain wall:
the three plainest sixteenths of a frame of each clip, as large as the frame (it shows nothing of its scene, or another
place). Told are the words for the whole date: `stands`, `covered`, `moved`. Clips whose camera moves by itself are told
apart. No limit was read off any of it.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa

from benchmarks.camera_health import FOOTAGE, frames_of
from benchmarks.image_faults import LOOK_ALIKES
from benchmarks.moved_views import HELD
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import SAMPLES
from pantau.transforms.detection.camera_view.moved_times import clear_points
from pantau.transforms.detection.camera_view.static_scene import VIEW_FRAMES
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector
from pantau.transforms.intervals import Interval
from pantau.transforms.tracking.camera_days.blind_times import Frames, blind_times
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay, view_of_day

STEP_S, FRAMES, WALLS, PARTS = 30.0, 12, 3, 4
"""Seconds between samples, all with points; so many of a date, six minutes; walls of a clip, a side of which is such a
part of the frame's."""

BOTH_DAYS: Interval = (0.0, 2 * STEP_S * FRAMES)


def main(folder: Path) -> None:
    """Prints what is told of each clip, and of how many in all."""
    cv2.setNumThreads(1)
    detector, limits = PersonDetector(DetectorSpec(model=NANODET)), Thresholds()
    clips = {
        path.name: frames_of(path)[0] for path in sorted(folder.iterdir()) if path.suffix in (".mp4", ".avi", ".webm")
    }
    walls = [wall for frames in clips.values() for wall in plainest(frames[:FRAMES])]
    told: dict[str, dict[str, Counter]] = {"stands": defaultdict(Counter), "moves by itself": defaultdict(Counter)}
    for name, frames in clips.items():
        group = "moves by itself" if name.startswith(HELD) else "stands"
        learned = _learned(_measured(_even(frames[: len(frames) // 2]), detector), limits)
        if learned is None:
            print(f"{name}: no two clear frames of one view, so nothing can be compared")
            continue
        later = _even(frames[len(frames) // 2 :])
        words = {
            how: _told(_measured([alter(bgr, at) for at, bgr in enumerate(later)], detector), learned, limits)
            for how, alter in LOOK_ALIKES.items()
        }
        of_walls = Counter(_told(_measured(_as_large(wall, later[0]), detector), learned, limits) for wall in walls)
        for how, word in words.items():
            told[group][how][word] += 1
        told[group]["walls"] += of_walls
        print(f"{name}: {words}; walls {dict(of_walls)}", flush=True)
    for group, by_how in told.items():
        print(f"\n{group}")
        for how, counts in by_how.items():
            print(f"  {how}: {dict(counts)}")


def plainest(frames: Sequence[np.ndarray]) -> list[list[np.ndarray]]:
    """The parts of frames in which the first has the least detail."""
    luma = cv2.cvtColor(frames[0], cv2.COLOR_BGR2GRAY)
    height, width = (side // PARTS for side in luma.shape)
    places = [
        (float(cv2.Laplacian(luma[y : y + height, x : x + width], cv2.CV_32F).var()), y, x)
        for y in range(0, luma.shape[0] - height + 1, max(1, height // 2))
        for x in range(0, luma.shape[1] - width + 1, max(1, width // 2))
    ]
    return [[bgr[y : y + height, x : x + width] for bgr in frames] for _, y, x in sorted(places)[:WALLS]]


def _as_large(frames: Sequence[np.ndarray], like: np.ndarray) -> list[np.ndarray]:
    return [cv2.resize(bgr, like.shape[1::-1], interpolation=cv2.INTER_CUBIC) for bgr in frames]


def _even(frames: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [frames[int(at)] for at in np.linspace(0, len(frames) - 1, FRAMES)]


def _measured(frames: Sequence[np.ndarray], detector: PersonDetector) -> pa.Table:
    names = ("brightness", "sharpness", "scene", "view_points", "change_median", "change_height", "change_people")
    rows = []
    for bgr in frames:
        health, _ = measure_image_health(bgr, cells_of(bgr), detector.detect(bgr).boxes, None, view=True)
        rows.append(health._asdict())
    return pa.table({name: pa.array([row[name] for row in rows], SAMPLES.schema.field(name).type) for name in names})


def _learned(samples: pa.Table, limits: Thresholds) -> ViewReference | None:
    points = clear_points(samples["view_points"].to_pylist())
    if points is None:
        return None
    seen = _view(samples, ViewReference(date(2026, 11, 2), points), limits)
    return seen.reference._replace(scene=seen.scene.kept if seen.scene else None)


def _told(samples: pa.Table, learned: ViewReference, limits: Thresholds) -> str:
    view = _view(samples, learned, limits)
    if view.moved(BOTH_DAYS):
        return "moved"
    nobody = np.zeros(len(samples), dtype=bool)
    shown = Frames(_times(samples), samples)
    blind = blind_times(shown, Frames(np.zeros(0)), nobody, [BOTH_DAYS], STEP_S, limits, view)
    return "covered" if blind.frames.mean() > 0.5 else "stands"


def _view(samples: pa.Table, reference: ViewReference, limits: Thresholds) -> ViewOfDay:
    return view_of_day(_times(samples), samples, reference, [BOTH_DAYS], limits)


def _times(samples: pa.Table) -> np.ndarray:
    return np.arange(len(samples)) * STEP_S


assert FRAMES >= VIEW_FRAMES

if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
