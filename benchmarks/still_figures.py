"""How exactly the detector sees a thing that does not move, on real clips with people cut out of them.

    python -m benchmarks.still_figures [FOOTAGE]

Of two clips of three `HIDDEN_S` was read off; the others judge it. A clip is played to and fro, a sample each 2 s.
Somebody of it stands there all the time, as a cut-out: before what is there, behind people whose feet are lower. All
frames get noise, light that swings by 8 %, and are stored as H.264 at crf 28. While nobody stands before it, told are:
how often a box is exactly on it, and near it, and for how long none is exactly there; and how often somebody's box is
exactly there, or near, in the same clip without it.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from benchmarks.camera_health import FOOTAGE, coded, frames_of
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector
from pantau.transforms.tracking.static_figures.known_figures import NEAR_HEIGHTS
from pantau.transforms.tracking.static_figures.still_boxes import JITTER_HEIGHTS, SEEN_SHARE, apart

STEP_S, SAMPLES, FIGURES = 2.0, 150, 3
"""Seconds between samples, samples of a scene, cut-outs of a clip, each in a scene of its own."""

CLEAR_SCORE, LEAST_HEIGHT, DIFFERS = 0.5, 0.15, 25
"""A cut-out is of somebody found so clearly, of such a height in heights of the frame, and of pixels that differ by so
many levels from the median of the clip."""

HIDDEN_SHARE = 0.05
"""Where people nearer to the camera cover more of it than this, nothing is asked."""

LEAST_SCORE = 0.2
"""Boxes of a lower score are no people to the tracker either."""


class Figure(NamedTuple):
    """A cut-out: its box (4,) in fractions, the frame it is of, and its pixels of that, bool[h, w]."""

    box: np.ndarray
    frame: np.ndarray
    mask: np.ndarray


class SeenFigure(NamedTuple):
    """Of the samples on which nobody stands before it (n,): how far the nearest box is from its median place, in its
    heights; and of the same samples without it."""

    far: np.ndarray
    without: np.ndarray

    @property
    def exact(self) -> float:
        return float(np.mean(self.far <= JITTER_HEIGHTS))


def main(folder: Path) -> None:
    """Prints a line for each cut-out, and what both groups of clips have in common."""
    cv2.setNumThreads(1)
    detector = PersonDetector(DetectorSpec(model=NANODET))
    clips = sorted(one for one in folder.iterdir() if one.suffix in (".mp4", ".avi", ".webm"))
    groups: dict[str, list[SeenFigure]] = {"fitted": [], "judged": []}
    for number, path in enumerate(clips):
        group = "judged" if number % 3 == 2 else "fitted"
        for seen in figures_seen(path, detector, np.random.default_rng([1916, number])):
            groups[group].append(seen)
            print(f"{group:7} {path.name:34} {told(seen)}", flush=True)
    for group, many in groups.items():
        held = [one for one in many if one.exact >= SEEN_SHARE]
        print(f"\n{group}: {len(many)} cut-outs, {len(held)} of them exactly there on half of the samples")
        for name, some in (("all", many), ("these", held)):
            near = [float(np.mean(one.far <= NEAR_HEIGHTS)) for one in some]
            print(f"  {name}: exact {_spread([one.exact for one in some])}; near {_spread(near)}")
        stretches = np.concatenate([away(one) for one in held])
        print(f"  of these, seconds from one to the next: {_spread(stretches)}, at most {max(stretches):.0f}")


def figures_seen(path: Path, detector: PersonDetector, rng: np.random.Generator) -> Iterator[SeenFigure]:
    """What is seen of some people of a clip as cut-outs."""
    frames, a_second = frames_of(path)
    found = [detector.detect(frame) for frame in frames]
    there_and_back = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
    step = max(1, round(STEP_S * a_second))
    played = [there_and_back[step * number % len(there_and_back)] for number in range(SAMPLES)]
    hall = np.median(np.stack(frames[:: max(1, len(frames) // 60)]), axis=0).astype(np.uint8)
    height, width = hall.shape[:2]
    for figure in _cut_out(frames, found, hall, rng):
        clear = [at for at in range(SAMPLES) if _hidden(figure, found[played[at]]) <= HIDDEN_SHARE]
        if len(clear) < SAMPLES / 10:
            continue
        shown = [_with_figure(frames[at], figure, found[at], hall) for at in played]
        stored = coded(_disturbed(shown, rng), {"crf": "28"})
        boxes = [detector.detect(bgr).at_least(LEAST_SCORE).boxes for bgr in stored]
        place = _median_place(figure.box, [boxes[at] for at in clear], width / height)
        if place is None:
            continue
        own = [found[at].at_least(LEAST_SCORE).boxes for at in played]
        yield SeenFigure(
            np.array([_nearest(place, boxes[at], width / height) for at in clear]),
            np.array([_nearest(place, own[at], width / height) for at in clear]),
        )


def told(seen: SeenFigure) -> str:
    """One cut-out in a line."""
    near, others = np.mean(seen.far <= NEAR_HEIGHTS), seen.without
    return (
        f"{len(seen.far):3} samples: exact {seen.exact:.2f}, near {near:.2f}, {away(seen).max():3.0f} s without; "
        f"somebody exact {np.mean(others <= JITTER_HEIGHTS):.2f}, near {np.mean(others <= NEAR_HEIGHTS):.2f}"
    )


def away(seen: SeenFigure) -> np.ndarray:
    """(m,) seconds from one sample on which it is exactly there to the next."""
    return STEP_S * np.diff(np.flatnonzero(seen.far <= JITTER_HEIGHTS)).astype(float)


def _cut_out(
    frames: list[np.ndarray], found: list[Detections], hall: np.ndarray, rng: np.random.Generator
) -> Iterator[Figure]:
    height, width = hall.shape[:2]
    clear = [
        (at, box)
        for at, people in enumerate(found)
        for box in people.at_least(CLEAR_SCORE).boxes
        if box[3] - box[1] >= LEAST_HEIGHT
    ]
    for choice in rng.permutation(len(clear))[:FIGURES].tolist():
        at, box = clear[choice]
        grown = box + np.array([-0.1, -0.05, 0.1, 0.05]) * (box[3] - box[1])
        x1, y1, x2, y2 = np.round(np.clip(grown, 0, 1) * [width, height, width, height]).astype(int)
        differs = (cv2.absdiff(frames[at], hall).max(axis=2) > DIFFERS).astype(np.uint8)
        mask = np.zeros((height, width), np.uint8)
        mask[y1:y2, x1:x2] = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))[y1:y2, x1:x2]
        yield Figure(box.astype(float), frames[at], mask > 0)


def _nearer(figure: Figure, people: Detections) -> np.ndarray:
    boxes = people.at_least(LEAST_SCORE).boxes
    return boxes[boxes[:, 3] > figure.box[3] + 0.01]


def _hidden(figure: Figure, people: Detections) -> float:
    """The share of the figure's box, at most, that somebody before it covers."""
    x1, y1, x2, y2 = figure.box
    over = [
        max(0.0, min(x2, b[2]) - max(x1, b[0])) * max(0.0, min(y2, b[3]) - max(y1, b[1]))
        for b in _nearer(figure, people)
    ]
    return max(over, default=0.0) / ((x2 - x1) * (y2 - y1))


