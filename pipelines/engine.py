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


def unknown_options(arguments: Sequence[str]) -> list[str]:
    """What of the arguments is no option that Beam knows here; Beam itself would drop it without a word."""
    options = PipelineOptions(list(arguments))
    unknown = options.get_all_options(retain_unknown_options=True).keys() - options.get_all_options().keys()
    stray = [argument for argument in arguments[:1] if not argument.startswith("-")]
    return stray + [argument for argument in arguments if argument.lstrip("-").split("=")[0] in unknown]
