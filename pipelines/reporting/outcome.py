"""What a run did, by the tables that it left and by what its steps counted."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.reporting.json_log import note
from pantau.pipelines.reporting.step_counts import StepCount
from pantau.schemas.site import Site
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_SAMPLES, REJECTS
from pantau.schemas.vocabulary import NO_RECORDING, NOTHING_LOST, OBSERVING
from pantau.transforms.tables.partition_files import partitions_of, read_notes, read_table

Row = dict[str, Any]


@dataclass
class Outcome:
    """What a run of some stages did, in `took_s` seconds.

    others, ignored: files that are no video by their endings, and what operating systems, storage devices and this
    program left in the archive. decoded, decoded_s: recordings that were decoded, and the seconds that they hold.
    refined, left_out: frames between the samples of the dates, and windows that the limit left out. unseen: recordings
    that events were made without, since the present observer has not observed them. counts: what each step counted.
    """

    batch: BatchRun
    stages: tuple[str, ...]
    took_s: float = 0.0
    rejects: list[Row] = field(default_factory=list)
    recordings: list[Row] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    decoded: int = 0
    decoded_s: float = 0.0
    refined: int = 0
    left_out: int = 0
    unseen: int = 0
    counts: list[StepCount] = field(default_factory=list)

    @property
    def lost_share(self) -> float:
        """Rejected recordings of the run's dates, and undated ones, over all that were met."""
        return lost_share(self.recordings, self.rejects)

    @property
    def succeeded(self) -> bool:
        """Whether no more was lost than the site file allows."""
        return succeeded(self.batch.site, self.recordings, self.rejects)


def lost_share(recordings: Iterable[Row], rejects: Iterable[Row]) -> float:
    """The share of recordings that were rejected, over all that were met, used or not."""
    lost = [reject for reject in rejects if reject["error"] not in NOTHING_LOST]
    unknown = {reject["input"] for reject in lost if reject["step"] not in OBSERVING}
    met = len(list(recordings)) + len(unknown)
    return len({reject["input"] for reject in lost}) / met if met else 0.0


def succeeded(site: Site, recordings: Iterable[Row], rejects: Iterable[Row]) -> bool:
    """Whether no more was lost than the site file allows."""
    return lost_share(recordings, rejects) <= site.night.max_rejected_share


def rows_of(batch: BatchRun, table: Table) -> list[Row]:
    """The rows of a table of the run's dates."""
    return [row for day in batch.days for row in read_table(batch.warehouse, table, service_date=day).to_pylist()]


def rejects_of(batch: BatchRun) -> list[Row]:
    """The rejects of the run's dates, and those without a date."""
    return [*rows_of(batch, REJECTS), *read_table(batch.warehouse, REJECTS, service_date=None).to_pylist()]


def refined_of(batch: BatchRun) -> tuple[int, int]:
    """Frames between the samples of the run's dates, and windows that the limit left out."""
    frames = sum(read_table(batch.warehouse, CLOSER_SAMPLES, service_date=day).num_rows for day in batch.days)
    places = (part for day in batch.days for part in partitions_of(batch.warehouse, CLOSER_SAMPLES, service_date=day))
    notes = (read_notes(part.path(batch.warehouse)) or {} for part in places)
    return frames, sum(int(noted.get("left_out", 0)) for noted in notes)


def note_rejects(outcome: Outcome) -> None:
    """Adds a line to the journal for each reject of what is or may be a recording."""
    for row in outcome.rejects:
        if row["error"] == NO_RECORDING:
            continue  # recorders keep an index or a still beside each recording
        known = {name: row[name] for name in ("camera_id", "service_date", "error")}
        note("rejected", row["reason"], logging.WARNING, row["step"], row["input"], **known)
