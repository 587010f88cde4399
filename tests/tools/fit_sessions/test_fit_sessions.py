"""The weights are found again that sessions were drawn from; the file is what the script writes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.tracking.__main__ import ScriptedExam
from pantau.transforms.counters.reliability import session_parameters
from pantau.transforms.counters.reliability.session_evidence import SessionEvidence
from tools.fit_sessions.__main__ import FILE, VALUES, fit_of, text, told_of_others
from tools.fit_sessions.declared import DECLARED
from tools.fit_sessions.session_rows import SessionRows, rows_of, rows_of_days
from tools.fit_tracking.fitted_values import load

NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
WEIGHTS = np.array([1.5, 2.0, -3.0, -1.0, -0.5, -0.8])


def test_the_file_is_what_the_script_writes_from_its_values():
    assert FILE.read_text(encoding="utf-8") == text(load(VALUES))
    assert all(isinstance(getattr(session_parameters, one.name), float) for one in DECLARED)


def test_the_weights_that_sessions_were_drawn_from_are_found_again_and_told_of_other_days():
    rng = np.random.default_rng(3)
    days = []
    for _ in range(40):
        terms = np.column_stack([np.ones(200), rng.random((200, 2)), rng.random((200, 3)) < 0.3])
        days.append(SessionRows(terms, rng.random(200) < 1 / (1 + np.exp(-terms @ WEIGHTS))))
    found = fit_of(days)
    assert np.abs(found.values - WEIGHTS).max() < 4 * found.errors.max() and found.errors.max() < 0.25
    told, right = told_of_others(days), np.concatenate([day.right for day in days])
    assert told.mean() == pytest.approx(right.mean(), abs=0.02)
    assert told[right].mean() > told[~right].mean() + 0.1


def test_a_session_is_right_that_shares_half_of_both_with_a_true_one_of_its_counter():
    seen = SessionEvidence(0.9, 0.1, start_unseen=True, end_unseen=False, next_to_another=False)

    def session(start, end, evidence=seen):
        begin = NINE.timestamp()
        return SimpleNamespace(span=SimpleNamespace(interval=(begin + start, begin + end)), evidence=evidence)

    def true(counter, start, end):
        return {
            "counter_id": counter,
            "started_at": NINE + timedelta(seconds=start),
            "ended_at": NINE + timedelta(seconds=end),
        }

    unseen = replace(seen, seen_share=0.0)
    counter = SimpleNamespace(
        counter="c1", sessions=[session(0, 50), session(60, 100), session(110, 120, None), session(200, 240, unseen)]
    )
    rows = rows_of([counter], [true("c1", 0, 100), true("c2", 60, 100), true("c1", 205, 240)])
    assert rows.right.tolist() == [True, False, True]
    assert rows.terms.tolist() == [[1, 0.9, 0.1, 1, 0, 0], [1, 0.9, 0.1, 1, 0, 0], [1, 0.0, 0.1, 1, 0, 0]]


@pytest.mark.slow
def test_sessions_of_a_made_up_day_are_mostly_right():
    (rows,) = rows_of_days(ScriptedExam("hard_queue", 5, 6.0))
    assert len(rows.right) == len(rows.terms) >= 3 and rows.right.mean() > 0.6
    assert (rows.terms[:, 0] == 1).all() and ((rows.terms >= 0) & (rows.terms <= 1)).all()
