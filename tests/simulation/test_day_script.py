"""Days of the shipped scenarios have the cases that they promise."""

from functools import lru_cache
from itertools import pairwise

import pytest

from pantau.simulation.day_script import ScriptedCameraDay, ScriptedDay, write_script
from pantau.simulation.recorded_files import segments
from pantau.simulation.scenario import load_scenario, scenario_names
from pantau.simulation.truth.counter_truth import CounterTruth
from pantau.transforms.intervals import intersect, length

HARD = [name for name in scenario_names() if name.startswith("hard_")]
SEEDS = (1, 2, 3)


@lru_cache
def scripted(name: str, seed: int) -> ScriptedDay:
    return write_script(load_scenario(name), seed)


def truths(day: ScriptedDay) -> list[CounterTruth]:
    return [CounterTruth(places, camera, day.scenario) for camera in day.cameras for places in camera.hall.counters]


def looks(camera: ScriptedCameraDay, party: str) -> set:
    return {person.look.top for person in camera.people if person.party == party}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_hard_scenario_is_short_and_busy(name, seed):
    day = scripted(name, seed)
    assert day.scenario.seconds <= 1200
    assert 24 <= sum(len(truth.sessions) for truth in truths(day)) <= 45


@pytest.mark.parametrize("seed", SEEDS)
def test_queues_hand_over_within_two_seconds_and_some_give_up(seed):
    day = scripted("hard_queue", seed)
    gaps, absences, reneged, alike = [], 0, 0, 0
    for truth in truths(day):
        gaps += [after.start - before.end for before, after in pairwise(truth.sessions)]
        absences += sum(
            len(person.inside(truth.places.customer_zone)) > 1 for person in day.cameras[0].people if person.counter
        )
        reneged += len({party for party, _ in truth.queueing.values()} - set(truth.stays))
        served = sorted(truth.stays, key=lambda party: min(stays[0] for stays in truth.stays[party].values()))
        alike += sum(bool(looks(truth.day, a) & looks(truth.day, b)) for a, b in pairwise(served))
    assert sum(0 <= gap < 2 for gap in gaps) >= 12
    assert absences >= 2 and reneged >= 3 and alike >= 3


@pytest.mark.parametrize("name", [name for name in scenario_names() if name.startswith("varied_")])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_varied_scenario_is_as_busy_however_it_is_drawn(name, seed):
    found = truths(scripted(name, seed))
    assert 24 <= sum(len(truth.sessions) for truth in found) <= 45
    gaps = [after.start - before.end for truth in found for before, after in pairwise(truth.sessions)]
    groups = sum(session.party_size >= 2 for truth in found for session in truth.sessions)
    if name == "varied_queue":
        assert sum(0 <= gap < 2 for gap in gaps) >= 12
    if name == "varied_crowd":
        assert groups >= 6


@pytest.mark.parametrize("seed", SEEDS)
def test_crowds_have_groups_leaning_and_people_in_the_way(seed):
    day = scripted("hard_crowd", seed)
    sizes = [session.party_size for truth in truths(day) for session in truth.sessions]
    assert sum(size >= 2 for size in sizes) >= 8 and sum(size >= 3 for size in sizes) >= 3
    people = day.cameras[0].people
    assert sum(any(knot.pose == "lean" for knot in person.knots) for person in people) >= 5
    assert sum(person.id.startswith("lingerer") for person in people) >= 10
    assert sum(person.id.startswith("passer") for person in people) >= 30


@pytest.mark.parametrize("seed", SEEDS)
def test_staff_are_on_both_sides_at_several_counters_and_in_pairs(seed):
    day = scripted("hard_staff", seed)
    camera = day.cameras[0]
    first, second, third = truths(day)
    staff = [person for person in camera.people if person.role == "officer"]
    helping = [stay for person in staff for stay in person.inside(first.places.customer_zone)]
    assert any(end - start > 5 for start, end in helping)
    together = [stay for person in staff for stay in person.inside(first.places.post)]
    assert length(together) < sum(end - start for start, end in together) - 300
    assert not intersect(second.attended, third.attended)
    assert len(second.attended) >= 4 and len(third.attended) >= 4
    sitting = [
        person
        for person in camera.people
        if any(b.t - a.t > 300 and a.pose == "sit" for a, b in pairwise(person.knots))
    ]
    assert sitting and all(person.role == "visitor" for person in sitting)
    public = [person for person in staff if any(knot.x == -7.0 for knot in person.knots)]
    assert len(public) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_seams_lie_within_services_with_and_without_overlap(seed):
    day = scripted("hard_seams", seed)
    for camera, overlap in zip(day.cameras, (1.0, 0.0), strict=True):
        mine = [segment for segment in segments(day.scenario) if segment.camera == camera.scene.id]
        seams = [(a.start + a.seconds - b.start, b.start) for a, b in pairwise(mine)]
        assert sum(share == pytest.approx(overlap, abs=1e-6) for share, _ in seams) >= 6
        assert sum(share < -3 for share, _ in seams) == 1
        assert all(10 < segment.seconds <= 91 for segment in mine)
        sessions = [session for truth in truths(day) if truth.day is camera for session in truth.sessions]
        assert sum(s.start < at < s.end for s in sessions for _, at in seams) >= 5
        stored = {camera.scene.video_of(segment.piece, day.scenario.video) for segment in mine}
        assert len({video.codec for video in stored}) == len({video.fps for video in stored}) == 2


def test_one_clock_is_known_within_its_uncertainty_and_one_is_set_back_within_a_piece():
    day = scripted("hard_clocks", 1)
    known, unknown = (camera.scene for camera in day.cameras)
    errors = [abs(known.clock_at(t) - known.clock_offset_s) for t in (0.0, day.scenario.seconds)]
    assert 1.0 < max(errors) < known.clock_uncertainty_s
    (jump,) = unknown.clock_jumps
    assert jump.seconds < 0
    assert any(
        s.start + 10 < jump.at_s < s.start + s.seconds - 10 for s in segments(day.scenario) if s.camera == "cam-2"
    )


def test_counters_do_not_disturb_each_other():
    scenario = load_scenario("hard_queue")
    camera = scenario.cameras[0]
    quiet = camera.counters[1].model_copy(update={"arrivals_per_hour": 5.0})
    changed = scenario.model_copy(
        update={"cameras": (camera.model_copy(update={"counters": (camera.counters[0], quiet)}),)}
    )

    def first(day: ScriptedDay):
        return [person for person in day.cameras[0].people if person.counter == camera.counters[0].id]

    assert first(write_script(changed, 1)) == first(scripted("hard_queue", 1))
