"""How alike somebody on a picture is to a person followed so far: to the two sightings that are most alike."""

import numpy as np

from transforms.events.likeness import Likeness


def resemblance(
    likeness: Likeness, sightings: np.ndarray, last: np.ndarray, before: np.ndarray, names: np.ndarray
) -> np.ndarray:
    """(n,) mean likeness of each sighting to the two most alike ones of a person; NaN where none was compared.

    sightings (n,) are indices as `likeness` has them; last (n,) is the person's latest sighting, of which before (s,)
    has the one before, or -1, and names (s,) the index in `likeness`.
    """
    most, second = np.full(len(sightings), -np.inf), np.full(len(sightings), -np.inf)
    oldest = likeness.oldest(sightings)
    asking, other = np.arange(len(sightings)), last
    while True:
        compared = names[other] >= oldest[asking]
        asking, other = asking[compared], other[compared]
        if not len(asking):
            break
        value = likeness.between(sightings[asking], names[other])
        value = np.where(np.isnan(value), -np.inf, value)
        second[asking] = np.maximum(second[asking], np.minimum(most[asking], value))
        most[asking] = np.maximum(most[asking], value)
        further = before[other] >= 0
        asking, other = asking[further], before[other[further]]
    mean = np.where(np.isinf(second), most, (most + second) / 2)
    return np.where(np.isinf(most), np.nan, mean)
