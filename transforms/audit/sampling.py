"""A stratified random sample of units, each with the probability with which it was drawn."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from pantau.transforms.audit.units import Row, Unit

SURE = 0.7
"""Confidence from which an event counts as sure; the others are a stratum of their own."""

LEAST = 2
"""Units of a stratum that are drawn at least, so that its spread can be told."""

SEPARATOR = "/"


@dataclass(frozen=True)
class Drawn:
    """A unit that was drawn, from which stratum, and with which probability: drawn over size of the stratum."""

    unit: Unit
    stratum: str
    size: int
    drawn: int

    @property
    def probability(self) -> float:
        """Probability with which this unit came into the sample, 0 to 1."""
        return self.drawn / self.size


def draw(units: Sequence[Unit], count: int, seed: int) -> list[Drawn]:
    """`count` of the units, without replacement, in random order; the same seed draws the same, whatever their ids.

    Strata are the kind, the counter and whether the program was sure; fewer of these where `count` does not give each
    stratum two.

    Raises:
        ValueError: there is nothing to draw from, or `count` does not give each kind two.
    """
    strata = strata_of(units, count)
    random = np.random.default_rng(seed)
    taken = allocate({name: len(members) for name, members in strata.items()}, count)
    drawn = []
    for name, members in strata.items():
        chosen = random.choice(len(members), taken[name], replace=False)
        drawn += [Drawn(members[i], name, len(members), taken[name]) for i in sorted(chosen)]
    return [drawn[i] for i in random.permutation(len(drawn))]


def strata_of(units: Iterable[Unit], count: int) -> dict[str, list[Unit]]:
    """The finest strata of which `count` can take two each, by name and sorted; raises as `draw`."""
    units = sorted(units, key=lambda unit: unit.order)
    if not units:
        raise ValueError("nothing can be drawn: there are no recorded service hours and no candidates in the period")
    for parts in (_finest, lambda unit: _finest(unit)[:2], lambda unit: _finest(unit)[:1]):
        strata = _grouped(units, parts)
        least = sum(min(LEAST, len(members)) for members in strata.values())
        if least <= count:
            return strata
    raise ValueError(
        f"--sample {count}: is too few for {', '.join(strata)}; draw at least {least}, or better 50 or more"
    )


def allocate(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """How many to draw from strata of these sizes: two each, the rest in proportion to the root of the size.

    That lies between equal parts, which tell each stratum equally well, and proportional ones, which tell the total
    best (power allocation, Bankier 1988).
    """
    taken = {name: min(LEAST, size) for name, size in sizes.items()}
    while sum(taken.values()) < min(count, sum(sizes.values())):
        open_ones = [name for name in sizes if taken[name] < sizes[name]]
        taken[max(open_ones, key=lambda name: (sqrt(sizes[name]) / taken[name], name))] += 1
    return taken


def _finest(unit: Unit) -> tuple[str, str, str]:
    return (
        unit.kind,
        unit.row["counter_id"] or unit.row["camera_id"],
        "sure" if (_sureness(unit.row) or 0.0) >= SURE else "unsure",
    )


def _sureness(row: Row) -> float | None:
    """How sure the program was: of services and candidates by its detections, of windows by how far frames agree."""
    return row["detection_score"] if "detection_score" in row else row["frame_agreement"]


def _grouped(units: Iterable[Unit], parts: Callable[[Unit], tuple[str, ...]]) -> dict[str, list[Unit]]:
    strata = defaultdict(list)
    for unit in units:
        strata[SEPARATOR.join(parts(unit))].append(unit)
    return dict(sorted(strata.items()))
