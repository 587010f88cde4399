"""How well it is found in a recording that a camera was moved, on real clips as they are and altered.

    python -m benchmarks.camera_kinds [FOOTAGE]

A clip is played to and fro for some minutes as the observer sees it: each 30 s the points of a frame beside the people
that the detector finds. From a random moment on it is altered, for good: moved (positives), or in another light, noisy,
out of focus, half covered, or not at all (look-alikes). What is compared with is what the product would take: the
clearest of the first ten frames. Nothing here was used to fit: `FITTED` of `benchmarks.moved_views` were, and are told
apart, and so are clips whose camera moves by itself. Delay: from the alteration to the start of the candidate.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from benchmarks.camera_health import FOOTAGE, frames_of
from benchmarks.moved_views import FITTED, HELD, altered
from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.of_cameras.camera_moved import camera_moved
from pantau.transforms.detection.camera_view.moved_times import clear_points, moved_stretches, view_checks
from pantau.transforms.detection.camera_view.view_features import ViewFeatures
from pantau.transforms.detection.camera_view.view_points import features_of, view_points
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.camera_view.view_shift import view_shift
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector
from pantau.transforms.detection.observer import VIEW_S
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay

CHECKS, BEFORE = 12, 6
"""Checks of a recording of six minutes, and so many before the alteration."""

MOVED = ("shift", "turn", "zoom")

NOT_ASKED = ("covered",)


class AlteredRecording(NamedTuple):
    """One recording: whether the camera was moved, the delay of what was found, whether it is told as moved at all."""

    how: str
    positive: bool
    delay_s: float | None
    found: bool


def main(folder: Path) -> None:
    """Prints positives, look-alikes and delays of the clips by which constants were fitted, of the others, and of those
    that move."""
    cv2.setNumThreads(1)
    agreeing(folder)
    detector = PersonDetector(DetectorSpec(model=NANODET))
    groups: dict[str, list[AlteredRecording]] = {"fitted": [], "judged": [], "moves by itself": []}
    for number, path in enumerate(sorted(one for one in folder.iterdir() if one.suffix in (".mp4", ".avi", ".webm"))):
        itself = path.name.startswith(HELD)
        group = "moves by itself" if itself else "fitted" if path.stem in FITTED else "judged"
        found = list(judged(path, detector, np.random.default_rng([19, number])))
        groups[group] += found
        wrong = [one.how for one in found if one.found != one.positive]
        print(f"{group:16} {path.name:34} wrong: {', '.join(wrong) or 'none'}")
    for group, all_of in groups.items():
        true, false = ([one for one in all_of if one.positive == positive] for positive in (True, False))
        told, delays = sum(one.found for one in true), [one.delay_s for one in true if one.delay_s is not None]
        alarms = sum(one.found for one in false)
        f1 = 2 * told / max(told + alarms + len(true), 1)
        late = f"{np.median(delays):.0f}, {max(delays):.0f} s" if delays else "none"
        print(f"{group}: {told} of {len(true)} found, {alarms} of {len(false)} false, F1 {f1:.3f}, delay {late}")


def agreeing(folder: Path) -> None:
    """Prints what `FEWEST_IN_FRAME` is read off, on the clips of `FITTED`: how many points agree on frames of one view
    with its clearest, and at most on frames of different places."""
    detector, shown = PersonDetector(DetectorSpec(model=NANODET)), {}
    for path in (one for one in sorted(folder.iterdir()) if one.stem in FITTED):
        frames = [(bgr, detector.detect(bgr).boxes) for bgr in frames_of(path)[0][::5]]
        shown[path.name] = [view_points(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), boxes) for bgr, boxes in frames]
    for name, frames in shown.items():
        own = features_of(clear_points(frames) or frames[0])
        alike = sorted(_agree(own, features_of(one, own)) for one in frames)
        others = [_agree(own, features_of(one, own)) for other in shown if other != name for one in shown[other]]
        print(f"{name}: {len(own.points)} points; of one view {alike}; of other places {max(others)} at most")


def _agree(before: ViewFeatures, now: ViewFeatures) -> int:
    shift = view_shift(before, now)
    return shift.agreeing if shift else 0


def judged(path: Path, detector: PersonDetector, rng: np.random.Generator) -> Iterator[AlteredRecording]:
    """One clip, altered in all ways; each at a moment of its own."""
    frames, _ = frames_of(path)
    to_and_fro = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
    places = [to_and_fro[int(at)] for at in rng.integers(0, len(to_and_fro), CHECKS)]
    boxes = {place: detector.detect(frames[place]).boxes for place in set(places)}
    luma = {place: cv2.cvtColor(frames[place], cv2.COLOR_BGR2GRAY) for place in set(places)}
    standing = [view_points(luma[place], boxes[place]) for place in places]
    after = {place: altered([luma[place]]) for place in set(places[BEFORE:])}
    times = np.arange(CHECKS) * VIEW_S
    for how in next(iter(after.values())):
        if how in NOT_ASKED:
            continue
        shown = standing[:BEFORE] + [view_points(after[place][how][0], boxes[place]) for place in places[BEFORE:]]
        yield _told(how, times, shown, times[BEFORE] - float(rng.uniform(0, VIEW_S)))


def _told(how: str, times: np.ndarray, shown: list[bytes], since: float) -> AlteredRecording:
    positive, reference = how.startswith(MOVED), clear_points(shown)
    if reference is None:
        return AlteredRecording(how, positive, None, False)
    limits = Thresholds()
    stretches = moved_stretches(view_checks(reference, times, shown), limits.camera_moved_s)
    found = camera_moved(ViewOfDay(ViewReference(None, reference), tuple(stretches)), limits)
    delays = [one.span.start.hi - since for one in found if one.span.start.hi > since]
    return AlteredRecording(how, positive, min(delays, default=None), bool(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
