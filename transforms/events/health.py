"""When a camera's pictures show nothing: covered (no detail or no light) or frozen (the same picture again)."""

import numpy as np

from schemas.site.thresholds import Thresholds
from transforms.intervals import Intervals, merge_gaps


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
    passes or two equal pictures do not. `change` is NaN where there is no sample before.
    """
    dark = (sharpness < thresholds.covered_sharpness) | (brightness < thresholds.covered_brightness)
    same = np.nan_to_num(change.astype(float), nan=np.inf) <= thresholds.frozen_change
    return (
        _stretches(times, dark, cadence_s, thresholds.covered_s),
        # A change belongs to the step from the sample before, so the stretch begins there.
        _stretches(times - cadence_s / 2, same, cadence_s, thresholds.frozen_s),
    )


def _stretches(times: np.ndarray, flags: np.ndarray, cadence_s: float, minimum_s: float) -> Intervals:
    half = cadence_s / 2
    joined = merge_gaps([(float(t) - half, float(t) + half) for t in times[flags]], cadence_s / 10)
    return [(start, end) for start, end in joined if end - start >= minimum_s]
