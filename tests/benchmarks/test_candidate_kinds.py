"""How candidates are judged against what happened."""

import pytest

from benchmarks.candidate_kinds import unusual_services
from benchmarks.candidate_kinds.__main__ import EXAMS, judged_on
from benchmarks.candidate_kinds.days import LIMITS
from benchmarks.candidate_kinds.judging import Counts, Told, judged
from benchmarks.candidate_kinds.truth import crowded

USUAL = {
    ("dpmptsp", f"loket-{number}", kind): {"baseline_id": "b", "usual_value_lo": 50.0, "usual_value_hi": 500.0}
    for number in (1, 2, 3)
    for kind in ("long_service", "short_service")
}
"""About what ten made-up days tell, which take longer than a test may."""

SEEDS = {"long_service": 6, "clock_jump": 11}
"""Days of these exams on which something is to be found; else the fifth."""

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


def test_what_is_counted_is_enough_at_its_limit():
    told = [Told("repeated_approaches", None, 100.0 * times, 100.0 * times + 50, times, 0.0) for times in (2, 3, 4)]
    assert judged("repeated_approaches", 3, told, told[1:]) == Counts(2, 0, 0, 1)
    assert judged("repeated_approaches", 3, told, told[:1]) == Counts(0, 2, 1, 1)


def test_precision_and_recall():
    counts = Counts(found=3, missed=1, false=2, negatives=9)
    assert (counts.precision, counts.recall, counts.f1) == (0.6, 0.75, pytest.approx(2 / 3))


def test_people_who_wait_at_once_are_counted_by_the_second():
    waits = [(0.0, 100.0, 1), (50.0, 150.0, 1), (300.0, 301.0, 3)]
    assert list(crowded("c1", waits, 2)) == [Told("queue_surge", "c1", 50, 100), Told("queue_surge", "c1", 300, 301)]


@pytest.mark.slow
@pytest.mark.parametrize("exam", EXAMS, ids=lambda exam: exam.kinds[0])
def test_what_happens_on_a_made_up_day_is_found_and_nothing_else(exam, monkeypatch):
    """A floor: over many days few are missed, see the table in docs/MEASURED.md."""
    monkeypatch.setattr(unusual_services, "usual_at_counters", lambda: USUAL)
    counts = list(judged_on(exam, SEEDS.get(exam.kinds[0], 5)))
    assert sum(one.found for _, one in counts) >= 1
    assert [(kind, one.missed, one.false) for kind, one in counts if one.missed or one.false] == []