def _with_figure(frame: np.ndarray, figure: Figure, people: Detections, hall: np.ndarray) -> np.ndarray:
    height, width = hall.shape[:2]
    before = np.zeros((height, width), bool)
    for box in _nearer(figure, people):
        x1, y1, x2, y2 = np.round(np.clip(box, 0, 1) * [width, height, width, height]).astype(int)
        before[y1:y2, x1:x2] = cv2.absdiff(frame[y1:y2, x1:x2], hall[y1:y2, x1:x2]).max(axis=2) > DIFFERS
    return np.where((figure.mask & ~before)[..., None], figure.frame, frame)


def _disturbed(frames: list[np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """In light that swings by 8 % within 200 s, with noise of 3 levels."""
    height, width = frames[0].shape[:2]
    noise = rng.normal(0, 3, (height + 64, width + 64, 1)).astype(np.float32)
    disturbed = []
    for number, frame in enumerate(frames):
        top, left = rng.integers(0, 64, 2).tolist()
        lit = frame * np.float32(1 + 0.08 * np.sin(2 * np.pi * number * STEP_S / 200))
        disturbed.append(cv2.convertScaleAbs(np.maximum(lit + noise[top : top + height, left : left + width], 0)))
    return disturbed


def _median_place(box: np.ndarray, seen: list[np.ndarray], aspect: float) -> np.ndarray | None:
    """(4,) the median of the boxes nearest to where it stands; `None` where the detector does not see it on half."""
    nearest = []
    for boxes in seen:
        far = apart(box, boxes.T.astype(float), aspect) if len(boxes) else np.ones(1)
        if far.min() <= 2 * NEAR_HEIGHTS:
            nearest.append(boxes[int(far.argmin())])
    return np.median(nearest, axis=0).astype(float) if len(nearest) >= len(seen) / 2 else None


def _nearest(place: np.ndarray, boxes: np.ndarray, aspect: float) -> float:
    return float(apart(place, boxes.T.astype(float), aspect).min()) if len(boxes) else np.inf


def _spread(values: Sequence[float] | np.ndarray) -> str:
    low, middle, high = np.quantile(np.asarray(values, float), (0.05, 0.5, 0.95))
    return f"median {middle:.2f}, 5 to 95 % {low:.2f} to {high:.2f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
