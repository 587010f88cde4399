"""Workers of a job as Dataflow starts them: processes that share no folder with each other or with who launched it."""

import os
import sys
from pathlib import Path

from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability import python_urns
from apache_beam.portability.api import beam_runner_api_pb2 as proto
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

MACHINES = 2

WORKER = """\
#!/bin/sh
# Each has a folder of its own for all that it keeps, and the program that its image would have.
machine=$(mktemp --directory {folder}/machine-XXXXXX)
mkdir "$machine/home" "$machine/tmp" "$machine/cache"
cd "$machine"
export HOME=$machine/home TMPDIR=$machine/tmp PANTAU_CACHE=$machine/cache PYTHONPATH={program}
exec {python} -m apache_beam.runners.worker.sdk_worker_main
"""


class Machines(FnApiRunner):
    """Runs pipelines by `MACHINES` workers whose folders lie in `folder`, each bundle so many `times`."""

    def __init__(self, folder: Path, program: Path, times: int = 1) -> None:
        super().__init__(bundle_repeat=times - 1)
        self._num_workers = MACHINES  # which Beam takes from the options of a pipeline, and here there is none
        folder.mkdir()
        self.folder, self.command = folder, folder / "worker.sh"
        self.command.write_text(WORKER.format(folder=folder, program=program, python=sys.executable), encoding="utf-8")

    def run(self, pipeline: proto.Pipeline) -> None:
        """Does the work of a pipeline that Dataflow was given. Raises RuntimeError if it fails."""
        for environment in pipeline.components.environments.values():
            environment.urn, environment.payload = python_urns.SUBPROCESS_SDK, f"exec sh {self.command}".encode()
            del environment.dependencies[:]
        self.run_via_runner_api(pipeline, PipelineOptions()).wait_until_finish()

    def caches(self) -> list[set[str]]:
        """What each worker has kept, by the folders in its cache."""
        return [set(os.listdir(machine / "cache")) for machine in sorted(self.folder.glob("machine-*"))]
