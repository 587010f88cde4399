"""How candidates are judged against what happened."""

import pytest

from benchmarks.candidate_kinds.__main__ import EXAMS, judged_on
from benchmarks.candidate_kinds.days import LIMITS
from benchmarks.candidate_kinds.judging import Counts, Told, judged
from benchmarks.candidate_kinds.truth import crowded

LATE = LIMITS["late_opening_s"]


def late(seconds, counter="c1", start=0.0):
    return Told("late_opening", counter, start, start + seconds)


@pytest.mark.parametrize(
    ("true", "found", "counts"),
    [
        ([late(LATE + 10)], [late(LATE + 12)], Counts(1, 0, 0, 0)),
        ([late(LATE + 10)], [], Counts(0, 1, 0, 0)),
        ([late(LATE + 10)], [late(LATE + 10, "c2")], Counts(0, 1, 1, 0)),
        ([late(LATE - 10)], [], Counts(0, 0, 0, 1)),
        ([late(LATE - 10)], [late(LATE)], Counts(0, 0, 1, 1)),
        # What is at the limit may be told either way.
        ([late(LATE + 3)], [], Counts()),
        ([late(LATE - 3)], [late(LATE)], Counts()),
        ([late(LATE + 10)], [late(LATE + 10, start=LATE)], Counts(0, 1, 1, 0)),
    ],
)
def test_what_is_clearly_above_the_limit_is_to_be_found_and_nothing_else(true, found, counts):
    assert judged("late_opening", LATE, true, found) == counts


def test_precision_and_recall():
    counts = Counts(found=3, missed=1, false=2, negatives=9)
    assert (counts.precision, counts.recall, counts.f1) == (0.6, 0.75, pytest.approx(2 / 3))


def test_people_who_wait_at_once_are_counted_by_the_second():
    waits = [(0.0, 100.0, 1), (50.0, 150.0, 1), (300.0, 301.0, 3)]
    assert list(crowded("c1", waits, 2)) == [Told("queue_surge", "c1", 50, 100), Told("queue_surge", "c1", 300, 301)]


@pytest.mark.slow
@pytest.mark.parametrize("exam", EXAMS, ids=lambda exam: exam.kinds[0])
def test_what_happens_on_a_made_up_day_is_found_and_nothing_else(exam):
    """A floor: over many days few are missed, see the table in docs/MEASURED.md."""
    counts = dict(judged_on(exam, 5))
    assert sum(one.found for one in counts.values()) >= 1
    assert [(kind, one.missed, one.false) for kind, one in counts.items() if one.missed or one.false] == []
