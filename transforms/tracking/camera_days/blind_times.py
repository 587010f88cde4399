"""When a camera's frames show nothing: covered (no detail or no light) or frozen (the same frame again)."""

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.intervals import Intervals


def blind_times(
    times: np.ndarray,
    brightness: np.ndarray,
    sharpness: np.ndarray,
    change: np.ndarray,
    cadence_s: float,
    thresholds: Thresholds,
) -> tuple[Intervals, Intervals]:
    """Covered and frozen stretches from the figures of the samples, all of shape (n,), `times` ascending epoch seconds.

    A sample speaks for half a cadence on both sides. Only stretches of `covered_s` and `frozen_s` count, so a hand that
    passes or two equal frames do not. `change` is NaN where there is no sample before.
    """
    dark = (sharpness < thresholds.covered_sharpness) | (brightness < thresholds.covered_brightness)
    same = np.nan_to_num(change.astype(float), nan=np.inf) <= thresholds.frozen_change
    return (
        _stretches(times, dark, cadence_s, thresholds.covered_s),
        # A change belongs to the step from the sample before, so the stretch begins there.
        _stretches(times - cadence_s / 2, same, cadence_s, thresholds.frozen_s),
    )


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
