"""The command `pantau`."""

import argparse
import io
import logging
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from rich.console import Console
from rich.logging import RichHandler

from pantau.pipelines.commands.arguments.cloud import reached
from pantau.pipelines.reporting.json_log import journal, note

COMMANDS = {
    "simulate": ("simulate", "render an archive of a scripted office, with its site file and its exact truth"),
    "nightly": ("nightly", "the whole run: inventory, observe what is new, events, a summary"),
    "watch": ("watch", "the same as recordings arrive, until it is stopped"),
    "inventory": ("nightly", "list, name, hash and probe the recordings; account for the time"),
    "observe": ("nightly", "observe the recordings that the present observer has not seen"),
    "events": ("nightly", "find events again from what was seen; decodes nothing"),
    "evaluate": ("evaluate", "measure a warehouse against known truth, per table and counter"),
    "ask": ("ask", "answer a shipped question from the warehouse; without a question, list them"),
    "sql": ("sql", "a DuckDB shell with all views; reads statements from standard input if that is no terminal"),
    "health": ("health", "whether runs go well: the last good date, its age, coverage and rejects; for monitoring"),
    "check": ("check", "whether the tables keep their rules: keys, times without hole or overlap, bounds, evidence"),
    "index": ("maintenance.index", "copy what questions read into one file, from which they answer faster"),
    "upgrade": ("maintenance.upgrade", "rewrite what earlier versions wrote, so that files have the present columns"),
    "baselines": ("maintenance.baselines", "what is usual at each counter, of former dates, for those that follow"),
    "retain": ("maintenance.retain", "delete what was seen on recordings when it is due; events stay, cases are held"),
    "prune": ("maintenance.prune", "remove the files of old runs"),
    "report": ("report", "write the nightly report as one page that opens anywhere"),
    "docs": ("docs", "a page for each table, view and question: columns, lineage, checks, newest rows"),
    "export": ("export", "a data set that researchers can cite, under disclosure control"),
    "review": (
        "review.actions",
        "list, show and decide on review candidates; each decision stands, whatever later runs find",
    ),
    "clip": ("clip", "the footage behind an event, its hash verified"),
    "desk": ("desk.serve", "the days, timelines and footage in a browser"),
    "account": ("desk.accounts", "who may sign in to the desk, and what they may do"),
    "site": ("site.actions", "make, check, describe and draw the site file"),
}
"""Each command, its module in `pipelines.commands`, and what it does. Modules are loaded when they are needed."""

ENGINE_COMMANDS = {"simulate", "nightly", "watch", "inventory", "observe", "events", "export"}
"""Commands that hand what they do not know to Beam."""

DONE, LOST, BAD_USE, BROKEN, OCCUPIED = 0, 1, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `pantau` with a list of arguments, those of the process by default, and gives its exit status.

    0: done. 1: done, and something is not as it should be: more was lost than the site file allows, a rule is broken.
    2: something given to it cannot be used. 3: it broke off. 4: another run writes to the warehouse; nothing was done.
    """
    # Arrow's own allocator keeps what it was given back: 150 MB of a busy camera day. It asks this as it is loaded.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    _speak_any_language()
    given = list(sys.argv[1:] if arguments is None else arguments)
    ours, theirs = _split(given)
    command = next((word for word in ours if word in COMMANDS), None)
    known, unknown = _parser(command).parse_known_args(ours)
    errors = Console(stderr=True, markup=False)
    _log_to(errors, known.verbose)
    try:
        with journal(known.log, known.command):
            note("command_began", " ".join(["pantau", *given]))
            return _end(errors, *_attempt(known, unknown, theirs, errors))
    except OSError as error:
        return _end(errors, BAD_USE, str(error))


def _speak_any_language() -> None:
    """Has what a terminal or a log of few letters cannot show written as escapes: a name must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="backslashreplace")


