"""How often a box is the first one of somebody, by its score and what lies beside it."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking import own_boxes
from tools.fit_tracking.fitted_values import FittedValue, FittedValues
from tools.fit_tracking.known_days import KnownDay
from tools.fit_tracking.maximum_likelihood import SHARE, fit

TABLES = "ALONE", "TOUCHED", "ON_ANOTHER", "ON_A_HEAD"


@dataclass(frozen=True)
class OwnBoxes:
    """Detections (n,) of a day that are no certain second boxes: the table of each, its score, whether it is own."""

    kind: np.ndarray
    score: np.ndarray
    own: np.ndarray


def own_box_counts(known: KnownDay) -> OwnBoxes:
    """Of all detections of a day."""
    kinds, double = own_boxes.box_kinds(known.day)
    return OwnBoxes(kinds[~double], known.day.person_score[~double], known.first[~double])


def fitted(days: list[OwnBoxes]) -> FittedValues:
    """The tables of `own_boxes`: straight lines between the scores, as the product reads them."""
    result: FittedValues = {}
    for number, name in enumerate(TABLES):
        mine = [(d.score[d.kind == number], d.own[d.kind == number]) for d in days]

        def likelihood(values: np.ndarray, mine: list = mine) -> np.ndarray:
            shares = [np.clip(np.interp(score, own_boxes.SCORES, values), 1e-6, 1 - 1e-6) for score, _ in mine]
            return np.array(
                [np.log(np.where(own, share, 1 - share)).sum() for (_, own), share in zip(mine, shares, strict=True)]
            )

        found = fit(likelihood, list(getattr(own_boxes, name)), [SHARE] * len(own_boxes.SCORES))
        scores = np.concatenate([score for score, _ in mine])
        nearest = np.abs(scores[:, None] - np.array(own_boxes.SCORES)).argmin(axis=1)
        result[name] = [
            FittedValue(float(value), float(error) if np.isfinite(error) else None, int((nearest == place).sum()))
            for place, (value, error) in enumerate(zip(found.values, found.errors, strict=True))
        ]
    return result
