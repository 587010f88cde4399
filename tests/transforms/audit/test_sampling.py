"""Drawing: strata, how many of each, and that each unit comes in as often as its probability says."""

from collections import Counter

import pytest

from pantau.transforms.audit.sampling import allocate, draw, strata_of
from tests.transforms.audit.units import unit

UNITS = [
    *(unit(f"s{i:02}", counter_id="L1", detection_score=0.9 if i < 30 else 0.5) for i in range(36)),
    *(unit(f"t{i}", counter_id="L2") for i in range(9)),
    *(unit(f"w{i:02}", "window_idle") for i in range(25)),
    unit("a0", "visitor_in_staff_area", counter_id=None),
]


def test_each_stratum_has_two_and_the_large_ones_more():
    taken = allocate({"a": 100, "b": 25, "c": 4, "d": 1}, 22)
    assert sum(taken.values()) == 22 and taken["d"] == 1 and taken["c"] >= 2
    assert taken["a"] == pytest.approx(2 * taken["b"], abs=2)
    assert allocate({"a": 5, "b": 3}, 100) == {"a": 5, "b": 3}


def test_strata_are_as_fine_as_the_sample_can_take():
    assert {name: len(members) for name, members in strata_of(UNITS, 20).items()} == {
        "service/L1/sure": 30,
        "service/L1/unsure": 6,
        "service/L2/sure": 9,
        "visitor_in_staff_area/C1/sure": 1,
        "window_idle/L1/sure": 25,
    }
    assert list(strata_of(UNITS, 8)) == ["service/L1", "service/L2", "visitor_in_staff_area/C1", "window_idle/L1"]
    assert list(strata_of(UNITS, 5)) == ["service", "visitor_in_staff_area", "window_idle"]
    with pytest.raises(
        ValueError, match="--sample 4: is too few for service, visitor_in_staff_area, window_idle; draw at"
    ):
        strata_of(UNITS, 4)
    with pytest.raises(ValueError, match="nothing can be drawn"):
        strata_of([], 4)


def test_the_same_seed_draws_the_same_whatever_the_order():
    drawn = draw(UNITS, 20, seed=4)
    assert drawn == draw(UNITS[::-1], 20, seed=4)
    assert drawn != draw(UNITS, 20, seed=5)
    assert len({one.unit.unit_id for one in drawn}) == len(drawn) == 20
    assert Counter(one.stratum for one in drawn) == {one.stratum: one.drawn for one in drawn}


def test_what_events_are_called_changes_no_sample():
    units = [unit(f"s{i:02}", start=60 * i, end=60 * i + 50) for i in range(30)]
    renamed = [unit(f"{(7 * i) % 30:02}", start=60 * i, end=60 * i + 50) for i in range(30)]
    drawn = [[one.unit.started_at for one in draw(some, 10, seed=4)] for some in (units, renamed)]
    assert drawn[0] == drawn[1]


def test_units_come_as_often_as_their_probability_says():
    came, draws = Counter(), 600
    for seed in range(draws):
        drawn = draw(UNITS, 20, seed)
        came.update(one.unit.unit_id for one in drawn)
    probability = {one.unit.unit_id: one.probability for one in draw(UNITS, len(UNITS), 0)}
    assert set(probability.values()) == {1.0}
    for one in draw(UNITS, 20, 0):
        share = came[one.unit.unit_id] / draws
        assert share == pytest.approx(
            one.probability, abs=4.5 * (one.probability * (1 - one.probability) / draws) ** 0.5
        )
