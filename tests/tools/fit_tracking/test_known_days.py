import numpy as np
import pytest

from benchmarks.tracking.__main__ import ScriptedExam
from benchmarks.tracking.made.made_days import made_days
from tools.fit_tracking.known_days import chains, known_day, seconds_left
from tools.fit_tracking.link_reliability import links_of_days
from tools.fit_tracking.subjects import SUBJECTS, counted


def test_a_chain_leads_along_each_person_and_leaves_nobody_out():
    before, after = chains(np.array([5, -1, 7, 5, -1, 5, 7]))
    assert before.tolist() == [-1, -1, -1, 0, -1, 3, 2]
    assert after.tolist() == [3, -1, 6, 5, -1, -1, -1]


@pytest.fixture(scope="module")
def known():
    (made,) = made_days("hard_queue", 5, 3.0)
    return known_day(made, made.camera_day())


@pytest.mark.slow
def test_of_a_made_up_day_it_is_known_who_comes_after_whom(known):
    links = known.links
    assert len(links.later) > 100
    assert (known.who[links.earlier] == known.who[links.later]).all() and known.own[links.later].all()
    assert (known.before[links.later] == links.earlier).all() and (known.after[links.earlier] == links.later).all()
    # Nearly everybody is linked to whoever comes after; who is last of their chain never is.
    assert (~known.followed[known.own & (known.after < 0)]).all()
    assert known.followed[known.own & (known.after >= 0)].mean() > 0.95
    false = np.flatnonzero(known.false_before >= 0)
    assert len(false) and not known.own[false].any() and not known.own[known.false_before[false]].any()
    since, until = seconds_left(known)
    assert (since + until).round(3).max() == (since + until).round(3).min() > 170


@pytest.mark.slow
def test_all_subjects_are_counted_and_links_have_margins():
    exam = ScriptedExam("hard_queue", 5, 3.0)
    ((margins, same),) = links_of_days(exam)
    assert len(margins) == len(same) > 100 and margins.min() > -1e-6 and same.mean() > 0.9
    (day,) = counted(exam)
    assert day.keys() == SUBJECTS.keys()
    seen = day["seen again"]
    assert seen.standing[0] > seen.standing[1:].sum() and len(seen.standing) == 16
