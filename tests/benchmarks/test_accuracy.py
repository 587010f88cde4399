import pytest

from benchmarks.accuracy import Found, compare, in_zones, matches

TRUTH = Found({"one": [(0.0, 60.0), (100.0, 140.0)], "two": [(50.0, 90.0)]}, {"one": 0.9, "two": 0.5})


def test_truth_agrees_with_itself():
    found = compare(TRUTH, TRUTH)
    assert (found.true, found.found, found.matched, found.f1) == (3, 3, 3, 1.0)
    assert (found.start_s, found.end_s, found.duration_s, found.staffed_points) == (0.0, 0.0, 0.0, 0.0)


def test_errors_are_of_the_matched_and_shares_of_the_worst_counter():
    said = Found({"one": [(2.0, 59.0), (300.0, 320.0)]}, {"one": 0.89})
    found = compare(TRUTH, said)
    assert (found.true, found.found, found.matched) == (3, 2, 1)
    assert (found.start_s, found.end_s, found.duration_s) == (2.0, 1.0, 3.0)
    assert found.staffed_points == pytest.approx(50.0)


def test_nothing_found_has_no_errors_rather_than_none_of_size():
    found = compare(TRUTH, Found({}, {"one": 0.9, "two": 0.5}))
    assert (found.matched, found.f1, found.start_s) == (0, 0.0, None)


def test_an_interval_matches_once_the_one_it_shares_most_with():
    assert matches([(0.0, 10.0), (10.0, 20.0)], [(0.0, 11.0), (11.0, 20.0), (1.0, 9.0)]) == [
        ((0.0, 10.0), (0.0, 11.0)),
        ((10.0, 20.0), (11.0, 20.0)),
    ]
    assert matches([(0.0, 10.0)], [(0.0, 21.0)]) == []


def test_zones_of_recordings_in_a_row_shift_and_drop_short_stays():
    parts = [
        (100.0, {"one": [(0.0, 4.9), (1.0, 6.0)]}, {"one": 1.0}),
        (200.0, {"one": [(3.0, 9.0)]}, {"one": 0.5}),
    ]
    assert in_zones(parts) == Found({"one": [(101.0, 106.0), (203.0, 209.0)]}, {"one": 0.75})
