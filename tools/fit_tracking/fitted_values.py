"""What was estimated, of how many cases of which material, as it is kept in `fitted_values.json`."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from tools.fit_tracking.maximum_likelihood import Fit

FILE = Path(__file__).with_name("fitted_values.json")


@dataclass(frozen=True)
class FittedValue:
    """A number or, for a table, one of its entries: the value, its standard error (`None`: not known), the cases."""

    value: float
    error: float | None
    cases: int


FittedValues = dict[str, list[FittedValue]]
"""By the name of the parameter: one, or as many as a table has entries."""


@dataclass(frozen=True)
class Fitted:
    """All estimates of a run, and the material: seeds, camera days, and a hash of the program that made them up."""

    seeds: list[int]
    days: int
    made: str
    estimates: FittedValues


def save(fitted: Fitted, path: Path = FILE) -> None:
    """Writes the file."""
    path.write_text(json.dumps(asdict(fitted), indent=1) + "\n", encoding="utf-8")


def load(path: Path = FILE) -> Fitted:
    """Reads it."""
    content = json.loads(path.read_text(encoding="utf-8"))
    estimates = {name: [FittedValue(**one) for one in some] for name, some in content.pop("estimates").items()}
    return Fitted(**content, estimates=estimates)


def told(names: Sequence[str], fit: Fit, cases: int) -> FittedValues:
    """The values of a fit, one for each name, of so many cases."""
    errors = [float(error) if np.isfinite(error) else None for error in fit.errors]
    return {
        name: [FittedValue(float(value), error, cases)]
        for name, value, error in zip(names, fit.values, errors, strict=True)
    }


def table(estimates: FittedValues) -> Table:
    """What was fitted, for a person to read."""
    shown = Table("parameter", "value", "standard error", "cases")
    for name, some in estimates.items():
        for one in some:
            error = "" if one.error is None else f"{one.error:.2g}"
            shown.add_row(name, f"{one.value:.4g}", error, f"{one.cases:,}")
    return shown
