"""Refining as a step: camera days say which times are in doubt, and recordings are looked at once more there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam

from pantau.schemas.site.thresholds import BatchSettings
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import Parted, Try
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine_recording import RefinementWindows, RefineRecording, reject_refinement
from pantau.transforms.elements import flows
from pantau.transforms.hours import day_bounds
from pantau.transforms.intervals import intersect
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.recordings.owned.by_date_shown import ByDateShown
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, Spans, time_ownership
from pantau.transforms.recordings.time_ownership import SAME_TIME_S
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.rejects import Reject
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.load import SAMPLED, camera_day_of


class WindowsOfRecording(NamedTuple):
    """See `RefinementWindows`, of which this has all."""

    owned: OwnedRecording
    windows: Spans
    bounds: Spans
    left_out: int


flows(WindowsOfRecording)


@dataclass
class RefineUncertainTimes(beam.PTransform):
    """`OwnedRecording` → those that show a part of the run, and were refined or need not be; others are `rejected`.

    Of two: all, and those that have been observed, after which windows are found: on each camera day, with all of its
    recordings. A recording that reaches over midnight has windows of two dates. `held`: see `RefineRecording`.
    """

    observer: Observer
    archive: str
    warehouse: str
    at_once: int = 1
    held: bool = False

    def expand(self, recordings: tuple[beam.PCollection, beam.PCollection]) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        look = RefineRecording(self.observer, self.archive, self.warehouse, self.held)
        refining = Bulkhead(look, partial(_bounds, self.observer.site.night), cached_outcome=look.cached_outcome)
        zone = self.observer.site.zone
        owned, observed = recordings
        return (
            {
                "owned": owned | "All by date" >> ByDateShown(zone, of_run=True),
                "observed": observed | "Observed by date" >> ByDateShown(zone, of_run=True, names=True),
            }
            | "Gather camera days" >> beam.CoGroupByKey()
            | "Spread camera days" >> beam.Reshuffle()
            | "Find windows" >> beam.FlatMapTuple(self._windows).with_output_types(tuple[str, WindowsOfRecording])
            | "Of one recording" >> beam.GroupByKey()
            | "Together" >> beam.MapTuple(_together).with_output_types(WindowsOfRecording)
            | "Refine"
            >> Try(
                "refine",
                refining,
                _reject,
                WindowsOfRecording,
                OwnedRecording,
                self.at_once,
                Parted(_pieces, _join),
                _longest,
            )
        )

    def _windows(self, key: CameraDayKey, found: dict[str, Iterable[Any]]) -> Iterator[tuple[str, WindowsOfRecording]]:
        site, recordings = self.observer.site, list(found["owned"])
        ownerships = [time_ownership(owned) for owned in recordings]
        seen = camera_day_of(self.warehouse, self.observer, key.camera_id, key.day, ownerships, SAMPLED)
        windows, left_out = refinement_windows(site, CameraDate(site.id, key.camera_id, key.day), seen)
        observed = set(found["observed"])
        for owned in recordings:
            if owned.recording.recording_id not in observed:
                continue
            # Each counts once, with the recording that has the sample it begins at.
            left = sum(bool(intersect([(a, a + SAME_TIME_S)], owned.spans)) for a, _ in left_out)
            bounds = (day_bounds(site.zone, key.day),)
            yield owned.recording.recording_id, WindowsOfRecording(owned, tuple(windows), bounds, left)


def _together(_: str, found: Iterable[WindowsOfRecording]) -> WindowsOfRecording:
    """A recording that reaches over midnight has windows of two dates."""
    parts = list(found)
    return WindowsOfRecording(
        parts[0].owned,
        tuple(sorted({window for part in parts for window in part.windows})),
        tuple(sorted(bounds for part in parts for bounds in part.bounds)),
        sum(part.left_out for part in parts),
    )


def _windows_of(found: WindowsOfRecording) -> RefinementWindows:
    return RefinementWindows(time_ownership(found.owned), list(found.windows), list(found.bounds), found.left_out)


def _pieces(found: WindowsOfRecording) -> list[RefinementWindows]:
    return [_windows_of(found)]


def _join(found: WindowsOfRecording, outcomes: list[str | Exception]) -> OwnedRecording:
    (outcome,) = outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return found.owned


def _longest(found: WindowsOfRecording) -> tuple[int, str]:
    return -len(found.windows), found.owned.recording.recording_uri


def _bounds(allowed: BatchSettings, found: RefinementWindows) -> Bounds:
    return observe_bounds(found.ownership.recording, allowed)


def _reject(found: WindowsOfRecording, error: Exception) -> Reject:
    return reject_refinement(_windows_of(found), error)
