import pytest

from benchmarks.tracking.judging.figures import FIGURES
from benchmarks.tracking.judging.paired import COMPARED, differences
from benchmarks.tracking.judging.results import Edges, Identity, Judged, JudgedDay


def session(start, end, found=None, counter="a"):
    other = None if found is None else Edges(*found, False, False)
    return Judged(counter, Edges(start, end, False, False), other)


def spurious(start, end):
    return Judged("a", None, Edges(start, end, False, False))


def day(number, *services, states=None, identity=None):
    return JudgedDay("office", f"office-{number}/cam-1", list(services), WAITS, states or {}, identity)


WAITS = [session(0, 10, (0, 9)), session(20, 30)]
DAYS = [
    day(
        number,
        session(0, 10, (1, 12)),
        session(20, 30, (22, 30) if number % 2 else None),
        *([spurious(50, 60)] if number == 3 else []),
        states={"a": {"idle>idle": 50.0 + number, "idle>unattended": 5.0, "unattended>unknown": 3.0}},
        identity=Identity(20, 18, 3, 15, number, 0),
    )
    for number in range(6)
]


def test_the_first_row_of_the_draws_is_the_figure_itself():
    found = differences(DAYS, DAYS)
    for name in COMPARED.keys() & FIGURES.keys():
        if "P90" not in name and "median" not in name:
            assert found[name].first == pytest.approx(FIGURES[name](DAYS)), name
    assert found["switches a camera day"].first == 2.5
    assert found["start error, median s"].first == 1.0
    assert found["end error, P90 s"].first == 2.0


def test_a_run_is_no_different_from_itself():
    for over in ("days", "sessions"):
        for name, one in differences(DAYS, DAYS, over).items():
            assert (one.second - one.first, one.low, one.high, one.includes_zero) == (0, 0, 0, True), name


def test_what_no_run_tells_is_unknown():
    found = differences([JudgedDay("office", "x")], [JudgedDay("office", "x")])
    assert all(one.includes_zero for one in found.values())
    assert found["sessions F1"].first != found["sessions F1"].first


def test_what_differs_on_each_day_has_an_interval_without_zero():
    worse = [day(number, session(0, 10), *one.services[1:]) for number, one in enumerate(DAYS)]
    for over in ("days", "sessions"):
        one = differences(DAYS, worse, over)["sessions F1"]
        assert one.first == pytest.approx(2 * 9 / (12 + 10))
        assert one.second == pytest.approx(2 * 3 / (12 + 4))
        assert one.high < 0 and not one.includes_zero


def test_what_differs_on_one_day_of_six_may_be_chance():
    other = [*DAYS[:5], day(5, session(0, 10, (1, 12)), session(20, 30))]
    one = differences(DAYS, other)["sessions F1"]
    assert one.second < one.first
    assert one.low < 0 == one.high
    assert one.includes_zero


def test_other_days_are_refused():
    with pytest.raises(ValueError, match="not of the same days"):
        differences(DAYS, DAYS[1:])
