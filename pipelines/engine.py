"""How a pipeline is run: on this machine by default, on any engine by Beam's own options."""

import os
from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions


def beam_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam options from the arguments that are not ours; without `--runner` all cores of this machine work.

    `FnApiRunner` is named because Beam's default first looks for a runner to download. Threads, not processes: decoding
    and inference release the interpreter's lock.
    """
    if not any(argument.startswith("--runner") for argument in arguments):
        workers = [f"--direct_num_workers={os.cpu_count() or 1}", "--direct_running_mode=multi_threading"]
        arguments = ["--runner=FnApiRunner", *workers, *arguments]
    return PipelineOptions(list(arguments), save_main_session=False)
