"""A flex template's job: what its launcher calls with the parameters of a night, and what Beam needs, as options."""

from collections.abc import Sequence

from pantau.pipelines.command_line import main

PARAMETERS = ("--site", "--archive", "--warehouse", "--date", "--from", "--to")
"""The template's parameters that are `pantau`'s; all others are Beam's."""


def launch(given: Sequence[str]) -> int:
    """Runs `pantau nightly` with options that are each one text, `--name=value`, and gives its exit status.

    Of what the launcher adds for Beam, this Beam need not know all.
    """
    ours = [option for option in given if option.partition("=")[0] in PARAMETERS]
    return main(["nightly", *ours, "--", *(option for option in given if option not in ours)])
