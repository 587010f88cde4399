"""The whole night: inventory, observe, events, a ledger entry and a summary."""

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from pipelines.events import run_ids, write_events
from pipelines.inventory import Listing, take_inventory
from pipelines.night import Night
from pipelines.observe import Observed, observe_recordings
from schemas.tables import EVENT_TABLES, RECORDINGS, REJECTS, RUNS
from transforms.provenance import code_hash, config_hash, short_hash
from transforms.warehouse.partitions import Partition, read_table, write_partition

STAGES = ("inventory", "observe", "events")


@dataclass
class Outcome:
    """What a night did. `took_s` has the seconds of each stage; `lost_share` the share of its recordings rejected."""

    night: Night
    listing: Listing | None
    observed: Observed
    took_s: dict[str, float] = field(default_factory=dict)
    rejects: list[dict] = field(default_factory=list)
    recordings: list[dict] = field(default_factory=list)

    @property
    def lost_share(self) -> float:
        """Rejected recordings of the night's dates, and undated ones, over all that were met."""
        met = len(self.recordings) + sum(reject["step"] != "observe" for reject in self.rejects)
        return len(self.rejects) / met if met else 0.0

    @property
    def succeeded(self) -> bool:
        """Whether no more was lost than the site file allows."""
        return self.lost_share <= self.night.site.night.max_rejected_share


def run_night(night: Night, listing: Listing | None, stages: tuple[str, ...] = STAGES) -> Outcome:
    """Runs the stages in order and writes the ledger entry; `listing` is needed by the inventory alone."""
    began = datetime.now(UTC)
    outcome = Outcome(night, listing, Observed(0, 0.0, 0.0))
    for stage in stages:
        started = time.monotonic()
        if stage == "inventory" and listing is not None:
            take_inventory(night, listing)
        elif stage == "observe":
            outcome.observed = observe_recordings(night)
        elif stage == "events":
            write_events(night)
        outcome.took_s[stage] = time.monotonic() - started
    outcome.recordings = [row for day in night.days for row in _rows(night, RECORDINGS, day)]
    outcome.rejects = [row for day in (*night.days, None) for row in _rows(night, REJECTS, day)]
    _enter(outcome, began, "nightly" if stages == STAGES else " ".join(stages))
    return outcome


def _rows(night: Night, table, day: date | None) -> list[dict]:
    return read_table(night.warehouse, table, service_date=day).to_pylist()


def _enter(outcome: Outcome, began: datetime, command: str) -> None:
    """A row in the ledger for each date."""
    night, ended = outcome.night, datetime.now(UTC)
    ids = run_ids(night)
    for day in night.days:
        recordings = [row for row in outcome.recordings if row["service_date"] == day]
        rejected = [row for row in outcome.rejects if row["service_date"] == day]
        entry = {
            "run_id": ids[day],
            "site_id": night.site.id,
            "service_date": day,
            "time_zone": night.site.timezone,
            "command": command,
            "started_at": began,
            "ended_at": ended,
            "outcome": "complete" if outcome.succeeded else "rejects",
            "code_hash": code_hash(),
            "config_hash": config_hash(night.site),
            "model_hash": short_hash(*(night.observer.version(camera.id, day) for camera in night.site.cameras)),
            "recordings": len(recordings),
            "rejected": len(rejected),
            "recorded_s": sum(row["duration_s"] for row in recordings),
            "looked_at": outcome.observed.recordings,
            "event_rows": sum(read_table(night.warehouse, table, service_date=day).num_rows for table in EVENT_TABLES),
        }
        entries = [*read_table(night.warehouse, RUNS, service_date=day).to_pylist(), entry]
        write_partition(night.warehouse, Partition(RUNS, (day,)), RUNS.arrow(entries))


def on_dates(night: Night, days: list[date]) -> Night:
    """The same night for other dates."""
    return replace(night, days=tuple(sorted(days)))
