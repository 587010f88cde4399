"""Workers of a job as Dataflow starts them: processes that share no folder with each other or with who launched it."""

from pathlib import Path

from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability import python_urns
from apache_beam.portability.api import beam_runner_api_pb2 as proto
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from engines.machines import python_apart

WORKERS = 2


class Workers(FnApiRunner):
    """Runs pipelines by `WORKERS` processes, each on a machine in `folder`, and each bundle so many `times`."""

    def __init__(self, folder: Path, program: Path, times: int = 1) -> None:
        super().__init__(bundle_repeat=times - 1)
        self._num_workers = WORKERS  # which Beam takes from the options of a pipeline, and here there is none
        self._python = python_apart(folder, program)

    def run(self, pipeline: proto.Pipeline) -> None:
        """Does the work of a pipeline that Dataflow was given. Raises RuntimeError if it fails."""
        command = f"exec {self._python} -m apache_beam.runners.worker.sdk_worker_main"
        for environment in pipeline.components.environments.values():
            environment.urn, environment.payload = python_urns.SUBPROCESS_SDK, command.encode()
            del environment.dependencies[:]
        self.run_via_runner_api(pipeline, PipelineOptions()).wait_until_finish()
