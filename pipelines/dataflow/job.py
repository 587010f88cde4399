"""A run as a job of Dataflow: begun here, done and committed by workers that share no folder with this machine.

Who submits it leaves then; all that makes the run visible happens in the pipeline.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import runner_of
from pantau.pipelines.nightly import begun_run, night_of
from pantau.transforms.detection.observer_elsewhere import observer_elsewhere
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.storage.address import CloudError, is_cloud
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import discard
from pantau.transforms.tables.transaction import begin_draft
from pantau.transforms.tables.writing.discard_draft import DiscardDraft

NEEDED = ("project", "region", "temp_location", "sdk_container_image")


def is_for_dataflow(arguments: Sequence[str]) -> bool:
    """Whether arguments for Beam name Dataflow's runner."""
    return runner_of(arguments) == "dataflow"


def submit_job(batch: BatchRun, stages: tuple[str, ...], now: datetime) -> Place:
    """Gives Dataflow a run, and gives its draft; with `--template_location` the job is written there for a launcher.

    `now`, aware, is when it is.

    Raises:
        ValueError: workers elsewhere cannot do it, an option is missing, or the warehouse is to be upgraded.
        CloudError: the bucket of the warehouse cannot be reached.
    """
    _refuse_local(batch)
    options = _options(batch.engine)
    draft = begin_draft(batch.warehouse)
    try:
        pipeline = beam.Pipeline(options=options)
        build_job(pipeline, batch, draft, stages, now)
        pipeline.run()
    except BaseException:
        with suppress(CloudError):
            discard(draft)
        raise
    return draft


def build_job(
    pipeline: beam.Pipeline, batch: BatchRun, draft: Place, stages: tuple[str, ...], now: datetime
) -> beam.PCollection:
    """The graph of a run for workers elsewhere; its output is the number of the run."""
    elsewhere = replace(batch, observer=observer_elsewhere(batch.site))
    run = begun_run(elsewhere, draft, datetime.now(UTC), now)
    begun = pipeline | "Run" >> beam.Create([run], reshuffle=False).with_output_types(PlannedRun)
    return night_of(elsewhere, draft, stages, at_once=1).build(begun) | DiscardDraft(str(draft))


def _refuse_local(batch: BatchRun) -> None:
    for option, address in (("--archive", batch.archive), ("--warehouse", batch.warehouse)):
        if not is_cloud(address):
            raise ValueError(f"{option} {address}: workers on Dataflow reach no folder of this machine; give gs://…")


def _options(arguments: Sequence[str]) -> PipelineOptions:
    """One element at a time in each worker process, of which Dataflow starts one for each core."""
    usual = ["--number_of_worker_harness_threads=1", "--sdk_location=container"]
    options = PipelineOptions([*usual, *arguments], save_main_session=False)
    given = options.get_all_options()
    if missing := [f"--{name}" for name in NEEDED if not given[name]]:
        raise ValueError(f"--runner=DataflowRunner: needs {', '.join(missing)} as well")
    try:
        import_module("google.cloud.dataflow")
    except ImportError as error:
        raise ValueError("--runner=DataflowRunner: needs Dataflow's client; install pantau[dataflow]") from error
    return options
