"""The third stage: events from what was seen; repeated whenever a zone, a threshold or a calendar changes."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

import apache_beam as beam
import pyarrow as pa

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.runs_table import run_ids
from pantau.pipelines.reporting.step_counts import StepCount, added, step_counts
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost
from pantau.transforms.dead_letters import Try
from pantau.transforms.events.camera_day_tables import ALLOCATION, FOUND, Tables, TablesOfEvents
from pantau.transforms.tables.write import WriteTables

FEW = 6
"""Camera days that are found here before processes of their own would have started."""

PORTION = 400
"""About so many camera days are written at once: on one machine Beam holds the rows of all that it is given."""


def write_events(batch: BatchRun) -> list[StepCount]:
    """Writes coverage and the event tables of the run's dates, some dates at a time; what this has counted."""
    return added(count for portion in portions(batch, PORTION) for count in _write(portion))


def portions(batch: BatchRun, camera_days: int) -> Iterator[BatchRun]:
    """The run in parts of whole dates, in order, of at most `camera_days` each; of one date if that has more."""
    dates = max(1, camera_days // max(1, len(batch.site.cameras)))
    for first in range(0, len(batch.days), dates):
        yield replace(batch, days=batch.days[first : first + dates])


def _write(batch: BatchRun) -> list[StepCount]:
    options, at_once = decoding_options(batch.engine)
    find = TablesOfEvents(batch.observer, batch.warehouse, run_ids(batch))
    apart = Bulkhead(find, unbounded, allocation=ALLOCATION)
    if len(batch.camera_days) <= FEW:
        at_once = 1
    with beam.Pipeline(options=options) as pipeline:
        found = (
            pipeline
            | "Camera days" >> beam.Create(batch.camera_days, reshuffle=False).with_output_types(tuple[str, str])
            | "Find events" >> Try("events", apart if at_once > 1 else find, refuse, tuple[str, str], dict, at_once)
        )
        for table in FOUND:
            _ = (
                found.done
                | f"Take {table.name}" >> beam.FlatMap(_taken, table.name).with_output_types(pa.Table)
                | f"Write {table.name}" >> WriteTables(table, batch.warehouse, batch.agency_days)
            )
    return step_counts(pipeline.result)


def _taken(tables: Tables, name: str) -> list[pa.Table]:
    return tables[name]


def unbounded(camera_day: tuple[str, str]) -> Bounds:
    """Events are found for as long as it takes: the program is to blame for all that goes wrong."""
    return Bounds(" ".join(camera_day), float("inf"), sys.maxsize)


def refuse(camera_day: tuple[str, str], error: Exception) -> NoReturn:
    """Ends the run: events that are missing would be taken for nothing having happened.

    Raises:
        RuntimeError: always; it names the camera and the date.
    """
    camera_id, day = camera_day
    what = f"its process was lost ({error.word}); run it again" if isinstance(error, Lost) else error
    raise RuntimeError(f"events of {camera_id} on {day}: {what}") from error
