"""How well it is told that a camera looks elsewhere, on real clips as they are and altered.

    python -m benchmarks.moved_views [FOOTAGE]

*before* is the median of seven frames of the first half of a clip, *now* of the second half: as it is, in other light,
with noise, out of focus, half covered (all of these: not moved), and shifted, turned, zoomed, also under a text that
stays (all of these: moved). The constants of `camera_view/view_shift.py` are read off the clips of `FITTED`; the
others are judged by them. Clips of which the camera was held in a hand or drifts are told apart: they did move. At last
pictures of different places; and the time of a comparison, one thread.
"""

import sys
import time
from collections import Counter
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np

from benchmarks.camera_health import FOOTAGE, frames_of
from pantau.transforms.detection.camera_view.view_features import ViewFeatures, usual_picture, view_features
from pantau.transforms.detection.camera_view.view_shift import ViewShift, sameness, view_shift

FITTED = ("CAVIAR2", "IBMtest2", "night_ir_loitering", "service_counter_queue", "store_crowd_h264_avi")
HELD = ("bag_left", "checkout_cashier", "crowded_hall", "desk_service_theft")
"""Beginnings of the names of clips whose camera moves, looked at frame by frame: their picture slides by 1 to 12 %."""

FRAMES = 7
TEXT = "2026-06-09 Camera 01"


def main(folder: Path) -> None:
    """Prints a line for each clip, and what is told of how many."""
    cv2.setNumThreads(1)
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".mp4", ".avi", ".webm"))
    groups = {"fitted": [], "judged": [], "held": []}
    for path in paths:
        kind = "held" if path.name.startswith(HELD) else "fitted" if path.stem in FITTED else "judged"
        groups[kind].append(path)
    places, took_s = {}, []
    for kind, clips in groups.items():
        told: dict[str, Counter] = {}
        print(f"\n{kind}: share of the width [%], points and cells that agree")
        for path in clips:
            frames = [cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) for frame in frames_of(path)[0]]
            before = view_features(usual_picture(_few(frames[: len(frames) * 45 // 100])))
            places[path.name] = before
            line = []
            for name, pictures in altered(_few(frames[len(frames) * 55 // 100 :])).items():
                began = time.thread_time()
                now = view_features(usual_picture(pictures), before)
                shift = view_shift(before, now)
                took_s.append(time.thread_time() - began)
                word = sameness(before, now, shift)
                told.setdefault(name, Counter())[word] += 1
                line.append(f"{name} {_figures(shift)} {word}")
            print(f"{path.name} ({len(before.points)} points): {'; '.join(line)}")
        for name, words in told.items():
            print(f"  {name}: {dict(words)}")
    _print_others(places)
    print(f"\na comparison: median {1000 * np.median(took_s):.0f} ms, 95 % {1000 * np.quantile(took_s, 0.95):.0f} ms")


def altered(frames: list[np.ndarray]) -> dict[str, list[np.ndarray]]:
    """What may become of pictures, uint8[H, W]; those of which the names begin with `shift`, `turn` or `zoom` moved."""
    height, width = frames[0].shape
    middle = (width / 2, height / 2)
    noise = np.random.default_rng(1).normal(0, 8, (height, width))
    movements = {
        "shift 1 %": np.float32([[1, 0, 0.01 * width], [0, 1, 0]]),
        "shift 2 %": np.float32([[1, 0, 0], [0, 1, -0.02 * width]]),
        "shift 5 %": np.float32([[1, 0, -0.04 * width], [0, 1, 0.03 * width]]),
        "shift 20 %": np.float32([[1, 0, 0.2 * width], [0, 1, 0]]),
        "turn 1°": cv2.getRotationMatrix2D(middle, 1, 1),
        "turn 3°": cv2.getRotationMatrix2D(middle, -3, 1),
        "zoom 1.03": cv2.getRotationMatrix2D(middle, 0, 1.03),
        "zoom 1.1": cv2.getRotationMatrix2D(middle, 0, 1.1),
    }
    moved = {name: [cv2.warpAffine(one, how, (width, height)) for one in frames] for name, how in movements.items()}
    return {
        "as it is": frames,
        "light 0.3": [(one * 0.3).astype(np.uint8) for one in frames],
        "light 0.1": [(one * 0.1).astype(np.uint8) for one in frames],
        "gamma 0.5": [(255 * (one / 255) ** 0.5).astype(np.uint8) for one in frames],
        "noise": [np.clip(one + noise, 0, 255).astype(np.uint8) for one in frames],
        "blur 0.3 %": [cv2.GaussianBlur(one, (0, 0), 0.003 * width) for one in frames],
        "half": [np.where(np.arange(width)[None, :] < width // 2, 90, one).astype(np.uint8) for one in frames],
        "covered": [np.full_like(one, 90) for one in frames],
        **moved,
        "shift 2 %, text": [_with_text(one) for one in moved["shift 2 %"]],
    }


def _with_text(luma: np.ndarray) -> np.ndarray:
    size = luma.shape[1] / 1000
    for line in (0.06, 0.97):
        at = (int(0.02 * luma.shape[1]), int(line * luma.shape[0]))
        luma = cv2.putText(luma, TEXT, at, cv2.FONT_HERSHEY_SIMPLEX, size, 255, max(1, round(2 * size)))
    return luma


def _few(frames: list[np.ndarray]) -> list[np.ndarray]:
    return frames[:: max(1, len(frames) // FRAMES)][:FRAMES]


def _figures(shift: ViewShift | None) -> str:
    return f"{100 * shift.share:.2f}, {shift.agreeing}, {shift.cells}" if shift else "none"


def _print_others(places: dict[str, ViewFeatures]) -> None:
    """The most that pictures of different places agree, whatever it is on."""
    found = [
        (shift.agreeing, shift.cells, one, other)
        for one, other in permutations(places, 2)
        if one[:10] != other[:10] and (shift := view_shift(places[one], places[other]))
    ]
    print(f"\n{len(found)} pairs of different places: most points and cells that agree")
    for agreeing, cells, one, other in sorted(found, reverse=True)[:5]:
        print(f"  {agreeing}, {cells}: {one}, {other}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
