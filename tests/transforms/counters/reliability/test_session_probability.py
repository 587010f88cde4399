from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.counters.reliability import session_parameters as fitted
from pantau.transforms.counters.reliability.session_evidence import SessionEvidence
from pantau.transforms.counters.reliability.session_probability import session_probability

PLAIN = SessionEvidence(1.0, 0.0, start_unseen=False, end_unseen=False, next_to_another=False)
shares = st.floats(0, 1)


def test_the_log_odds_are_the_sum_of_the_weights():
    odds = fitted.ONE_SESSION_AT_ONCE + fitted.ONE_SESSION_BY_SEEN
    assert session_probability(PLAIN) == pytest.approx(1 / (1 + 2.718281828459045**-odds))
    odds += fitted.ONE_SESSION_BY_COVERED / 2 + fitted.ONE_SESSION_BY_UNSEEN_END + fitted.ONE_SESSION_BY_NEXT
    doubtful = replace(PLAIN, covered_share=0.5, end_unseen=True, next_to_another=True)
    assert session_probability(doubtful) == pytest.approx(1 / (1 + 2.718281828459045**-odds))


@given(shares, shares, shares, shares, *[st.booleans()] * 3)
def test_who_is_seen_less_or_covered_more_is_less_probably_one_session(seen, more, covered, less, start, end, near):
    seen, more, less, covered = min(seen, more), max(seen, more), min(less, covered), max(less, covered)
    worse = SessionEvidence(seen, covered, start, end, near)
    assert 0 < session_probability(worse) <= session_probability(SessionEvidence(more, less, start, end, near)) < 1
    assert session_probability(worse) <= session_probability(replace(worse, start_unseen=False, end_unseen=False))
