"""The whole night: inventory, observe, events, a ledger entry and a summary."""

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.events import write_events
from pantau.pipelines.inventory import Listing, take_inventory
from pantau.pipelines.observe import Observed, observe_recordings, unobserved_recordings
from pantau.pipelines.refine import Refined, refine_recordings
from pantau.pipelines.reporting.json_log import note
from pantau.pipelines.reporting.runs_table import enter, run_notes
from pantau.pipelines.reporting.step_counts import StepCount, note_counts
from pantau.schemas.table import Table
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.schemas.vocabulary import NO_RECORDING, NOTHING_LOST, OBSERVING
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.warehouse_mirror import fetch_observed

STAGES = ("inventory", "observe", "events")


@dataclass
class Outcome:
    """What a run did. `took_s` has the seconds of each stage; `lost_share` the share of its recordings rejected.

    `unseen` counts recordings that events were made without, since the present observer has not observed them. `counts`
    has what each step counted, stage after stage.
    """

    batch: BatchRun
    listing: Listing | None
    observed: Observed
    took_s: dict[str, float] = field(default_factory=dict)
    rejects: list[dict] = field(default_factory=list)
    recordings: list[dict] = field(default_factory=list)
    unseen: int = 0
    closer: Refined = field(default_factory=Refined)
    counts: list[StepCount] = field(default_factory=list)

    @property
    def lost_share(self) -> float:
        """Rejected recordings of the run's dates, and undated ones, over all that were met."""
        lost = [reject for reject in self.rejects if reject["error"] not in NOTHING_LOST]
        unknown = {reject["input"] for reject in lost if reject["step"] not in OBSERVING}
        met = len(self.recordings) + len(unknown)
        return len({reject["input"] for reject in lost}) / met if met else 0.0

    @property
    def succeeded(self) -> bool:
        """Whether no more was lost than the site file allows."""
        return self.lost_share <= self.batch.site.night.max_rejected_share


def run_night(
    batch: BatchRun, listing: Listing | None, stages: tuple[str, ...] = STAGES, wait_s: float = 0.0
) -> Outcome:
    """Runs the stages in order and writes the ledger entry; `listing` is needed by the inventory alone.

    All tables become visible together when the last is done; a run that breaks off leaves them as they were.

    Raises:
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
    """
    with draft_of(batch.warehouse, wait_s) as draft:
        fetch_observed(draft, days={near for day in batch.days for near in (day - ONE_DAY, day, day + ONE_DAY)})
        outcome = _draft_night(replace(batch, warehouse=str(draft)), listing, stages)
        run = commit_draft(draft, run_notes(outcome.batch, _command(stages)))
    note("run_committed", f"run {run} is what readers see", run=run, service_dates=[str(day) for day in batch.days])
    outcome.batch = batch
    return outcome


def _command(stages: tuple[str, ...]) -> str:
    return "nightly" if stages == STAGES else " ".join(stages)


def _draft_night(batch: BatchRun, listing: Listing | None, stages: tuple[str, ...]) -> Outcome:
    began = datetime.now(UTC)
    outcome = Outcome(batch, listing, Observed(0, 0.0, 0.0))
    for stage in stages:
        started = time.monotonic()
        note("stage_began", stage, stage=stage)
        counts: list[StepCount] = []
        if stage == "inventory" and listing is not None:
            counts = take_inventory(batch, listing)
        elif stage == "observe":
            outcome.observed = observe_recordings(batch)
            outcome.closer = refine_recordings(batch)
            counts = [*outcome.observed.counts, *outcome.closer.counts]
        elif stage == "events":
            counts = write_events(batch)
            outcome.unseen = len(unobserved_recordings(batch))
        outcome.took_s[stage] = time.monotonic() - started
        outcome.counts += counts
        note_counts(counts, stage)
        note("stage_ended", stage, stage=stage, took_s=round(outcome.took_s[stage], 3))
    outcome.recordings = [row for day in batch.days for row in _rows(batch, RECORDINGS, day)]
    outcome.rejects = [row for day in (*batch.days, None) for row in _rows(batch, REJECTS, day)]
    for row in outcome.rejects:
        if row["error"] == NO_RECORDING:
            continue  # recorders keep an index or a still beside each recording
        known = {name: row[name] for name in ("camera_id", "service_date", "error")}
        note("rejected", row["reason"], logging.WARNING, row["step"], row["input"], **known)
    enter(batch, _command(stages), began, outcome.succeeded, outcome.observed.recordings)
    return outcome


def _rows(batch: BatchRun, table: Table, day: date | None) -> list[dict]:
    return read_table(batch.warehouse, table, service_date=day).to_pylist()
