"""A watch as one pipeline without end, on an engine that carries such: its source are looks at the archive."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.runners.runner import PipelineResult
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import unbounded_options
from pantau.pipelines.night import STAGES, Night
from pantau.pipelines.nightly import begun_run, settle
from pantau.pipelines.reporting.json_log import note
from pantau.pipelines.watching.watch import DueNow, Watch
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.partition_files import WarehouseError
from pantau.transforms.tables.transaction import Occupied, alone
from pantau.transforms.tables.writing.engine_drafts import (
    begin_run,
    discard_ended,
    end_run,
    engine_draft,
    has_ended,
    is_asked_to_end,
    is_refused,
    is_under_way,
    run_of_draft,
)
from pantau.transforms.tables.writing.write import WrittenPartition

WINDOW_S = 1
"""How long the window of a run is: no other begins in it."""

POLL_S = 1.0
"""How often is asked whether a run has ended. Chosen: it costs one listing of a small folder."""

LAST = 2**62
"""A number that no run has; Beam's are of 63 bits."""

Clock = Callable[[], datetime]


def run_unbounded(watch: Watch, name: str, clock: Clock, every_s: float) -> PipelineResult:
    """Begins a watch on its engine, under a name that no other has; `clock` gives aware times, on any worker."""
    pipeline = beam.Pipeline(options=unbounded_options(watch.engine))
    runs = pipeline | LookAtArchive(watch, name, clock, every_s)
    night_of(watch).build(runs)
    return pipeline.run()


def night_of(watch: Watch) -> Night:
    """The graph of the runs of a watch."""
    batch = watch.batch(())
    commit = partial(settle_once, batch, watch.wait_s)
    return Night(watch.observer, watch.archive, watch.warehouse, STAGES, commit, watch.settled_s)


@dataclass
class LookAtArchive(beam.PTransform):
    """The beginning of a pipeline → `PlannedRun`s, without end, each in a window of its own.

    The archive is looked at each `every_s` seconds, and at once after a run while other dates are due; while a run is
    under way it is not. Time is that of looks; a recording that comes later comes to a later look, and restates its
    date.
    """

    watch: Watch
    name: str
    clock: Clock
    every_s: float

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection:
        """The runs."""
        return (
            begin
            | "Name" >> beam.Create([self.name], reshuffle=False)
            | "Look" >> beam.ParDo(_Look(self)).with_output_types(PlannedRun)
            | "Apart" >> beam.WindowInto(FixedWindows(WINDOW_S))
        )


class _NumberedRuns(RestrictionProvider):
    """Numbers of runs: what an engine keeps of how far a watch is."""

    def initial_restriction(self, _: str) -> OffsetRange:
        return OffsetRange(0, LAST)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, _: str, __: OffsetRange) -> int:
        return 1

    def truncate(self, _: str, __: OffsetRange) -> None:
        """Who drains a watch wants no further look."""


NUMBER = beam.DoFn.RestrictionParam(_NumberedRuns())
WATERMARK = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


class _Look(beam.DoFn):
    """The name of a watch → its runs; a number is taken by the look that begins the run."""

    def __init__(self, asked: LookAtArchive) -> None:
        self.watch, self.clock, self.every_s = asked.watch, asked.clock, asked.every_s
        self.found: DueNow | None = None
        self.next_s = 0.0
        self.said = ""

    @beam.DoFn.unbounded_per_element()
    def process(
        self,
        name: str,
        tracker: Any = NUMBER,
        watermark: Any = WATERMARK,
    ) -> Iterator[TimestampedValue]:
        number = tracker.current_restriction().start
        draft, before = (self._draft(name, one) for one in (number, number - 1))
        if is_under_way(before):
            tracker.defer_remainder(Duration(POLL_S))
            return
        # One that was begun is carried on, since who asked waits for its end.
        run = run_of_draft(draft)
        if run is None:
            asked = partial(is_asked_to_end, self.watch.warehouse, name)
            run = None if asked() else self._look(draft, before)
            # Who asks looks next whether any is under way: asked during this look, that may have been too early.
            if asked():
                if run is not None:
                    end_run(draft, None)
                tracker.try_claim(LAST)
                return
        if run is None:
            tracker.defer_remainder(Duration(max(self.next_s - time.monotonic(), POLL_S)))
            return
        if not tracker.try_claim(number):
            return
        # An engine that went back to a checkpoint from before a run was begun may find that it has ended.
        if not has_ended(draft):
            at = max(Timestamp(int(time.time())), watermark.current_watermark() or Timestamp(0))
            yield TimestampedValue(run, at)
            watermark.set_watermark(at + Duration(WINDOW_S))
        tracker.defer_remainder(Duration(POLL_S))

    def _look(self, draft: Place, before: Place) -> PlannedRun | None:
        """Begins the run of what is due, if it is time to look and anything is."""
        try:
            if self.found is not None:
                self.watch.has_run(self.found)
                if self.found.more and not is_refused(before):
                    self.next_s = 0.0
                self.found = None
            if time.monotonic() < self.next_s:
                return None
            self.next_s = time.monotonic() + self.every_s
            now = self.clock()
            found = self.watch.look(now)
            run = None
            if found.days:
                discard_ended(draft)
                run = begin_run(draft, partial(self._planned, found.days, now), self.watch.wait_s)
                self.found = found
            self.said = ""
            return run
        except (OSError, ValueError) as error:
            # What hinders a look, such as a drive that is not mounted, is told once, and it is tried again.
            if self.said != str(error):
                note("look_failed", f"{error}; it is tried again", logging.ERROR)
            self.said = str(error)
            return None

    def _planned(self, days: tuple[date, ...], now: datetime, draft: str) -> PlannedRun:
        return begun_run(self.watch.batch(days), place_of(draft), datetime.now(UTC), now)

    def _draft(self, name: str, number: int) -> Place:
        return engine_draft(self.watch.warehouse, f"{name}-{number}")


def settle_once(
    batch: BatchRun, wait_s: float, run: PlannedRun, written: list[WrittenPartition], decoded: int
) -> int | None:
    """Commits a run of a watch, and gives its number; `None` of one that was not, or has been.

    What another run or a full disk refuses is due again at the next look, and what was decoded is kept.
    """
    draft = place_of(run.draft)
    if has_ended(draft):
        return None
    try:
        with alone(root_of(draft), wait_s):
            number = settle(batch, "nightly", run, written, decoded)
    except (Occupied, WarehouseError) as error:
        note("run_refused", f"{error}; what it is about is due at the next look", logging.ERROR)
        number = None
    end_run(draft, number)
    return number
