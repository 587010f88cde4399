"""How soon somebody is seen again whom nobody hides, on samples alone: each on which they are missed counts one."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.links import seen_after
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.known_days import KnownDay
from tools.fit_tracking.maximum_likelihood import SHARE, fit

NAMES = "SEEN", "SEEN_STANDING", "SEEN_WALKING", "MISSED_LONG", "STILL_MISSED"


@dataclass(frozen=True)
class SeenAgain:
    """Links of a day by how many samples were missed, of who stands and of who walks: (most + 1,) each."""

    standing: np.ndarray
    walking: np.ndarray


def seen_again(known: KnownDay) -> SeenAgain:
    """Counted on a day of samples alone."""
    most = int(known.gap_s / known.day.cadence_s) - 1
    motion, links = known.motion, known.links
    walks = motion.until.walked[links.earlier] | motion.since.walked[links.later]
    missed = np.round(links.missed).astype(int)
    counts = [np.bincount(missed[flags & (missed <= most)], minlength=most + 1) for flags in (~walks, walks)]
    return SeenAgain(*counts)


def fitted(days: list[SeenAgain]) -> FittedValues:
    """The parameters of `links` that tell of being seen again; given that somebody is, within the time looked at."""
    most = np.arange(len(days[0].standing), dtype=float)

    def likelihood(values: np.ndarray) -> np.ndarray:
        total = np.zeros(len(days))
        for walks in (False, True):
            share = seen_after(most, np.full(len(most), walks), *values)
            chances = np.log(share / share.sum())
            total += [((d.walking if walks else d.standing) * chances).sum() for d in days]
        return total

    found = fit(likelihood, [0.8, 0.4, 0.75, 0.15, 0.9], [SHARE] * 5)
    cases = int(sum(d.standing.sum() + d.walking.sum() for d in days))
    return told(NAMES, found, cases)
