"""What Dataflow can do of a night: observing recordings, written down as a template instead of being run.

What is seen on a recording lies in the bucket as soon as it is written, and the next run on any machine finds it there.
"""

from collections.abc import Sequence
from functools import partial
from importlib import import_module

import apache_beam as beam
from apache_beam.options.pipeline_options import GoogleCloudOptions, PipelineOptions

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.unobserved import unobserved_recordings
from pantau.transforms.bulkhead import Bulkhead
from pantau.transforms.dead_letters import Try
from pantau.transforms.detection.observe_recordings import detection_bounds, reject_ownership
from pantau.transforms.detection.remote import ObserveRemotely
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.storage.address import is_cloud

NEEDED = ("project", "region", "temp_location", "sdk_container_image")


def is_template(arguments: Sequence[str]) -> bool:
    """Whether arguments for Beam ask for a template."""
    return bool(PipelineOptions(list(arguments)).view_as(GoogleCloudOptions).template_location)


def write_template(batch: BatchRun) -> int:
    """Writes a template in which Dataflow observes the recordings of a run that nobody has, and gives their number.

    Recordings that fail are noted in the warehouse, or are observed again by the next run, which rejects them.

    Raises:
        ValueError: workers elsewhere cannot do it, an option is missing, or there is nothing to observe.
    """
    address = _warehouse(batch)
    options = _options(batch.engine)
    ownerships = unobserved_recordings(batch)
    if not ownerships:
        raise ValueError(
            f"{address}: nothing is left to be observed of these dates; if recordings are new, run `pantau inventory` "
            "first"
        )
    look = ObserveRemotely(batch.site, batch.archive, address)
    apart = Bulkhead(look, partial(detection_bounds, batch.site.night), look.record_failure, look.cached_outcome)
    pipeline = beam.Pipeline(options=options)
    _ = (
        pipeline
        | "Name recordings" >> beam.Create(ownerships, reshuffle=False).with_output_types(TimeOwnership)
        | "Observe" >> Try("observe", apart, reject_ownership, TimeOwnership, str)
    )
    pipeline.run()
    return len(ownerships)


def _warehouse(batch: BatchRun) -> str:
    """The address of a run's warehouse."""
    if not is_cloud(batch.warehouse) or not is_cloud(batch.archive):
        raise ValueError(
            "--template_location: workers on Dataflow reach no folder of this machine; give --archive gs://… and "
            "--warehouse gs://…"
        )
    if batch.site.observer.detector.model:
        raise ValueError(
            "observer.detector.model: workers elsewhere have the models that pantau ships and no other; leave it out, "
            "or observe these recordings on this machine"
        )
    return batch.warehouse.rstrip("/")


def _options(arguments: Sequence[str]) -> PipelineOptions:
    """One recording at a time in each worker process, of which Dataflow starts one for each core."""
    usual = ["--number_of_worker_harness_threads=1", "--sdk_location=container"]
    options = PipelineOptions([*usual, *arguments], save_main_session=False)
    given = options.get_all_options()
    if missing := [f"--{name}" for name in NEEDED if not given[name]]:
        raise ValueError(f"--template_location: a template needs {', '.join(missing)} as well")
    try:
        import_module("google.cloud.dataflow")
    except ImportError as error:
        raise ValueError("--runner=DataflowRunner: needs Dataflow's client; install pantau[dataflow]") from error
    return options
