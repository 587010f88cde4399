"""How probable it is that a session is one: that a true one and it overlap by half of both together, or more.

What goes wrong is nearly always identity: somebody is hidden, and found again as somebody else. So it is told by how
the party was seen, in a logistic regression; not by the duration, which would tell what services were usual where it
was fitted.
"""

import numpy as np
from scipy.special import expit

from pantau.transforms.counters.reliability.session_evidence import SessionEvidence
from pantau.transforms.counters.reliability.session_parameters import (
    ONE_SESSION_AT_ONCE,
    ONE_SESSION_BY_COVERED,
    ONE_SESSION_BY_NEXT,
    ONE_SESSION_BY_SEEN,
    ONE_SESSION_BY_UNSEEN_END,
    ONE_SESSION_BY_UNSEEN_START,
)

WEIGHTS = (
    ONE_SESSION_AT_ONCE,
    ONE_SESSION_BY_SEEN,
    ONE_SESSION_BY_COVERED,
    ONE_SESSION_BY_UNSEEN_START,
    ONE_SESSION_BY_UNSEEN_END,
    ONE_SESSION_BY_NEXT,
)


def terms_of(evidence: SessionEvidence) -> tuple[float, ...]:
    """What each of the weights is multiplied by."""
    return 1.0, *(float(value) for value in vars(evidence).values())


def session_probability(evidence: SessionEvidence) -> float:
    """Probability, 0..1, by what was seen of a session."""
    return float(expit(np.dot(WEIGHTS, terms_of(evidence))))
