"""Footage that is altered: what a camera shows each 2 s, and who is found there, real clips and rendered offices."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.camera_health import frames_of
from pantau.simulation.day_script import write_script
from pantau.simulation.rendering.render import draw
from pantau.simulation.scenario import load_scenario
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector

STEP_S, SAMPLES = 2.0, 150
"""Seconds between two samples of a scene, and how many: five minutes."""

WIDTH = 320
"""Pixels across; two for each cell that things are looked for in."""


@dataclass(frozen=True)
class Scene:
    """Frames uint8[h, WIDTH, 3], each 2 s, and the people whom the detector finds on them."""

    name: str
    frames: list[np.ndarray]
    people: list[Detections]


def real_scene(path: Path, detector: PersonDetector, rng: np.random.Generator) -> Scene:
    """A clip, played to and fro, from a moment of it on."""
    frames, a_second = frames_of(path)
    found = [detector.detect(frame) for frame in frames]
    small = [_small(frame) for frame in frames]
    there_and_back = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
    begin = int(rng.integers(len(there_and_back)))
    step = max(1, round(STEP_S * a_second))
    places = [there_and_back[(begin + step * number) % len(there_and_back)] for number in range(SAMPLES)]
    return Scene(path.stem, [small[place] for place in places], [found[place] for place in places])


def rendered_scene(scenario: str, seed: int, detector: PersonDetector) -> Scene:
    """Five minutes of a rendered office, from the second in which it is busy on."""
    script = write_script(load_scenario(scenario), seed)
    day = script.cameras[seed % len(script.cameras)]
    frames = list(draw(script.scenario, day, 1 / STEP_S, 0.5 * script.scenario.seconds, SAMPLES * STEP_S))
    return Scene(f"{scenario} {seed}", [_small(frame) for frame in frames], [detector.detect(one) for one in frames])


def scenes(footage: Path, stems: tuple[str, ...], seeds: range, scenario: str) -> Iterator[Scene]:
    """The real clips of these names, and rendered offices of these seeds."""
    detector = PersonDetector(DetectorSpec(model=NANODET))
    for number, path in enumerate(sorted(one for one in footage.iterdir() if one.stem in stems)):
        if path.suffix in (".mp4", ".avi", ".webm"):
            yield real_scene(path, detector, np.random.default_rng([19, number]))
    for seed in seeds:
        yield rendered_scene(scenario, seed, detector)


def _small(bgr: np.ndarray) -> np.ndarray:
    return cv2.resize(bgr, (WIDTH, round(bgr.shape[0] * WIDTH / bgr.shape[1])), interpolation=cv2.INTER_AREA)
