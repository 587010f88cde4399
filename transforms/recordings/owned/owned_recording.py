"""A recording and the time for which it speaks, as it flows between steps. Beam is not needed to make one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pantau.transforms.epoch import utc
from pantau.transforms.planned_run import RunDate
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from pantau.transforms.recordings.time_ownership import TimeOwnership

Spans = tuple[tuple[float, float], ...]
"""Epoch seconds UTC, or seconds from a first frame: from, until."""


class OwnedRecording(NamedTuple):
    """See `TimeOwnership`, of which this has all; and the dates of the run, begun, of which it shows a part."""

    recording: ProbedRecording
    spans: Spans
    before: tuple[tuple[ProbedRecording, Spans], ...]
    run_dates: tuple[RunDate, ...] = ()

    def dates(self, zone: ZoneInfo) -> list[date]:
        """The local dates of which it shows a part: that on which it began, and the next one."""
        first = utc(self.recording.started_s).astimezone(zone).date()
        last = (utc(self.recording.ended_s) - timedelta(microseconds=1)).astimezone(zone).date()
        return [first + timedelta(days=number) for number in range(min(max((last - first).days, 0), 1) + 1)]


def owned_recording(ownership: TimeOwnership) -> OwnedRecording:
    """As it flows."""
    return OwnedRecording(
        probed_recording(ownership.recording),
        _spans(ownership.spans),
        tuple((probed_recording(row), _spans(times)) for row, times in ownership.before),
    )


def time_ownership(owned: OwnedRecording) -> TimeOwnership:
    """With rows of `recordings`, as observing takes it."""
    before = tuple((recording_row(recording), list(times)) for recording, times in owned.before)
    return TimeOwnership(recording_row(owned.recording), list(owned.spans), before)


def _spans(intervals: Sequence[tuple[float, float]]) -> Spans:
    return tuple((start, end) for start, end in intervals)
