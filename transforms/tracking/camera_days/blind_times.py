"""When a camera's frames show nothing: covered (nothing of the scene, or no light) or frozen (the same frame again)."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.detection.camera_view.static_scene import StaticScene, static_scene
from pantau.transforms.intervals import Intervals, union
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay, inside

SAME_LEVELS = 0.25
"""Half of the cells of two frames differ by no more if they may be the same: the noise of a sensor makes it 0.3 to 2 on
most cameras by day, 0.06 on a quiet infrared one; a frame coded again has 0 (`benchmarks/camera_health.py`). Measured
there."""

SAME_PEOPLE_LEVELS = 0.5
"""The same of the cells where people are: live ones have 1 or more on most steps, a frame coded again up to 0.5.
Measured there."""

CLOCK_HEIGHT = 6 / 90
"""Share of the frame's height below which a patch that differs is a running clock, and nobody who moves. Chosen."""

SOMEBODY_SHARE = 0.5
"""Somebody is in a stretch of frames if they are on so many of them. Chosen."""

EMPTY_FROZEN_S = 1800.0
"""How long an empty hall in service hours must be the same to the last grey level to be taken for a frozen frame, on a
camera that is not known to have noise: daylight, doors and screens leave none so long. Chosen."""


EVER = (-np.inf, np.inf)


class Looks(NamedTuple):
    """Figures of frames (n,) in order of time, see `transforms.detection.image_health`; NaN where there is none.

    shown: share of the static scene, see `StaticScene`.
    """

    brightness: np.ndarray
    sharpness: np.ndarray
    shown: np.ndarray
    change_median: np.ndarray
    change_height: np.ndarray
    change_people: np.ndarray


class Frames(NamedTuple):
    """Frames (n,) of one camera in order of time: epoch seconds, and their rows of `samples`, `None` for none."""

    times: np.ndarray
    rows: pa.Table | None = None


class BlindTimes(NamedTuple):
    """frames (n,): flags of those on which nobody could have been seen; covered, frozen: when it lasted.

    looks: figures of those sampled.
    """

    frames: np.ndarray
    covered: Intervals
    frozen: Intervals
    looks: Looks


def blind_times(
    sampled: Frames,
    between: Frames,
    somebody: np.ndarray,
    service_hours: Intervals,
    cadence_s: float,
    thresholds: Thresholds,
    view: ViewOfDay | None = None,
) -> BlindTimes:
    """On which frames of a camera day, first those sampled and then those between, nobody could have been seen.

    `somebody` (samples,): flags of those on which somebody is; where people are is what a camera is there to show, so
    the static scene of the day comes from these. `view`: what is known of the scene from where its zones were drawn.
    """
    scene = static_scene(sampled.rows["scene"], somebody)
    looks = looks_of(sampled.rows, shown_of(sampled, scene, service_hours, view))
    nothing = shows_nothing(looks, thresholds)
    covered = covered_times(sampled.times, nothing, cadence_s, thresholds)
    frozen = frozen_times(sampled.times, looks, somebody, service_hours, cadence_s, thresholds)
    if between.rows is not None:
        shown = shown_of(between, scene, service_hours, view)
        nothing = np.append(nothing, shows_nothing(looks_of(between.rows, shown), thresholds))
    times = np.append(sampled.times, between.times)
    for stretch in frozen:
        nothing = nothing | _within(times, stretch)
    return BlindTimes(nothing, covered, frozen, looks)


def shown_of(frames: Frames, scene: StaticScene, service_hours: Intervals, view: ViewOfDay | None) -> np.ndarray:
    """(n,) of the static scene, the share that frames show; NaN where it is not known.

    The scene of the view counts, whatever else hangs before the camera all day. That of the day counts where the camera
    is known to look elsewhere, and where none of the view is known; out of service hours, when it may see by infrared
    light, whichever of both is shown more.
    """
    own = scene.shown(frames.rows["scene"])
    if view is None or view.scene is None:
        return own
    of_view, serving = view.scene.shown(frames.rows["scene"]), inside(frames.times, service_hours)
    found = np.where(serving, of_view, np.fmax(of_view, own))
    return np.where(inside(frames.times, view.moved(EVER)), own, found)


