"""How often links of such a margin are of one person, by the tracker as it is."""

import numpy as np
from scipy.special import log_expit, logit

from benchmarks.tracking.__main__ import ScriptedExam
from benchmarks.tracking.calibration import Told, links_of
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.made.made_days import made_days
from pantau.transforms.tracking import links
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.maximum_likelihood import ANY, POSITIVE, fit

NAMES = "SURE_AT_ONCE", "SURE_BY_MARGIN"


def links_of_days(exam: ScriptedExam) -> list[Told]:
    """Margins of the links of each camera day of an exam, and whether they are of one person.

    A link that is less sure than one without any margin is in doubt for another reason, such as a duplicate joined.
    """
    found = []
    for day in made_days(exam.scenario, exam.seed, exam.minutes):
        sitting = Sitting(day)
        sitting.taken()
        sure, same = links_of(day, sitting.tracked)
        margin = (logit(np.clip(sure, 1e-9, 1 - 1e-9)) - links.SURE_AT_ONCE) / links.SURE_BY_MARGIN
        by_margin = margin > -1e-6
        found.append((margin[by_margin], same[by_margin]))
    return found


def fitted(days: list[Told]) -> FittedValues:
    """The parameters of `links.probability`: logistic regression on the margins."""

    def likelihood(values: np.ndarray) -> np.ndarray:
        at_once, by_margin = values
        odds = [at_once + by_margin * margin for margin, _ in days]
        return np.array([log_expit(np.where(same, odd, -odd)).sum() for odd, (_, same) in zip(odds, days, strict=True)])

    return told(NAMES, fit(likelihood, [2.0, 0.5], [ANY, POSITIVE]), sum(len(same) for _, same in days))
