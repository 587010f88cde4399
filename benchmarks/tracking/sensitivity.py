"""`python -m benchmarks.tracking.sensitivity`: what hangs on each constant of the events code.

Each number that a module names is halved and doubled in turn, values between 0 and 1 in their odds, and all is found
anew on made-up days of development. Prints a table in Markdown, the constant on which most hangs first. What is fitted
is told by its errors, and left out.
"""

import argparse
import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.side_by_side import side_by_side
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.judging.figures import FIGURES
from benchmarks.tracking.judging.results import JudgedDay, judged
from benchmarks.tracking.made.made_days import made_days
from pantau import transforms

FOLDERS = ("tracking", "zones", "roles", "counters", "refinement")
"""Of the events code those on which sessions, waiting and staffing hang."""

FITTED = frozenset({"tracking.parameters", "counters.reliability.session_parameters"})

NOT_AMOUNTS = frozenset({"PRESENT", "ABSENT", "UNKNOWN"})
"""Numbers that name something and say how much of nothing."""

DAYS = (
    *(("office", 71), ("hard_queue", 71), ("hard_crowd", 71), ("hard_staff", 71), ("hard_seams", 71)),
    *(("varied_office", 171), ("varied_queue", 171), ("varied_crowd", 171)),
)
"""Days of development: one of each scenario."""

TOLD = ("sessions F1", "duration error, mean s", "waiting F1", "staffed share error, points")


@dataclass(frozen=True)
class NamedNumber:
    """A number, or several, that a module below `pantau.transforms` names; `said` is the text below it."""

    module: str
    name: str
    said: str

    @property
    def value(self) -> Any:
        """As it is in the program."""
        return getattr(import_module(f"pantau.transforms.{self.module}"), self.name)


def named_numbers(folders: tuple[str, ...] = FOLDERS) -> list[NamedNumber]:
    """All of some folders of the transforms, but for what is fitted."""
    (root,) = map(Path, transforms.__path__)
    found = []
    for file in sorted(file for folder in folders for file in (root / folder).rglob("*.py")):
        module = ".".join(file.relative_to(root).with_suffix("").parts)
        if module not in FITTED:
            found += [NamedNumber(module, *one) for one in _numbers(ast.parse(file.read_text(encoding="utf-8")))]
    return [one for one in found if one.name not in NOT_AMOUNTS]


def _numbers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of numbers on the level of the module, each with the text below the line that gives it its value."""
    for one, after in pairwise([*tree.body, None]):
        if isinstance(one, ast.Assign) and any(_is_number(node) for node in ast.walk(one.value)):
            below = after.value if isinstance(after, ast.Expr) else None
            said = str(below.value) if isinstance(below, ast.Constant) else ""
            for target in one.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from ((ast.unparse(name), said) for name in names)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def times(value: Any, factor: float) -> Any:
    """A number, or each of several, times a factor; those between 0 and 1 in their odds, whole ones at least 1.

    What is neither, such as a table by name, stays itself.
    """
    if isinstance(value, tuple):
        return tuple(times(one, factor) for one in value)
    if isinstance(value, int):
        return max(1, round(value * factor))
    if isinstance(value, float):
        return value * factor / (1 - value + value * factor) if 0 < value < 1 else value * factor
    return value


@contextmanager
def instead(number: NamedNumber, value: Any) -> Iterator[None]:
    """The product with another value, in the module that names it and in all that have taken it over."""
    before = number.value
    users = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("pantau.transforms.") and getattr(module, number.name, None) is before
    ]
    with ExitStack() as stack:
        for module in users:
            stack.enter_context(patch.object(module, number.name, value))
        yield


def changes_on(day: tuple[str, int], names: Sequence[str] = ()) -> dict[tuple[str, str, float], list[JudgedDay]]:
    """The camera days of a scenario and seed, by module, name and factor; with the factor 1 as the product is. Of the
    constants those of the `names`, or all."""
    sittings = [Sitting(one) for one in made_days(*day, None)]
    found = {("", "", 1.0): judged([one.taken() for one in sittings])}
    for number in (one for one in named_numbers() if not names or one.name in names):
        for factor in (0.5, 2.0):
            value = times(number.value, factor)
            if value is not number.value:
                with instead(number, value):
                    found[number.module, number.name, factor] = judged([one.taken() for one in sittings])
    return found


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking.sensitivity", description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--constant", action="append", default=[], help="these names alone; all of them by default")
    options = parser.parse_args()
    by_day = list(side_by_side(partial(changes_on, names=options.constant), list(DAYS), options.processes))
    pooled = {key: [day for found in by_day for day in found[key]] for key in by_day[0]}
    figures = {key: [FIGURES[name](days) for name in TOLD] for key, days in pooled.items()}
    now = figures.pop(("", "", 1.0))
    print(f"| constant | times | {' | '.join(TOLD)} |\n|{'---|' * (len(TOLD) + 2)}")
    print(f"| *as they are* | 1 | {' | '.join(f'{one:.3f}' for one in now)} |")
    for (module, name, factor), told in sorted(figures.items(), key=lambda one: one[1][0]):
        if any(round(one - before, 3) for one, before in zip(told, now, strict=True)):
            cells = (f"{one - before:+.3f}" for one, before in zip(told, now, strict=True))
            print(f"| `{module}` {name} | {factor:g} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
