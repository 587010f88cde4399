"""Recordings beside their neighbours: the wiring of `clocks`."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost
from pantau.transforms.dead_letters import Sift
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.keys import RecorderDayKey
from pantau.transforms.recordings.clocks.bare_stream_rates import rates_by_neighbours
from pantau.transforms.recordings.clocks.clock_offsets import corrected_clocks
from pantau.transforms.recordings.clocks.container_doubts import contradicted_by_container
from pantau.transforms.recordings.clocks.counted_frames import spread_over_names
from pantau.transforms.recordings.clocks.same_frames import same_frames
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from pantau.transforms.recordings.recording_rows import reject_doubtful_time, reject_without_rate
from pantau.transforms.recordings.work_limits import read_bounds
from pantau.transforms.rejects import Reject

Keyed = tuple[RecorderDayKey, tuple[bool, ProbedRecording]]
"""By recorder and date: whether a recording is of that date, or of the one before, and the recording."""


@dataclass
class CorrectClocks(beam.PTransform):
    """`ProbedRecording` → the same, with what neighbours tell of rates and of the recorders' clocks.

    Of two: those of the run, and those that stand of dates before, by which they are corrected and which stay as they
    are. Those whose rate or time nobody knows are `rejected`.
    """

    site: Site
    archive: str

    def expand(self, recordings: tuple[beam.PCollection, beam.PCollection]) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        own, standing = recordings
        beside = (
            own | "Of the date" >> beam.Map(self._of_date).with_input_types(ProbedRecording).with_output_types(Keyed),
            *(
                some | name >> beam.Map(self._before).with_input_types(ProbedRecording).with_output_types(Keyed)
                for name, some in (("Before the date after", own), ("Standing before", standing))
            ),
        )
        return (
            beside
            | "Beside one another" >> beam.Flatten()
            | "Gather recorders" >> beam.GroupByKey()
            | "Correct" >> Sift("clocks", self._correct, ProbedRecording)
        )

    def _of_date(self, recording: ProbedRecording) -> Keyed:
        return self._key(recording, timedelta(0)), (True, recording)

    def _before(self, recording: ProbedRecording) -> Keyed:
        return self._key(recording, ONE_DAY), (False, recording)

    def _key(self, recording: ProbedRecording, later: timedelta) -> RecorderDayKey:
        day = date.fromisoformat(recording.service_date) + later
        return RecorderDayKey(self.site.camera(recording.camera_id).recorder, day.isoformat())

    def _correct(
        self, gathered: tuple[RecorderDayKey, Iterable[tuple[bool, ProbedRecording]]]
    ) -> Iterator[ProbedRecording | Reject]:
        recorder, beside = gathered[0].recorder_id, [(own, recording_row(recording)) for own, recording in gathered[1]]
        before = [row for own, row in beside if not own]
        own = [row for is_own, row in beside if is_own]
        if not own:
            return
        own, without_rate = rates_by_neighbours(own, before, self._continuous(recorder))
        for row, why in without_rate:
            yield reject_without_rate(row, why)
        contradicted = contradicted_by_container(own, before)
        for row, why in contradicted:
            yield reject_doubtful_time(row, why)
        doubted = {row["recording_uri"] for row, _ in contradicted}
        own = spread_over_names([row for row in own if row["recording_uri"] not in doubted], before)
        # of those of the date before only the names and lengths that are known count
        before, _ = rates_by_neighbours(before, [], self._continuous(recorder))
        before = spread_over_names(before, [])
        bytes_of = {row["recording_uri"]: row["bytes"] for row in [*own, *before]}
        with closing(Bulkhead(partial(_same, self.archive), partial(self._bounds, bytes_of))) as apart:
            yield from map(probed_recording, corrected_clocks(own, before, partial(_same_unless_lost, apart)))

    def _continuous(self, recorder: str) -> list[str]:
        cameras = (camera for camera in self.site.cameras if camera.recorder == recorder)
        return [camera.id for camera in cameras if camera.recording.mode == "scheduled"]

    def _bounds(self, bytes_of: dict[str, int], pair: tuple[str, str]) -> Bounds:
        return read_bounds(
            Listed(" and ".join(pair), sum(bytes_of[name] for name in pair), "recording", ""), self.site.night
        )


def _same(archive: str, pair: tuple[str, str]) -> bool:
    return same_frames(*pair, archive)


def _same_unless_lost(apart: Bulkhead, first: str, second: str) -> bool:
    """As of recordings that cannot be read, nothing is concluded of those that crash, hang or take too much memory."""
    try:
        return apart((first, second))
    except Lost:
        return True