def looks_of(samples: pa.Table, shown: np.ndarray) -> Looks:
    """From rows of `samples` of one camera, and of its static scene the share that each shows (n,)."""
    return Looks(
        *(samples[name].to_numpy(zero_copy_only=False).astype(float) for name in ("brightness", "sharpness")),
        shown,
        *(
            samples[name].to_numpy(zero_copy_only=False).astype(float)
            for name in ("change_median", "change_height", "change_people")
        ),
    )


def shows_nothing(looks: Looks, thresholds: Thresholds) -> np.ndarray:
    """(n,) flags: nobody could be seen on the frame, since it has no light, no detail or nothing of the scene."""
    return (
        (looks.sharpness < thresholds.covered_sharpness)
        | (looks.brightness < thresholds.covered_brightness)
        | (looks.shown < thresholds.covered_scene)
    )


def covered_times(times: np.ndarray, blind: np.ndarray, cadence_s: float, thresholds: Thresholds) -> Intervals:
    """When the samples at `times` (n,), ascending, show nothing (`blind`, flags), so long that it counts as covered.

    A sample speaks for half a cadence on both sides. A hand that passes is too short.
    """
    return _stretches(times, blind, cadence_s, thresholds.covered_s)


def frozen_times(
    times: np.ndarray,
    looks: Looks,
    somebody: np.ndarray,
    service_hours: Intervals,
    cadence_s: float,
    thresholds: Thresholds,
) -> Intervals:
    """When the samples at `times` (n,), ascending, are one frame again and again, though a clock may run in it.

    The picture of a quiet night does not change either. What tells a frozen one is somebody in it (`somebody`, (n,)
    flags) who is alike to the last grey level: nobody keeps so still. With nobody in it, it is frozen if that is in the
    service hours, where an empty hall would be held against somebody, and if the camera has noise at other times of
    them, or this lasts for `EMPTY_FROZEN_S`.
    """
    people = np.nan_to_num(looks.change_people, nan=0.0) <= SAME_PEOPLE_LEVELS
    same = (looks.change_median <= SAME_LEVELS) & (looks.change_height < CLOCK_HEIGHT) & people
    exact = same & (looks.change_median <= thresholds.frozen_change)
    found = [
        stretch
        for stretch in _steps(times, same, cadence_s, thresholds.frozen_s)
        if somebody[_within(times, stretch)].mean() >= SOMEBODY_SHARE
    ]
    serving = np.zeros(len(times), dtype=bool)
    for hours in service_hours:
        serving |= _within(times, hours)
    others = looks.change_median[serving & ~exact]
    others = others[~np.isnan(others)]
    noisy = len(others) > 0 and np.median(others) > SAME_LEVELS
    least_s = thresholds.frozen_s if noisy else max(EMPTY_FROZEN_S, thresholds.frozen_s)
    return union([*found, *_steps(times, exact & serving, cadence_s, least_s)])


def _steps(times: np.ndarray, flags: np.ndarray, cadence_s: float, minimum_s: float) -> Intervals:
    """A change belongs to the step from the sample before, so a stretch begins there."""
    return _stretches(times - cadence_s / 2, flags, cadence_s, minimum_s)


def _within(times: np.ndarray, span: tuple[float, float]) -> np.ndarray:
    return (times >= span[0]) & (times <= span[1])


def around(times: np.ndarray, half_s: float, gap_s: float = 0.0) -> Intervals:
    """The time within `half_s` of any of the `times` (n,), ascending; gaps of at most `gap_s` are filled."""
    if not len(times):
        return []
    starts, ends = times - half_s, times + half_s
    cuts = np.flatnonzero(starts[1:] - ends[:-1] > gap_s) + 1
    first, last = np.append(0, cuts), np.append(cuts, len(times)) - 1
    return list(zip(starts[first].tolist(), ends[last].tolist(), strict=True))


def _stretches(times: np.ndarray, flags: np.ndarray, cadence_s: float, minimum_s: float) -> Intervals:
    joined = around(times[flags], cadence_s / 2, cadence_s / 10)
    return [(start, end) for start, end in joined if end - start >= minimum_s]
