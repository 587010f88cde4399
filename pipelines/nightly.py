"""A run from its draft to what people are told: the whole night, or one of its stages."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import apache_beam as beam
from apache_beam.runners.runner import PipelineResult

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.night import STAGES, Night, days_around, planned_run
from pantau.pipelines.reporting.json_log import note
from pantau.pipelines.reporting.outcome import Outcome, note_rejects, refined_of, rejects_of, rows_of, succeeded
from pantau.pipelines.reporting.progress import watch_expected
from pantau.pipelines.reporting.runs_table import enter, run_notes
from pantau.pipelines.reporting.step_counts import counters_of, note_counts, step_counts
from pantau.pipelines.unobserved import unobserved_recordings
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.detection.observe_recordings import FRESH, FRESH_MS
from pantau.transforms.epoch import utc
from pantau.transforms.events.find_events_of_days import found_at_once
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.recordings.named.name_recordings import ARCHIVE, rest_of
from pantau.transforms.storage.looks import one_look
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.drafts import note_files
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.table_file import TableFile
from pantau.transforms.tables.transaction import commit_draft, draft_of, refuse_older
from pantau.transforms.tables.visible_files import run_of
from pantau.transforms.tables.writing.write import WrittenPartition


def run_night(
    batch: BatchRun, stages: tuple[str, ...] = STAGES, wait_s: float = 0.0, now: datetime | None = None
) -> Outcome:
    """Runs the stages as one pipeline; `now`, aware, is when it is (by default, by this machine).

    All tables become visible together, by the pipeline's last step; a run that breaks off leaves them as they were.

    Raises:
        ValueError: an earlier version wrote tables of the warehouse, and they are to be upgraded.
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more, or committed meanwhile.
    """
    began, started = datetime.now(UTC), time.monotonic()
    with draft_of(batch.warehouse, wait_s) as draft:
        options, at_once = decoding_options(batch.engine)
        night, run = night_of(batch, draft, stages, at_once), begun_run(batch, draft, began, now or began)
        with watch_expected("Observing recordings", "observe"), beam.Pipeline(options=options) as pipeline:
            night.build(pipeline | "Run" >> beam.Create([run], reshuffle=False).with_output_types(PlannedRun))
    with one_look():
        run = run_of(batch.warehouse)
        note("run_committed", f"run {run} is what readers see", run=run, service_dates=[str(day) for day in batch.days])
        outcome = _outcome(batch, stages, pipeline.result, time.monotonic() - started)
    note_counts(outcome.counts)
    note_rejects(outcome)
    return outcome


def night_of(batch: BatchRun, draft: Place, stages: tuple[str, ...], at_once: int) -> Night:
    """The graph of a run that writes into a draft of its warehouse."""
    return Night(
        batch.observer,
        batch.archive,
        str(root_of(draft)),
        stages,
        partial(settle, batch, "nightly" if stages == STAGES else " ".join(stages)),
        batch.settled_s,
        at_once,
        found_at_once(at_once, len(batch.begun), len(batch.site.cameras)),
    )


def begun_run(batch: BatchRun, draft: Place, began: datetime, now: datetime) -> PlannedRun:
    """What flows through it; times are aware, `began` is of the ledger.

    Raises:
        ValueError: as `run_night`.
    """
    refuse_older(draft)
    return planned_run(replace(batch, warehouse=str(draft)), now.timestamp(), began.timestamp())


def _outcome(batch: BatchRun, stages: tuple[str, ...], result: PipelineResult, took_s: float) -> Outcome:
    counters = counters_of(result)
    observing, archive = counters["observe"], counters[ARCHIVE]
    refined, left_out = refined_of(batch) if "observe" in stages else (0, 0)
    return Outcome(
        batch,
        stages,
        took_s,
        rejects_of(batch),
        rows_of(batch, RECORDINGS),
        rest_of(archive, "others"),
        rest_of(archive, "ignored"),
        observing[FRESH],
        observing[FRESH_MS] / 1000,
        refined,
        left_out,
        len(unobserved_recordings(batch)) if "events" in stages else 0,
        step_counts(counters),
    )


def settle(batch: BatchRun, command: str, run: PlannedRun, written: Sequence[WrittenPartition], decoded: int) -> int:
    """Enters a run into its ledger, and makes visible what it has written; `batch` tells of all but draft and dates.

    Raises:
        Occupied: another run was faster.
        WarehouseError: there is no room.
    """
    days = tuple(map(date.fromisoformat, run.days))
    batch = replace(batch, warehouse=run.draft, days=days)
    draft = place_of(run.draft)
    note_files(draft, [TableFile(*one) for one in written])
    with one_look():
        complete = succeeded(batch.site, rows_of(batch, RECORDINGS), rejects_of(batch))
        enter(batch, command, utc(run.began_s), complete, decoded)
        notes = run_notes(batch, command)
    return commit_draft(draft, notes, {*days, *days_around(days)})
