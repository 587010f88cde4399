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
from pantau.pipelines.reporting.journal import note
from pantau.pipelines.reporting.ledger import enter, run_notes
from pantau.schemas.table import Table
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.schemas.words import LOOKING
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.copies import COPY
from pantau.transforms.tables.mirror import fetch_observed
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of

STAGES = ("inventory", "observe", "events")


@dataclass
class Outcome:
    """What a night did. `took_s` has the seconds of each stage; `lost_share` the share of its recordings rejected.

    `unseen` counts recordings that events were made without, since the present observer has not looked at them.
    """

    night: BatchRun
    listing: Listing | None
    observed: Observed
    took_s: dict[str, float] = field(default_factory=dict)
    rejects: list[dict] = field(default_factory=list)
    recordings: list[dict] = field(default_factory=list)
    unseen: int = 0
    closer: Refined = field(default_factory=Refined)

    @property
    def lost_share(self) -> float:
        """Rejected recordings of the night's dates, and undated ones, over all that were met; copies lose nothing."""
        lost = [reject for reject in self.rejects if reject["error"] != COPY]
        unknown = {reject["input"] for reject in lost if reject["step"] not in LOOKING}
        met = len(self.recordings) + len(unknown)
        return len({reject["input"] for reject in lost}) / met if met else 0.0

    @property
    def succeeded(self) -> bool:
        """Whether no more was lost than the site file allows."""
        return self.lost_share <= self.night.site.night.max_rejected_share


def run_night(
    night: BatchRun, listing: Listing | None, stages: tuple[str, ...] = STAGES, wait_s: float = 0.0
) -> Outcome:
    """Runs the stages in order and writes the ledger entry; `listing` is needed by the inventory alone.

    All tables become visible together when the last is done; a run that breaks off leaves them as they were.

    Raises:
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
    """
    with draft_of(night.warehouse, wait_s) as draft:
        fetch_observed(draft, days={near for day in night.days for near in (day - ONE_DAY, day, day + ONE_DAY)})
        outcome = _draft_night(replace(night, warehouse=str(draft)), listing, stages)
        run = commit_draft(draft, run_notes(outcome.night, _command(stages)))
    note("run_committed", f"run {run} is what readers see", run=run, service_dates=[str(day) for day in night.days])
    outcome.night = night
    return outcome


def _command(stages: tuple[str, ...]) -> str:
    return "nightly" if stages == STAGES else " ".join(stages)


def _draft_night(night: BatchRun, listing: Listing | None, stages: tuple[str, ...]) -> Outcome:
    began = datetime.now(UTC)
    outcome = Outcome(night, listing, Observed(0, 0.0, 0.0))
    for stage in stages:
        started = time.monotonic()
        note("stage_began", stage, stage=stage)
        if stage == "inventory" and listing is not None:
            take_inventory(night, listing)
        elif stage == "observe":
            outcome.observed = observe_recordings(night)
            outcome.closer = refine_recordings(night)
        elif stage == "events":
            write_events(night)
            outcome.unseen = len(unobserved_recordings(night))
        outcome.took_s[stage] = time.monotonic() - started
        note("stage_ended", stage, stage=stage, took_s=round(outcome.took_s[stage], 3))
    outcome.recordings = [row for day in night.days for row in _rows(night, RECORDINGS, day)]
    outcome.rejects = [row for day in (*night.days, None) for row in _rows(night, REJECTS, day)]
    for row in outcome.rejects:
        known = {name: row[name] for name in ("camera_id", "service_date", "error")}
        note("rejected", row["reason"], logging.WARNING, row["step"], row["input"], **known)
    enter(night, _command(stages), began, outcome.succeeded, outcome.observed.recordings)
    return outcome


def _rows(night: BatchRun, table: Table, day: date | None) -> list[dict]:
    return read_table(night.warehouse, table, service_date=day).to_pylist()
