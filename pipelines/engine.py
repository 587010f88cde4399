"""How a pipeline is run: on this machine by default, on any engine by Beam's own options."""

import os
from collections.abc import Sequence

from apache_beam.options.pipeline_options import DirectOptions, GoogleCloudOptions, PipelineOptions, StandardOptions

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


LOST = {
    "multi_processing": "if one of its workers is killed, Beam's runner waits for it for ever",
    "multi_threading": "between two steps Beam's runner loses rows, without a word",
}
"""Ways in which Beam's runner on this machine has several workers, and why pantau does not use them."""

ON_DATAFLOW = ("nightly", "inventory", "observe", "events")
"""Commands of which Dataflow does the work."""

NEEDED_WITHOUT_END = ("--streaming", "--finish_bundle_before_checkpointing")
"""How a pipeline without end is run, whatever is asked for. The second is Flink's: what a bundle gives as a checkpoint
ends it comes behind the watermark otherwise, and its window is over (measured: 88 of 200 windows lost elements, with a
checkpoint each 0.2 s, and none of 200 with it)."""

USUAL_WITHOUT_END = ("--checkpointing_interval=60000", "--max_bundle_time_mills=100")
"""The same, if nothing else is asked for. Flink's: a checkpoint a minute (chosen: what is decoded is kept in any case),
and bundles of at most 0.1 s, since a run goes through two dozen gatherings one after the other (chosen: a second, as is
usual, would make half a minute of them)."""

HERE = ("", "fnapi")
"""Runners, by their names without *Runner*, with one worker in this process."""


def beam_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam options from the arguments that are not ours; without a `--runner`, one worker in this process does all.

    Rows are Python's work, in which threads wait for each other, and a worker within Beam's runner has no channel to
    lose. `FnApiRunner` is named because Beam's default first looks for a runner to download.
    """
    given = _options(arguments)
    if not given.view_as(StandardOptions).runner:
        arguments = [*arguments, "--runner=FnApiRunner"]
    if _runner(given) in HERE:
        # What `--direct_num_workers` asks for is done at once within steps.
        arguments = [*arguments, "--direct_num_workers=1"]
    return _options(arguments)


def decoding_options(arguments: Sequence[str]) -> tuple[PipelineOptions, int]:
    """The same for work that is done behind bulkheads, and how many elements each worker of Beam has in hand at once.

    On this machine Beam's one worker keeps as many processes busy as `--direct_num_workers` says, or as there are
    cores; an engine that was asked for has its own workers, with one each.
    """
    given = _options(arguments)
    cores = os.cpu_count() or 1
    if _runner(given) not in HERE:
        return beam_options(arguments), 1
    if any(argument.startswith("--direct_num_workers") for argument in arguments):
        return beam_options(arguments), given.view_as(DirectOptions).direct_num_workers or cores
    return beam_options(arguments), 1 if _runner(given) else cores


def runner_of(arguments: Sequence[str]) -> str:
    """The runner that arguments for Beam ask for, in small letters without *Runner*; empty if they do not."""
    return _runner(_options(arguments))


def is_elsewhere(arguments: Sequence[str]) -> bool:
    """Whether an engine is asked for that has workers of its own."""
    return runner_of(arguments) not in HERE


def unbounded_options(arguments: Sequence[str]) -> PipelineOptions:
    """Options for a pipeline without end on an engine: `NEEDED_WITHOUT_END`, what is asked for, and what is usual."""
    asked = [one for one in arguments if one.split("=")[0] not in NEEDED_WITHOUT_END]
    names = {one.split("=")[0] for one in asked}
    usual = [one for one in USUAL_WITHOUT_END if one.split("=")[0] not in names]
    return _options([*NEEDED_WITHOUT_END, *asked, *usual])


def _runner(options: PipelineOptions) -> str:
    """The name of a runner as it is compared: without its module, *Runner*, capitals; empty if none is asked for."""
    return (options.view_as(StandardOptions).runner or "").rsplit(".", 1)[-1].lower().removesuffix("runner")


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

    An engine loses rows, was not compared, cannot do this command, or can wait for ever.
    """
    options = PipelineOptions(list(arguments))
    runner = _runner(options)
    if why := REFUSED.get(runner):
        return why
    if runner == "dataflow" and command not in ON_DATAFLOW:
        return "Dataflow does a night, or a stage of one, and nobody here waits for its end; run this here or on Flink"
    if runner != "dataflow" and options.view_as(GoogleCloudOptions).template_location:
        return "--template_location: is Dataflow's; give --runner=DataflowRunner as well, or leave it out"
    mode = options.view_as(DirectOptions).direct_running_mode
    if why := LOST.get(mode):
        return (
            f"--direct_running_mode={mode}: {why}; leave it out, recordings are decoded in processes of their own in "
            "any case, as many at once as --direct_num_workers says"
        )
    return ""
