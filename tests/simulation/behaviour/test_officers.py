"""Where the staff are when, and what that means for who attends a counter."""

from dataclasses import replace

import numpy as np
import pytest

from pantau.simulation.behaviour.colleagues import colleagues
from pantau.simulation.behaviour.motion import Walk
from pantau.simulation.behaviour.officer_schedule import WALK_BACK_S, Absence
from pantau.simulation.behaviour.officers import in_turn, stints
from pantau.simulation.behaviour.queueing import Post
from pantau.simulation.behaviour.sharing import ServingTurn
from pantau.simulation.behaviour.walking_paths import errand_way, seconds_of
from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.scenario import CameraScene, CounterScene, Happening
from pantau.simulation.truth.counter_truth import CounterTruth
from tests.simulation.days import day, hall, scenario, visitor

VIEW, DESK = hall()
MADE = scenario()
COUNTER = MADE.cameras[0].counters[0]
OUT_OF_POST_S, WAY_S = 0.7 / 1.25, {e: seconds_of(errand_way(e, VIEW, DESK)) for e in ("hall", "queue", "customer")}


def on_errand(errand: str, leaves: float, stays: float):
    """The officer's people, and when the officer is back in place after having stayed away on the public side."""
    back = leaves + 2 * WAY_S[errand] + stays
    post = Post((), (Absence(leaves, back - WALK_BACK_S, errand),))
    return stints(MADE, COUNTER, VIEW, post, 0, np.random.default_rng(0)), back


def truth(*people) -> CounterTruth:
    return CounterTruth(DESK, day(*people).cameras[0], MADE)


@pytest.mark.parametrize(("errand", "stints_made"), [("hall", 2), ("queue", 1), ("customer", 1)])
def test_on_an_errand_the_counter_is_not_attended(errand, stints_made):
    people, back = on_errand(errand, 200.0, 15.0)
    assert len(people) == stints_made
    before, after = truth(*people).attended
    assert before[1] == pytest.approx(200.0 + OUT_OF_POST_S, abs=0.01)
    assert after[0] == pytest.approx(back - OUT_OF_POST_S, abs=0.01)


def test_who_comes_round_to_the_customer_is_in_the_zone_and_still_no_customer():
    people, back = on_errand("customer", 200.0, 15.0)
    (helping,) = people[0].inside(DESK.customer_zone)
    assert helping[0] < 200.0 + WAY_S["customer"] and helping[1] > back - WAY_S["customer"]
    found = truth(*people)
    assert found.stays == {} and found.sessions == [] and found.waiting == []
    x = DESK.stand(0)[0]
    served = visitor("a", Walk(98.0, x, 2.9, speed=1.0).go((x, 4.9)).wait(300.0).go((x, 2.9)))
    (session,) = truth(*people, served).sessions
    assert session.party_size == 1
    assert (session.start, session.end) == pytest.approx((99.5, 300.5))
    away = back - 200.0 - 2 * OUT_OF_POST_S
    assert session.staffed_share == pytest.approx(1 - away / 201.0, abs=1e-3)


def test_who_helps_in_the_queue_stands_before_its_head_and_waits_for_nothing():
    people, _ = on_errand("queue", 200.0, 20.0)
    standing = people[0].at(200.0 + WAY_S["queue"] + 10.0)
    assert (standing.x, standing.y) == pytest.approx((DESK.lane[0][0], 3.4))
    assert truth(*people).queueing == {}


def test_to_lunch_the_officer_crosses_the_hall_and_comes_back_the_same_way():
    (out, back), _ = on_errand("hall", 200.0, 60.0)
    assert out.knots[-1].x == back.knots[0].x == -7.0
    assert back.span[0] - out.span[1] == pytest.approx(60.0)
    assert out.role == back.role == "officer" and out.party == back.party


TWO = CameraScene(
    id="cam",
    recorder="hikvision_export",
    counters=(
        CounterScene(id="left", name="Left", x=-1.2, seats=2),
        CounterScene(id="right", name="Right", x=1.2, served_by="left"),
    ),
    happenings=(
        Happening(kind="second_officer", counter="left", at_s=100, seconds=60),
        Happening(kind="colleague_visits", counter="left", at_s=300, seconds=60),
    ),
)


def two_counters(*people) -> dict[str, CounterTruth]:
    view = hall_of(TWO, MADE.video)
    made = ScriptedCameraDay(TWO, view, people)
    return {places.id: CounterTruth(places, made, MADE) for places in view.counters}


def test_who_serves_two_counters_attends_the_one_where_the_officer_is():
    turns = [ServingTurn(0, 100.0, 160.0), ServingTurn(1, 200.0, 260.0), ServingTurn(0, 300.0, 360.0)]
    people = in_turn(MADE, list(TWO.counters), hall_of(TWO, MADE.video), turns, 0, np.random.default_rng(0))
    found = two_counters(*people)
    (right,) = found["right"].attended
    # The officer is in place as the turn starts, and goes back in time for the next one.
    assert right[0] == pytest.approx(200.0 - OUT_OF_POST_S, abs=0.01)
    assert right[1] < 300.0 - OUT_OF_POST_S and right[1] > 260.0
    first, second = found["left"].attended
    assert first[1] < right[0] and second[0] == pytest.approx(300.0 - OUT_OF_POST_S, abs=0.6)


def test_a_second_officer_attends_and_a_colleague_behind_the_desk_does_not():
    people = colleagues(TWO, hall_of(TWO, MADE.video), MADE.seconds, np.random.default_rng(0))
    assert [person.role for person in people] == ["officer", "officer"]
    (attended,) = two_counters(*people)["left"].attended
    assert attended[0] > 100.0 and attended[1] - attended[0] == pytest.approx(60.0 + 2 * OUT_OF_POST_S, abs=0.5)
    behind = people[1].at(340.0)
    assert behind.y > DESK.post[:, 1].max() and behind.pose == "stand"


def test_either_of_two_officers_attends():
    view = hall_of(TWO, MADE.video)
    second = colleagues(TWO, view, MADE.seconds, np.random.default_rng(0))[0]
    seat = view.counter("left").seat
    first = replace(second, id="first", knots=tuple(Walk(50.0, *seat).wait(120.0).knots))
    (attended,) = two_counters(first, second)["left"].attended
    assert attended[0] == 50.0 and attended[1] > 160.0
