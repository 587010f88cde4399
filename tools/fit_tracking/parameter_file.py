"""The file of parameters that the product reads: values, and below each where it comes from."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.fit_tracking.declared import DECLARED, Declared
from tools.fit_tracking.fitted_values import Fitted, FittedValue
from tools.fit_tracking.kept import KEPT, Kept

FILE = Path(__file__).parents[2] / "transforms" / "tracking" / "parameters.py"
WIDTH = 120

TITLE = "The parameters of the tracker, and where each value comes from."
SOURCE = (
    "Written by `python -m tools.fit_tracking`, which see; not by hand. Fitted on {days} made-up camera days "
    "(`benchmarks/tracking/made`, {made}; seeds {seeds}), of which it is known whom each detection shows, by counting "
    "or maximum likelihood. After ± stands the standard error over camera days, then of how many cases. How people "
    "come, walk and stand is that of the scripts. Of misses, second boxes, trembling boxes and colours these days "
    "have what was measured on PETS09-S2L1, so what is fitted of these comes from there. That clip itself, whose "
    "licence is not stated, is not fitted on. Chosen is what stands instead of a fitted value that does worse on what "
    "was not fitted on: that clip and one night of edited visits, which are no blind judges since."
)


def text_of(
    fitted: Fitted, subjects: Mapping[str, Sequence[Declared]] = DECLARED, title: str = TITLE, source: str = SOURCE
) -> str:
    """A file's text, for what was fitted; `source` says of which `{days}`, `{made}` by which program, `{seeds}`."""
    seeds = ", ".join(map(str, fitted.seeds))
    parts = [f'"""{title}\n\n{_wrapped(source.format(days=fitted.days, made=fitted.made, seeds=seeds))}\n"""\n']
    for subject, declared in subjects.items():
        parts += [f"# {subject}\n"] if subject else []
        parts += [entry(one, fitted.estimates[one.name], KEPT.get(one.name)) for one in declared]
    return "\n".join(parts)


def entry(declared: Declared, estimates: list[FittedValue], kept: Kept | None) -> str:
    """A parameter with the text below it."""
    told = [_number(one) for one in estimates]
    values = [str(value) for value in kept.values] if kept else told
    value = f"({', '.join(values)})" if declared.entries else values[0]
    of = f" by {_and(declared.entries)}" if declared.entries else ""
    source = f"Fitted{of}: {'; '.join(_estimate(one) for one in estimates)}."
    if kept:
        source = f"Chosen: {kept.why} {source}"
    return f"{declared.name} = {value}\n{_docstring(f'{declared.meaning}. {source}')}\n"


def _estimate(one: FittedValue) -> str:
    error = "" if one.error is None else f" ± {one.error:.1g}"
    return f"{_number(one)}{error} ({one.cases:,})"


def _number(one: FittedValue) -> str:
    """To the second digit of the error."""
    if not one.error:
        return f"{one.value:.3g}"
    return f"{one.value:.{max(1 - math.floor(math.log10(one.error)), 0)}f}"


def _and(entries: tuple[str, ...]) -> str:
    return f"{', '.join(entries[:-1])} and {entries[-1]}"


def _docstring(text: str) -> str:
    return _wrapped(f'"""{text}"""')


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))
