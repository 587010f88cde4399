"""How well it is found that a camera is covered, out of focus, frozen, dark or blinded, on real clips altered and not.

    python -m benchmarks.image_faults [FOOTAGE]

A clip is played to and fro for four and a half minutes, a sample each 2 s as the observer measures it. In the last
third it is altered, in each way twice, with other frames. *Look-alikes* have other light, noise, half of the frame
covered, a camera that was shifted, or nothing at all. Limits are read off the clips of `FITTED`
(`benchmarks.moved_views`), the others judge. Told per kind: positives found, look-alikes that are called so, and the
longest delay.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa

from benchmarks.camera_health import FOOTAGE, frames_of, with_clock
from benchmarks.moved_views import FITTED, HELD
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import SAMPLES
from pantau.transforms.candidates.of_cameras.image_faults import fault_times
from pantau.transforms.detection.camera_view.static_scene import static_scene
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.intervals import drop_short
from pantau.transforms.tracking.camera_days.blind_times import frozen_times, looks_of
from pantau.transforms.tracking.camera_days.image_flags import image_flags

STEP_S, BEFORE, AFTER, FRAMES, TURNS = 2.0, 90, 45, 8, 2
"""Seconds between samples; so many before the alteration and after it, of so many frames; each is made so often."""

NOBODY = np.zeros((0, 4))
Altered = Callable[[np.ndarray, int], np.ndarray]


def _lit(times: float, more: float = 0.0) -> Altered:
    return lambda bgr, _: np.clip(bgr * float(times) + more, 0, 255).astype(np.uint8)


def _curved(power: float) -> Altered:
    return lambda bgr, _: (255 * (bgr / 255.0) ** power).astype(np.uint8)


def _soft(share: float) -> Altered:
    return lambda bgr, _: cv2.GaussianBlur(bgr, (0, 0), share * bgr.shape[1])


def _noisy(bgr: np.ndarray, number: int, level: float = 8.0) -> np.ndarray:
    return np.clip(bgr + np.random.default_rng(number).normal(0, level, bgr.shape), 0, 255).astype(np.uint8)


def _plane(grey: int) -> Altered:
    return lambda bgr, number: with_clock(np.full_like(bgr, grey), number)


def _cloth(bgr: np.ndarray, number: int) -> np.ndarray:
    creases = np.random.default_rng(9).integers(20, 120, (5, 9, 3)).astype(np.uint8)
    return _noisy(cv2.resize(creases, bgr.shape[1::-1], interpolation=cv2.INTER_CUBIC), number, 3.0)


def _half(bgr: np.ndarray, _: int) -> np.ndarray:
    return np.where(np.arange(bgr.shape[1])[None, :, None] < bgr.shape[1] // 2, 90, bgr).astype(np.uint8)


def _glare(bgr: np.ndarray, _: int) -> np.ndarray:
    """A lamp that shines into the lens: white in the middle, and veiled all around."""
    height, width = bgr.shape[:2]
    down, across = np.mgrid[:height, :width]
    far = np.hypot((across - width / 2) / width, (down - height / 2) / height)
    return np.clip(bgr + 900 * np.exp(-((far / 0.4) ** 2))[..., None], 0, 255).astype(np.uint8)


def _shifted(bgr: np.ndarray, _: int) -> np.ndarray:
    how = np.float32([[1, 0, 0.05 * bgr.shape[1]], [0, 1, 0]])
    return cv2.warpAffine(bgr, how, bgr.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


FAULTS: dict[str, dict[str, Altered]] = {
    "camera_covered": {"grey": _plane(90), "white": _plane(200), "cloth": _cloth, "brown": _plane(50)},
    "camera_out_of_focus": {f"{share:.1%}": _soft(share) for share in (0.005, 0.01, 0.02, 0.03)},
    "camera_dark": {"0.05": _lit(0.05), "0.02": _lit(0.02), "black": _lit(0), "clock": _plane(2)},
    "camera_blinded": {"x3": _lit(3, 40), "x5": _lit(5, 60), "+150": _lit(1.5, 150), "glare": _glare},
    "camera_frozen": {str(number): with_clock for number in range(4)},
}
LOOK_ALIKES: dict[str, Altered] = {
    "as it is": lambda bgr, _: bgr,
    "light 0.3": _lit(0.3),
    "light 0.15": _lit(0.15),
    "light 1.5": _lit(1.5),
    "gamma 0.5": _curved(0.5),
    "gamma 2": _curved(2),
    "noise": _noisy,
    "half": _half,
    "shifted": _shifted,
}


def main(folder: Path) -> None:
    """Prints a table for the clips by which limits were read off, for the others, and for those that move."""
    cv2.setNumThreads(1)
    groups: dict[str, list[tuple[str, str, dict[str, float]]]] = defaultdict(list)
    for number, path in enumerate(sorted(one for one in folder.iterdir() if one.suffix in (".mp4", ".avi", ".webm"))):
        group = "moves" if path.name.startswith(HELD) else "fitted" if path.stem in FITTED else "judged"
        made = list(judged(frames_of(path)[0], np.random.default_rng([23, number])))
        groups[group] += made
        wrong = [
            f"{kind} {how}: {', '.join(found) or 'nothing'}" for kind, how, found in made if set(found) != {kind} - {""}
        ]
        print(f"{group:7} {path.name:34} {'; '.join(wrong) or 'all right'}", flush=True)
    for group, made in groups.items():
        alike = sum(not kind for kind, *_ in made)
        print(
            f"\n{group}: {alike} look-alikes\nkind | positives | found | look-alikes called so | F1 | longest delay, s"
        )
        for kind in FAULTS:
            true = [found for fault, _, found in made if fault == kind]
            delays = [found[kind] for found in true if kind in found]
            false = sum(kind in found for fault, _, found in made if not fault)
            f1 = 2 * len(delays) / max(len(delays) + false + len(true), 1)
            print(
                f"{kind} | {len(true)} | {len(delays)} | {false} | {f1:.3f} | {max(delays, default=float('nan')):.0f}"
            )


def judged(frames: list[np.ndarray], rng: np.random.Generator) -> Iterator[tuple[str, str, dict[str, float]]]:
    """A fault (none of look-alikes), how it was made, and what is found with the delay of each kind, seconds."""
    frames = [_small(frame) for frame in frames[::4]]
    for _ in range(TURNS):
        places = [int(at) for at in rng.integers(0, len(frames), 2 * FRAMES)]
        before, after = ([frames[at] for at in some] for some in (places[:FRAMES], places[FRAMES:]))
        live = _measured(before)
        for kind, ways in [*FAULTS.items(), ("", LOOK_ALIKES)]:
            for way, (how, alter) in enumerate(ways.items()):
                shown = [after[way]] * FRAMES if kind == "camera_frozen" else after
                yield kind, how, found_in(live, _measured([alter(bgr, number) for number, bgr in enumerate(shown)]))


def found_in(before: list[dict], after: list[dict]) -> dict[str, float]:
    """The kinds that are found in samples before and after, each with its delay from the alteration on."""
    limits, rows = Thresholds(), [*_played(before, BEFORE), *_played(after, AFTER)]
    times = np.arange(len(rows)) * STEP_S
    names = ("brightness", "sharpness", "scene", "bright_share", "change_median", "change_height", "change_people")
    samples = pa.table({name: pa.array([row[name] for row in rows], SAMPLES.schema.field(name).type) for name in names})
    nobody = np.zeros(len(rows), bool)
    looks = looks_of(samples, static_scene(samples["scene"], nobody).shown(samples["scene"]))
    open_all_day = [(times[0], times[-1] + STEP_S)]
    frozen = frozen_times(times, looks, nobody, open_all_day, STEP_S, limits)
    flags = image_flags(looks, samples["bright_share"].to_numpy(), limits)
    begins = times[BEFORE] - STEP_S / 2
    found = fault_times(times, flags, frozen, open_all_day, STEP_S, limits)
    lasting = {kind: drop_short(spans, limits.frozen_s) for kind, spans in found.items()}
    return {kind: spans[0][0] - begins for kind, spans in lasting.items() if spans}


def _measured(frames: list[np.ndarray]) -> list[dict]:
    """Of each of some frames the figures, and the changes from the one before; of the first those from the last."""
    found, measured = [], None
    for bgr in [frames[-1], *frames]:
        health, measured = measure_image_health(bgr, cells_of(bgr), NOBODY, measured)
        found.append(health._asdict())
    return found[1:]


def _played(rows: list[dict], count: int) -> list[dict]:
    return [rows[number % len(rows)] for number in range(count)]


def _small(bgr: np.ndarray) -> np.ndarray:
    scale = min(1.0, 480 / bgr.shape[1])
    return cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else bgr


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
