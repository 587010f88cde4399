"""A camera is covered, out of focus, blinded by light, too dark in service hours, or gives the same frame for ever."""

from collections.abc import Iterator

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval, Intervals, drop_short, intersect, subtract
from pantau.transforms.tracking.camera_days.blind_times import around
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.image_flags import ImageFlags
from pantau.transforms.zones.spans import Span, between


def image_faults(day: CameraDay, service_hours: Intervals, thresholds: Thresholds) -> Iterator[Candidate]:
    """Those of a day that last for as long as each kind asks for; of what stands under another time none is known."""
    if day.image is None:
        return
    limits = {
        "camera_covered": thresholds.camera_covered_s,
        "camera_out_of_focus": thresholds.camera_out_of_focus_s,
        "camera_frozen": thresholds.frozen_s,
        "camera_dark": thresholds.camera_dark_s,
        "camera_blinded": thresholds.camera_blinded_s,
    }
    found = fault_times(day.sampled, day.image, day.frozen, service_hours, day.cadence_s, thresholds)
    for kind, stretches in found.items():
        for stretch in drop_short(subtract(stretches, day.repeated), limits[kind]):
            yield Candidate(kind, _span(stretch, day.cadence_s), None, None, limits[kind], None)


def fault_times(
    times: np.ndarray,
    flags: ImageFlags,
    frozen: Intervals,
    service_hours: Intervals,
    cadence_s: float,
    thresholds: Thresholds,
) -> dict[str, Intervals]:
    """By kind, when the samples at `times` (n,), ascending epoch seconds, have it; fewer than `covered_s` between two
    end none.

    A hall without light is dark out of service hours. What hides the scene, or has no light, does not move either: it
    is not frozen as well.
    """
    covered, dark, blinded, out_of_focus = (
        around(times[flagged], cadence_s / 2, thresholds.covered_s)
        for flagged in (flags.covered, flags.dark, flags.blinded, flags.out_of_focus)
    )
    return {
        "camera_covered": covered,
        "camera_out_of_focus": out_of_focus,
        "camera_frozen": subtract(frozen, [*covered, *dark, *blinded]),
        "camera_dark": intersect(dark, service_hours),
        "camera_blinded": blinded,
    }


def _span(stretch: Interval, cadence_s: float) -> Span:
    """Its edges lie between the frames beside them."""
    half = cadence_s / 2
    return Span(*(between(edge - half, edge + half) for edge in stretch))
