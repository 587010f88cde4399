"""What is usual among values: their median, and how far from it is far, by statistics that outliers do not move."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FAR = 3.5
"""Modified z-score of an outlier: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993)."""

SIGMA_OF_MAD, SIGMA_OF_MEAN = 1.4826, 1.2533
"""The standard deviation of a normal distribution, in median and in mean absolute deviations from its median."""


class UsualRange(NamedTuple):
    """The median of some values, and the interval in which values are usual."""

    value: float
    lo: float
    hi: float


def usual_range(values: Sequence[float]) -> UsualRange:
    """Of positive values whose logarithms are about normal, as those of service times are.

    Where more than half are equal their mean deviation takes the place of the median one, as its authors advise.

    Raises:
        ValueError: there is no value, or one that is not above 0.
    """
    given = np.asarray(values, dtype=float)
    if not len(given) or not (given > 0).all():
        raise ValueError(f"what is usual is made of positive values, not of {len(given)} with {given[:3]}")
    logs = np.log(np.sort(given))
    middle = float(np.median(logs))
    apart = np.abs(logs - middle)
    sigma = SIGMA_OF_MAD * float(np.median(apart)) or SIGMA_OF_MEAN * float(apart.mean())
    return UsualRange(*(round(float(np.exp(middle + far * sigma)), 3) for far in (0.0, -FAR, FAR)))
