"""What the product's comparison and the candidates tell of encounters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.appearance.alterations import Alteration
from benchmarks.appearance.clips import ClipPeople
from benchmarks.appearance.encounters import Encounters
from benchmarks.appearance.stripes import differences, stripes_of
from pantau.transforms.detection.appearance_memory import colours_of, similarity


@dataclass(frozen=True, eq=False)
class DescribedPeople:
    """Detections (n,): colours as the product has them, stripes (n, stripes, bins) as the candidates do."""

    colours: list[np.ndarray]
    stripes: np.ndarray


Measure = Callable[[DescribedPeople, int, int], float]
"""How alike two detections are."""

PRODUCT = "product"
MEASURES: dict[str, Measure] = {
    PRODUCT: lambda seen, one, other: float(similarity(seen.colours[one], seen.colours[other])),
    "stripes": lambda seen, one, other: 1 - differences(seen.stripes[one], seen.stripes[[other]])[0, 0],
    "shifted": lambda seen, one, other: 1 - differences(seen.stripes[one], seen.stripes[[other]])[0, 1],
}
"""`stripes` compares those at the same height, `shifted` each with the most alike there and next to it."""


def described(people: ClipPeople, alteration: Alteration, seed: int = 0) -> DescribedPeople:
    """The detections of a clip on frames altered so; boxes are those of the clip as it is."""
    rng = np.random.default_rng(seed)
    tall = float(np.median((people.box[:, 3] - people.box[:, 1]) * people.frames[0].shape[0]))
    stripes: list[np.ndarray] = [np.zeros(0)] * len(people.frame)
    colours: list[np.ndarray] = [np.zeros(0)] * len(people.frame)
    for number in np.unique(people.frame).tolist():
        bgr = alteration.of(people.frames[number], tall, rng)
        here = np.flatnonzero(people.frame == number)
        of_all = stripes_of(bgr, people.found[number].boxes)
        for one in here.tolist():
            stripes[one], colours[one] = of_all[people.which[one]], colours_of(bgr, people.box[one])
    return DescribedPeople(colours, np.stack(stripes))


def similarities(seen: DescribedPeople, pairs: Encounters, measure: Measure, frames: int) -> np.ndarray:
    """(n,) mean similarity to the two most alike of so many earlier detections of a person, as the tracker takes it.

    Values of a pair have two digits, as those that are stored.
    """
    value = np.array(
        [
            [-np.inf if other < 0 else round(float(measure(seen, one, other)), 2) for other in row]
            for one, row in zip(pairs.later.tolist(), pairs.earlier[:, :frames].tolist(), strict=True)
        ]
    ).reshape(-1, frames)
    ordered = np.sort(value, axis=1)[:, ::-1][:, :2]
    return np.where(np.isinf(ordered), ordered[:, :1], ordered).mean(axis=1)
