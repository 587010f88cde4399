"""Error rates and corrected figures from the answers, as a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pyarrow as pa

from pantau.transforms.audit.estimates import Estimate, Stratum, count, mean, share, total
from pantau.transforms.audit.form import Label
from pantau.transforms.audit.sampling import Drawn
from pantau.transforms.audit.units import SERVICE, WINDOW, WINDOW_S, Unit

SCHEMA = pa.schema(
    [
        ("measure", pa.string()),
        ("kind", pa.string()),
        ("unit", pa.string()),
        ("units", pa.int64()),
        ("answered", pa.int64()),
        ("found", pa.float64()),
        ("estimate", pa.float64()),
        ("lo", pa.float64()),
        ("hi", pa.float64()),
    ]
)
"""units: of the kind in the period; answered: drawn and answered; found: what the warehouse says; lo, hi: 95 %."""


@dataclass(frozen=True)
class JudgedUnit:
    """A drawn unit, its answers, and the time of its clip's first frame, epoch seconds."""

    drawn: Drawn
    answers: Mapping[str, float]
    clip_at: float


def judged(sample: Iterable[Drawn], labels: Iterable[Label], clips: Mapping[str, float]) -> list[JudgedUnit]:
    """The answered units; `clips` are the times of the clips' first frames by unit id.

    Raises:
        ValueError: a stratum has no answer at all, so nothing is known of it.
    """
    sample, answers = list(sample), {label.unit_id: label.answers for label in labels}
    answered = [one for one in sample if one.unit.unit_id in answers]
    if unheard := sorted({one.stratum for one in sample} - {one.stratum for one in answered}):
        names = ", ".join(one.unit.unit_id for one in sample if one.stratum == unheard[0])
        raise ValueError(f"stratum {unheard[0]}: no row of it is answered; answer at least one of {names}")
    return [JudgedUnit(one, answers[one.unit.unit_id], clips[one.unit.unit_id]) for one in answered]


def audit_results(units: Sequence[Unit], answered: Sequence[JudgedUnit]) -> pa.Table:
    """What the answers say of all units of the period, one row per measure and kind, in the columns of `SCHEMA`."""
    rows = []
    kinds = sorted({unit.kind for unit in units})
    windows = [kind for kind in kinds if kind.startswith(WINDOW)]

    def add(measure: str, names: Sequence[str], unit: str, found: float | None, estimate: Estimate | None) -> None:
        if estimate is not None:
            ends = (end if isfinite(end) else None for end in (estimate.lo, estimate.hi))
            sizes = sum(one.kind in names for one in units), sum(one.drawn.unit.kind in names for one in answered)
            kind = names[0] if len(names) == 1 else "windows" if list(names) == windows else "all"
            rows.append((measure, kind, unit, *sizes, found, estimate.value, *ends))

    def of(names: Sequence[str], answer: Callable[[JudgedUnit], float]) -> list[Stratum]:
        return _strata([one for one in answered if one.drawn.unit.kind in names], answer)

    for kind in kinds:
        if kind not in windows:
            add("precision", [kind], "share", None, share(of([kind], lambda one: one.answers["correct"])))
    parts = []
    if SERVICE in kinds:
        found = sum(unit.kind == SERVICE for unit in units)
        none = share(of([SERVICE], lambda one: float(one.answers["services_begun"] == 0))).times(found)
        more = count(of([SERVICE], lambda one: max(0.0, one.answers["services_begun"] - 1)))
        add("services_not_there", [SERVICE], "1", None, none)
        add("services_beside_the_found", [SERVICE], "1", None, more)
        parts += [(-1, none), (1, more)]
        for end in ("start", "end"):
            errors = of([SERVICE], lambda one, end=end: _error(one, end))
            add(f"{end}_found_minus_real", [SERVICE], "s", None, mean(errors))
            absolute = [Stratum(stratum.size, np.abs(stratum.answers)) for stratum in errors]
            add(f"{end}_absolute_error", [SERVICE], "s", None, mean(absolute))
    if windows:
        hours = sum(unit.duration_s for unit in units if unit.kind in windows) / 3600
        missed = count(of(windows, lambda one: one.answers["services_begun"]))
        add("services_missed", windows, "1", None, missed)
        add("services_missed_per_hour", windows, "1/h", None, missed.times(1 / hours))
        parts.append((1, missed))
    if parts:
        found = sum(unit.kind == SERVICE for unit in units)
        add("services_corrected", [SERVICE, *windows], "1", found, total(found, *parts))
    if windows:
        _unattended(units, windows, of, add)
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def _unattended(units: Sequence[Unit], windows: Sequence[str], of: Callable, add: Callable) -> None:
    """Time without an officer outside of services: called so and not, missed, and corrected, in minutes."""
    empty = f"{WINDOW}unattended"
    found = sum(unit.duration_s for unit in units if unit.kind == empty) / 60
    parts = []
    for names, sign, measure, answer in (
        ([k for k in windows if k == empty], -1, "unattended_though_staffed", _staffed_s),
        ([k for k in windows if k != empty], 1, "unattended_missed", lambda one: one.answers["unattended_s"]),
    ):
        if names:
            most = sum(unit.kind in names for unit in units) * WINDOW_S / 60
            wrong = share(of(names, lambda one, answer=answer: min(1.0, answer(one) / WINDOW_S))).times(most)
            parts.append((sign, wrong))
            add(measure, names, "min", None, wrong)
    add("unattended_corrected", windows, "min", found, total(found, *parts))


def _staffed_s(one: JudgedUnit) -> float:
    return max(0.0, one.drawn.unit.duration_s - one.answers["unattended_s"])


def _error(one: JudgedUnit, end: str) -> float:
    """Seconds that the found start or end lies after the real one; NaN where it was not seen, or is not known."""
    row, real = one.drawn.unit.row, one.answers.get(f"real_{end}_s")
    if real is None or row[f"{end}_censored"]:
        return float("nan")
    return row[f"{end}ed_at"].timestamp() - one.clip_at - real


def _strata(answered: Sequence[JudgedUnit], answer: Callable[[JudgedUnit], float]) -> list[Stratum]:
    names = sorted({one.drawn.stratum for one in answered})
    members = [[one for one in answered if one.drawn.stratum == name] for name in names]
    return [Stratum(some[0].drawn.size, np.array([answer(one) for one in some], float)) for some in members]
