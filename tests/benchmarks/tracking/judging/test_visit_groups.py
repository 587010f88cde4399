from benchmarks.tracking.judging.results import Edges, Judged, JudgedDay
from benchmarks.tracking.judging.visit_groups import TrueVisit, grouped, results_of

VISITS = [TrueVisit(5, 25, 7, 5.0, 0.0), TrueVisit(26, 46, 10, 1.0, 0.9), TrueVisit(60, 80, 11, 14.0, 0.5)]


def edges(start, end):
    return Edges(start, end, False, False)


def judged(number, found=None):
    true = None if number is None else edges(VISITS[number].start, VISITS[number].end)
    return Judged("counter-1", true, found)


def told(*events):
    return results_of(JudgedDay("visits", "a", services=list(events)), VISITS)


def test_a_session_over_two_visits_merges_the_second_with_the_first():
    found = told(judged(0, edges(5, 46)), judged(1), judged(2, edges(60, 80)))
    assert [(one.merged, one.split) for one in found] == [(False, False), (True, False), (False, False)]


def test_two_sessions_in_a_visit_split_it_and_the_spare_one_is_of_that_visit():
    found = told(judged(0, edges(5, 25)), judged(1), judged(2, edges(60, 72)), judged(None, edges(72, 80)))
    assert [(one.visit.person, one.merged, one.split) for one in found] == [
        (7, False, False),
        (10, False, False),
        (11, False, True),
        (11, False, False),
    ]


def test_what_is_found_before_the_first_visit_belongs_to_it():
    assert told(judged(None, edges(0, 3)))[0].visit.person == 7


def test_each_event_is_in_one_group_of_pauses_and_of_likeness():
    groups = grouped(told(judged(0), judged(1), judged(2), judged(None, edges(27, 30))))
    people = {name: [one.visit.person for one in some] for name, some in groups.items()}
    assert people["all"] == [7, 10, 11, 10]
    assert people["pause 0 to 2 s"] == people["0 to 2 s, alike"] == people["alike"] == [10, 10]
    assert people["pause 5 to 20 s"] == people["unlike"] == people["5 to 20 s, unlike"] == [7, 11]
    assert people["pause 2 to 5 s"] == people["5 to 20 s, alike"] == []
