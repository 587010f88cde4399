import sys
from contextlib import ExitStack

import pytest

from benchmarks.tracking import ablation
from benchmarks.tracking.ablation import row, verdict
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.judging.paired import COMPARED, Difference
from benchmarks.tracking.judging.results import judged
from benchmarks.tracking.made.made_days import made_days
from benchmarks.tracking.mechanisms import AFTER_TRACKING, MECHANISMS, switched_off
from pantau.transforms.counters import tracked_camera_day
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay


@pytest.mark.parametrize("name", MECHANISMS)
def test_each_mechanism_is_there_and_comes_back(name):
    before = vars(tracked_camera_day).copy(), vars(TrackedCameraDay).copy()
    with switched_off(name):
        pass
    assert (vars(tracked_camera_day), dict(vars(TrackedCameraDay))) == (before[0], dict(before[1]))


def test_inside_something_else_stands_there():
    original = tracked_camera_day.with_handovers
    with switched_off("handovers"):
        assert tracked_camera_day.with_handovers is not original
        assert tracked_camera_day.with_handovers(None, None, (1, 2)) == [1, 2]
    assert tracked_camera_day.with_handovers is original


def differing(**changed):
    same = Difference(0.5, 0.5, -0.1, 0.1)
    return dict.fromkeys(COMPARED, same) | changed


def test_verdicts_tell_gains_and_costs_apart():
    assert verdict(differing()) == "all intervals include zero"
    lost = Difference(0.9, 0.8, -0.15, -0.05)
    assert verdict(differing(**{"sessions F1": lost})) == "gains sessions F1"
    assert verdict(differing(**{"unknown time, %": lost})) == "costs unknown time, %"
    assert verdict(differing(IDF1=lost)) == "all intervals include zero"
    assert row("state durations", differing(**{"waiting F1": lost})).startswith(
        "| state durations | +0.000 (-0.100 .. +0.100) | +0.00 ("
    )


@pytest.mark.slow
def test_what_comes_after_tracking_is_the_same_with_the_tracks_of_before():
    assert MECHANISMS.keys() >= AFTER_TRACKING
    (day,) = made_days("hard_staff", 3, 3)
    sitting = Sitting(day)
    assert judged([sitting.taken(), sitting.taken(True)])[0].services
    with ExitStack() as stack:
        for name in AFTER_TRACKING:
            stack.enter_context(switched_off(name))
        assert judged([sitting.taken(True)]) == judged([Sitting(day).taken()])


@pytest.mark.slow
def test_a_table_of_one_mechanism(tmp_path, monkeypatch, capsys):
    words = [
        "--scenario",
        "hard_queue",
        "--seed",
        "3",
        "--minutes",
        "3",
        "--mechanism",
        "own boxes",
        "--mechanism",
        "state durations",
    ]
    monkeypatch.setattr(sys, "argv", ["ablation", *words, "--keep", str(tmp_path)])
    ablation.main()
    first = capsys.readouterr().out
    assert "3 camera days" in first and "| own boxes | " in first and "| state durations | " in first
    assert len(list(tmp_path.glob("*.json"))) == 9
    ablation.main()
    assert capsys.readouterr().out == first
