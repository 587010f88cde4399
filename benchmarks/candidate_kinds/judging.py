"""What was found, judged against what happened."""

from typing import NamedTuple

from pantau.transforms.intervals import intersect, length

AT_THE_LIMIT_S = 4.0
"""Two samples: of times that are seen on them."""

SHARED = 0.5
"""Share of the longer of two that they must have in common to be the same."""


class Told(NamedTuple):
    """A candidate, or what should be one: seconds from the start of the footage.

    `measured`: what is compared with the limit, where that is not how long it lasted; what is by less than `unsure`
    above or below the limit may be told either way, and is not counted.
    """

    kind: str
    counter: str | None
    start: float
    end: float
    measured: float | None = None
    unsure: float = AT_THE_LIMIT_S

    @property
    def size(self) -> float:
        """What is compared with the limit."""
        return self.end - self.start if self.measured is None else self.measured


class Counts(NamedTuple):
    """Of one kind: positives found, positives missed, false alarms, and what was below the limit."""

    found: int = 0
    missed: int = 0
    false: int = 0
    negatives: int = 0

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.false, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(2 * self.found + self.false + self.missed, 1)


def judged(kind: str, limit: float, true: list[Told], found: list[Told]) -> Counts:
    """One kind on one day. What is at the limit counts neither as missed nor as false."""
    real = [one for one in true if one.kind == kind]
    told = [one for one in found if one.kind == kind]
    sure = [one for one in real if one.size >= limit + one.unsure]
    near = [one for one in real if abs(one.size - limit) < one.unsure]
    hit = [one for one in sure if any(_same(one, other) for other in told)]
    false = [one for one in told if not any(_same(one, other) for other in (*sure, *near))]
    below = [one for one in real if one not in sure and limit / 5 <= one.size <= limit - one.unsure]
    return Counts(len(hit), len(sure) - len(hit), len(false), len(below))


def _same(one: Told, other: Told) -> bool:
    if one.counter != other.counter and None not in (one.counter, other.counter):
        return False
    both = length(intersect([(one.start, one.end)], [(other.start, other.end)]))
    return both >= SHARED * max(one.end - one.start, other.end - other.start)


def together(one: Counts, other: Counts) -> Counts:
    return Counts(*(a + b for a, b in zip(one, other, strict=True)))
