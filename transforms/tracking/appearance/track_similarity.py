"""How alike somebody on a frame is to a person followed so far: to the two detections that are most alike."""

import numpy as np

from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity


def track_similarity(
    similarity: AppearanceSimilarity,
    detections: np.ndarray,
    last: np.ndarray,
    before: np.ndarray,
    names: np.ndarray,
    enough: float = np.inf,
) -> np.ndarray:
    """(n,) mean similarity of each detection to the two most alike ones of a person; NaN where none was compared.

    detections (n,) are indices as `similarity` has them; last (n,) is the person's latest detection, of which before
    (s,) has the one before, or -1, and names (s,) the index in `similarity`. Where the mean is `enough` or more, it may
    be that of any two that both are, for then no others are looked for.
    """
    most, second = np.full(len(detections), -np.inf), np.full(len(detections), -np.inf)
    asked, other = similarity.asked(detections), last
    place, names_other = np.arange(len(detections)), names.take(last)
    first, next_ = most.copy(), most.copy()
    further = names_other >= asked.oldest
    while True:
        if not further.all():
            ended, further = np.flatnonzero(~further), np.flatnonzero(further)
            most[place.take(ended)], second[place.take(ended)] = first.take(ended), next_.take(ended)
            asked = asked.part(further)
            place, other, names_other, first, next_ = (
                values.take(further) for values in (place, other, names_other, first, next_)
            )
        if not len(place):
            break
        value = asked.about(names_other)
        next_ = np.maximum(next_, np.minimum(first, value))
        first = np.maximum(first, value)
        other = before.take(other)
        names_other = names.take(other)
        further = (other >= 0) & (names_other >= asked.oldest) & (next_ < enough)
    mean = np.where(np.isinf(second), most, (most + second) / 2)
    return np.where(np.isinf(most), np.nan, mean)
