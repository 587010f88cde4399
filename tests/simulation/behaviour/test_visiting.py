"""Parties of hand-made visits: where their members are when."""

import numpy as np
import pytest

from pantau.simulation.behaviour.queueing import PlannedVisit
from pantau.simulation.behaviour.visiting import party
from pantau.simulation.habits import Habits
from pantau.simulation.truth.counter_truth import CounterTruth
from tests.simulation.days import day, hall, officer, scenario

VIEW, DESK = hall()
COUNTER = scenario().cameras[0].counters[0]
HASTE = 0.25
"""Half the spread of a moment by walking speed and by where exactly somebody stands."""


def people(visit: PlannedVisit, away_s=(2.5, 4.0)):
    return party(visit, COUNTER, VIEW, Habits(away_s=away_s), np.random.default_rng(0))


def truth(*members) -> CounterTruth:
    made = day(officer(50, 590), *members)
    return CounterTruth(DESK, made.cameras[0], made.scenario)


def direct(size=1, **more) -> PlannedVisit:
    return PlannedVisit(0, size, 100.0, (), 100.0, "served", 160.0, direct=True, **more)


def test_a_group_of_four_is_one_party_and_all_are_in_the_zone():
    members = people(direct(4))
    for member, person in enumerate(members):
        standing = person.at(130.0)
        assert (standing.x, standing.y) == pytest.approx(DESK.stand(member), abs=0.061)
    places = np.array([DESK.stand(member) for member in range(4)])
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)[~np.eye(4, dtype=bool)]
    assert apart.min() > 0.45
    (session,) = truth(*members).sessions
    assert session.party_size == 4
    # The last one turns away 0.7 s after each of the three before, and needs a moment to leave the zone.
    assert session.end == pytest.approx(160.0 + 3 * 0.7 + 0.3, abs=HASTE)


def test_members_come_and_leave_apart_and_the_session_lasts_until_the_last():
    visit = direct(2, late=(0.0, 8.0), early=(6.0, 0.0))
    assert visit.gone == 160.7
    found = truth(*people(visit))
    first, second = (stays[0] for stays in found.stays["desk-0"].values())
    assert first[1] == pytest.approx(154.0 + 0.45, abs=HASTE)
    assert second[0] - first[0] == pytest.approx(8.6, abs=2 * HASTE)
    (session,) = found.sessions
    assert (session.start, session.end) == (first[0], second[1])


def test_a_straggler_who_was_not_there_at_the_call_comes_to_the_counter():
    visit = PlannedVisit(0, 2, 100.0, (), 108.0, "served", 160.0, late=(0.0, 12.0), early=(0.0, 0.0))
    found = truth(*people(visit))
    assert set(found.queueing) == {"desk-0-0"}
    assert set(found.stays["desk-0"]) == {"desk-0-0", "desk-0-1"}


def test_the_third_of_a_group_waits_beside_the_first():
    visit = PlannedVisit(0, 3, 100.0, (), 130.0, "served", 160.0)
    found = truth(*people(visit))
    assert set(found.queueing) == {"desk-0-0", "desk-0-1", "desk-0-2"}
    assert visit.places == 2


def test_who_leans_over_the_desk_stays_in_the_zone():
    (person,) = people(direct(leans=(120.0, 135.0)))
    assert {person.at(t).pose for t in (121.5, 130.0, 134.9)} == {"lean"}
    assert (person.at(130.0).x, person.at(130.0).y) == pytest.approx(DESK.lean)
    assert person.at(119.0).pose == "stand"
    (session,) = truth(person).sessions
    assert session.end == pytest.approx(160.45, abs=HASTE)


def test_a_short_absence_belongs_to_the_visit():
    (person,) = people(direct(steps_away_at=120.0), away_s=(7.0, 7.0))
    away = person.inside(DESK.customer_zone)
    assert len(away) == 2 and away[1][0] - away[0][1] == pytest.approx(8.0, abs=HASTE)
    (session,) = truth(person).sessions
    assert (session.start, session.end) == (away[0][0], away[1][1])


def test_who_steps_up_is_in_the_zone_after_the_way_from_the_head_of_the_queue():
    called = 130.0
    (person,) = people(PlannedVisit(0, 1, 100.0, (), called, "served", 160.0))
    entered = person.inside(DESK.customer_zone)[0][0]
    assert entered == pytest.approx(called + DESK.step_up_m / 1.22, abs=HASTE)
