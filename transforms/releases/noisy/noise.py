"""How much noise counts get, and the noise itself, which OpenDP draws.

Noise is of the discrete Laplace law (also: two-sided geometric), for whole numbers: Ghosh, Roughgarden and
Sundararajan, Universally utility-maximizing privacy mechanisms, STOC 2009. Its source is the operating system's; it has
no seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, floor, log

VISITS, RENEGED, SERVICE, WAITING = MEASURES = ("visits", "reneged", "service", "waiting")
"""What may be counted: visits and those who left, by cell; services and waiting, by how long they lasted."""

LEFT_SHARE = 3
"""So many times fewer who left count than visits. Chosen: where one in four leaves a queue, it is one in three."""

SHARE_INSIDE = 0.95
"""What share of counts lie within their interval."""

STEP = 1024
"""Scales are rounded up to whole parts of this, so that a floating-point number holds them exactly."""

MOST_EPSILON = 10.0
"""With 10 what is protected may be 22,000 times as likely; chosen, so that nobody calls that protected."""


@dataclass(frozen=True)
class NoiseTerms:
    """How much may be learned of a counter's date: `epsilon` of this release, and of all together the `budget`.

    `most` visits of a counter's date count, and a third as many who left; `counts` are those of `MEASURES` that are
    published. These share epsilon equally.
    """

    epsilon: float
    budget: float
    most: int
    counts: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, value in (("--epsilon", self.epsilon), ("--budget", self.budget)):
            if not 0 < value <= MOST_EPSILON:
                raise ValueError(f"{name} {value:g}: more than 0 and at most {MOST_EPSILON:g}; 1 is usual")
        if self.epsilon > self.budget:
            raise ValueError(f"--epsilon {self.epsilon:g}: more than --budget {self.budget:g}; take less")
        if not 1 <= self.most <= 1000:
            raise ValueError(f"--most {self.most}: of a counter's date 1 to 1000 visits count; such as 100")
        if not self.counts or set(self.counts) - set(MEASURES) or len(set(self.counts)) < len(self.counts):
            raise ValueError(f"--counts {' '.join(self.counts)}: some of {', '.join(MEASURES)}, each once")

    def bound(self, measure: str) -> int:
        """How many of a counter's date count at most."""
        return ceil(self.most / LEFT_SHARE) if measure == RENEGED else self.most

    @property
    def share(self) -> float:
        """The part of epsilon that each measure has."""
        return self.epsilon / len(self.counts)

    def scale(self, measure: str) -> float:
        """The scale of a measure's noise, exactly so or a little more: its bound by its part of epsilon."""
        exact = Fraction(self.bound(measure) * len(self.counts)) / Fraction(str(self.epsilon))
        return ceil(exact * STEP) / STEP

    def within(self, measure: str) -> int:
        """So far from a count, or nearer, is the truth in at least `SHARE_INSIDE` of all counts."""
        ratio = exp(-1 / self.scale(measure))
        # P(|noise| > w) = 2 ratio^(w + 1) / (1 + ratio)
        return max(0, floor(log((1 - SHARE_INSIDE) * (1 + ratio) / 2) / log(ratio)))


def check_library() -> None:
    """Raises ValueError, with what to install, where OpenDP is not there."""
    _library()


def noised(counts: Sequence[int], terms: NoiseTerms, measure: str) -> list[int]:
    """The counts of a measure with noise that was drawn for them alone; they may be below zero.

    Raises:
        ValueError: OpenDP is not installed, or does not vouch for the epsilon of the terms.
    """
    dp = _library()
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    mechanism = dp.m.make_laplace(*space, scale=terms.scale(measure))
    vouched = mechanism.map(terms.bound(measure))
    # Whoever rounds up divides once: a unit in the last place is no more than that.
    if vouched > terms.share * (1 + 1e-12):
        raise ValueError(f"--epsilon {terms.epsilon:g}: OpenDP vouches for {vouched} of {terms.share} of {measure}")
    return list(mechanism(list(counts)))


def _library():
    try:
        import opendp.prelude as dp
    except ImportError as error:
        raise ValueError(f"--epsilon: noise is drawn by OpenDP ({error}); pip install 'pantau[privacy]'") from error
    # What its makers have not proved to the end is asked for by this word; of integers it is this mechanism too.
    dp.enable_features("contrib")
    return dp