def _end(errors: Console, status: int, message: str) -> int:
    if message:
        _say(errors, message)
    level = {DONE: logging.INFO, LOST: logging.WARNING}.get(status, logging.ERROR)
    note("command_ended", message or "done", level, status=status)
    return status


def _attempt(known: argparse.Namespace, unknown: list[str], theirs: list[str], errors: Console) -> tuple[int, str]:
    """The exit status of a command, and what is to be said of a failure."""
    engine = unknown + theirs
    if engine and known.command not in ENGINE_COMMANDS:
        return BAD_USE, f"pantau {known.command}: does not know {' '.join(engine)}"
    if unknown and (strange := import_module("pantau.pipelines.engine").unknown_options(unknown)):
        return BAD_USE, f"pantau {known.command}: does not know {' '.join(strange)}; options of an engine go after --"
    if engine and (why := import_module("pantau.pipelines.engine").refused_options(known.command, engine)):
        return BAD_USE, f"pantau {known.command}: {why}"
    try:
        with reached(known):
            return _module(known.command).run(known, engine), ""
    except BrokenPipeError:
        # Who reads the output, such as `head`, has seen enough; Python would complain once more as it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE, ""
    except KeyboardInterrupt:
        _stop(known, errors)
    except (ValueError, OSError) as error:
        logging.getLogger(__name__).debug("where it happened", exc_info=error)
        # Loaded here and not above: nobody waits for it who only asks for help.
        occupied = import_module("pantau.transforms.tables.transaction").Occupied
        return OCCUPIED if isinstance(error, occupied) else BAD_USE, _plain(str(error))
    except Exception as error:
        if _is_interrupt(error):
            _stop(known, errors)
        # Whatever an engine throws: the person at the terminal needs one sentence, and the trace when they ask for it.
        logging.getLogger(__name__).debug("where it happened", exc_info=error)
        return BROKEN, (
            f"pantau {known.command} broke off: {_cause(error)}\n"
            "Run it again with --verbose before the command to see where."
        )


def _stop(known: argparse.Namespace, errors: Console) -> NoReturn:
    _end(errors, BROKEN, f"pantau {known.command}: stopped; run it again, what is done already is kept")
    # Threads, as those that render, cannot be stopped, and a process that ends in the usual way waits for them.
    os._exit(BROKEN)


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether somebody has interrupted the program: Beam makes an error of the step that was at work of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _module(command: str):
    return import_module(f"pantau.pipelines.commands.{COMMANDS[command][0]}")


def _cause(error: Exception) -> str:
    """The one line that says what went wrong: engines wrap it in the trace of a worker, of which it is the last."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return _plain(lines[-1]).removeprefix("RuntimeError: ") if lines else type(error).__name__


def _plain(message: str) -> str:
    """Without the step of Beam's that was running, which says nothing to whoever runs a night."""
    return re.sub(r" \[while running '[^']*'\]", "", message)


def _say(errors: Console, message: str) -> None:
    # Not wrapped, so that a path, or a line of the site file, can be copied and searched for.
    errors.print(message, style="red", markup=False, highlight=False, soft_wrap=True)


def _split(given: list[str]) -> tuple[list[str], list[str]]:
    """Arguments before and after `--`; those after it are the engine's."""
    at = given.index("--") if "--" in given else len(given)
    return given[:at], given[at + 1 :]


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The parser, with the options of one command."""
    parser = argparse.ArgumentParser(prog="pantau", description=__doc__, allow_abbrev=False)
    parser.add_argument("--verbose", action="store_true", help="say more of what happens")
    parser.add_argument("--log", metavar="FILE", help="add a line of JSON to FILE for each thing that happens")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in COMMANDS.items():
        parts = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        if name == command:
            _module(name).describe(parts)
    return parser


def _log_to(console: Console, verbose: bool) -> None:
    """Beam's own log is for those who ask for it: what it says of a failure is said again, shorter, at the end."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.CRITICAL,
        format="%(message)s",
        handlers=[RichHandler(console=console, show_path=False)],
        force=True,
    )
