"""How a pipeline is run: on this machine by default, on any engine by Beam's own options."""

import os
from collections.abc import Sequence

from apache_beam.options.pipeline_options import DirectOptions, GoogleCloudOptions, PipelineOptions, StandardOptions
from apache_beam.runners.portability.fn_api_runner import worker_handlers

# Between its stages Beam's runner sends what it has every second, from a thread of its own, even if an element is half
# written: rows are then lost, or read as lengths of many gigabytes. With 0 it sends whole elements, by size alone; only
# this constant can say so, since the runner takes a 0 in its configuration for no answer.
worker_handlers.DATA_BUFFER_TIME_LIMIT_MS = 0

REFUSED = {
    "dask": (
        "--runner=DaskRunner: of what is used twice it runs one use only, and mixes outputs, without a word; "
        "leave it out, or use Flink"
    ),
    "spark": (
        "--runner=SparkRunner: no run on it has been compared with one without it, since its job server is not "
        "published for this version of Beam; leave it out, or use Flink"
    ),
}
"""Engines, by their names without *Runner*, and why pantau is not run on them."""


def beam_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam options from the arguments that are not ours; without a `--runner` or workers, one worker does all.

    Rows are Python's work, in which threads wait for each other, and a worker within Beam's runner has no channel to
    lose. `FnApiRunner` is named because Beam's default first looks for a runner to download.
    """
    if _says_how(arguments):
        return threaded_options(arguments)
    return _options([*arguments, "--runner=FnApiRunner"])


def threaded_options(arguments: Sequence[str]) -> PipelineOptions:
    """The same for work that lets other threads work: all cores of this machine, unless the arguments say otherwise."""
    if not any(argument.startswith("--runner") for argument in arguments):
        workers = [f"--direct_num_workers={os.cpu_count() or 1}", "--direct_running_mode=multi_threading"]
        arguments = ["--runner=FnApiRunner", *workers, *arguments]
    return _options(arguments)


def decoding_options(arguments: Sequence[str]) -> tuple[PipelineOptions, int]:
    """The same for work that is done behind bulkheads, and how many elements each worker of Beam has in hand at once.

    Beam deals out what there is before it begins. On this machine its one worker has all, and keeps as many processes
    busy as there are cores, to the end; an engine that was asked for has its own workers, with one each.
    """
    return beam_options(arguments), 1 if _says_how(arguments) else os.cpu_count() or 1


def _says_how(arguments: Sequence[str]) -> bool:
    return any(argument.startswith(("--runner", "--direct")) for argument in arguments)


def _options(arguments: Sequence[str]) -> PipelineOptions:
    return PipelineOptions(list(arguments), save_main_session=False)


def unknown_options(arguments: Sequence[str]) -> list[str]:
    """What of the arguments is no option that Beam knows here; Beam itself would drop it without a word."""
    options = PipelineOptions(list(arguments))
    unknown = options.get_all_options(retain_unknown_options=True).keys() - options.get_all_options().keys()
    stray = [argument for argument in arguments[:1] if not argument.startswith("-")]
    return stray + [argument for argument in arguments if argument.lstrip("-").split("=")[0] in unknown]


def refused_options(command: str, arguments: Sequence[str]) -> str:
    """Why a command with these arguments would be refused; empty if not.

    An engine loses rows, was not compared, cannot do this part of a run, or can wait for ever.
    """
    options = PipelineOptions(list(arguments))
    runner = (options.view_as(StandardOptions).runner or "").rsplit(".", 1)[-1].lower().removesuffix("runner")
    if why := REFUSED.get(runner):
        return why
    template = options.view_as(GoogleCloudOptions).template_location
    if (runner == "dataflow" or template) and (runner, command, bool(template)) != ("dataflow", "observe", True):
        return (
            "Dataflow can observe recordings, and nothing else of a run: the tables are drafted in a folder of the "
            "machine that runs it and committed there, which its workers do not reach; write a template with "
            "`pantau observe … --runner=DataflowRunner --template_location=gs://…`, and when its job is done run "
            "`pantau nightly` here"
        )
    if options.view_as(DirectOptions).direct_running_mode != "multi_processing":
        return ""
    return (
        "--direct_running_mode=multi_processing: if one of its workers is killed, Beam's runner waits for it for ever; "
        "leave it out, recordings are decoded in processes of their own in any case"
    )
