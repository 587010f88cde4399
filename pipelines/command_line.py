"""The command `pantau`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.logging import RichHandler

from pipelines.commands import ask, clip, evaluate, nightly, simulate, site, sql

COMMANDS = {
    "simulate": (simulate, simulate.HELP),
    **{name: (nightly, text) for name, text in nightly.HELP.items()},
    "evaluate": (evaluate, evaluate.HELP),
    "ask": (ask, ask.HELP),
    "sql": (sql, sql.HELP),
    "clip": (clip, clip.HELP),
    "site": (site, site.HELP),
}

BAD_USE = 2
"""Exit status for a site file, an argument or a folder that cannot be used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `pantau` with a list of arguments, those of the process by default, and gives its exit status.

    0: done. 1: done, and more was lost than the site file allows. 2: something given to it cannot be used.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    ours, _, theirs = _split(given)
    known, unknown = _parser().parse_known_args(ours)
    errors = Console(stderr=True)
    _log_to(errors, known.verbose)
    module, _ = COMMANDS[known.command]
    extra = unknown + theirs
    if extra and not getattr(module, "TAKES_ENGINE_OPTIONS", module is nightly):
        errors.print(f"pantau {known.command}: does not know {' '.join(extra)}", style="red", markup=False)
        return BAD_USE
    try:
        return module.run(known, extra)
    except (ValueError, OSError) as error:
        errors.print(str(error), style="red", markup=False, highlight=False)
        logging.getLogger(__name__).debug("where it happened", exc_info=error)
        return BAD_USE


def _split(given: list[str]) -> tuple[list[str], str, list[str]]:
    """Arguments before and after `--`; those after it are the engine's."""
    if "--" not in given:
        return given, "", []
    at = given.index("--")
    return given[:at], "--", given[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pantau", description=__doc__, allow_abbrev=False)
    parser.add_argument("--verbose", action="store_true", help="say more of what happens")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, text) in COMMANDS.items():
        module.describe(commands.add_parser(name, help=text, description=text, allow_abbrev=False))
    return parser


def _log_to(console: Console, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.ERROR,
        format="%(message)s",
        handlers=[RichHandler(console=console, show_path=False)],
        force=True,
    )
