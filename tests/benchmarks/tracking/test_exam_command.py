import sys
from dataclasses import replace

import pytest

from benchmarks.tracking import __main__ as command
from benchmarks.tracking import compare
from benchmarks.tracking.judging.results import load, save
from benchmarks.tracking.seeds import seeds_from


def test_seeds_follow_the_text_and_lie_above_those_of_development():
    assert seeds_from("abc", 3) == [seeds_from("abc", 1)[0] + k for k in range(3)]
    assert seeds_from("abd", 1) != seeds_from("abc", 1)
    assert min(seeds_from("abc", 1)) >= 1_000


def test_no_two_days_of_a_scenario_have_one_seed():
    found = command.exams([7, 8], {"hard_queue": 3, "office": 1})
    assert len(set(found)) == len(found) == 8


@pytest.mark.slow
def test_an_exam_is_the_same_for_the_same_seed_and_compares_with_itself(tmp_path, monkeypatch, capsys):
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        words = ["tracking", "--scenario", "hard_seams", "--seed", "3", "--minutes", "2.5", "--out", str(file)]
        monkeypatch.setattr(sys, "argv", words)
        command.main()
    first, second = map(load, files)
    assert first.days == second.days
    assert [day.name for day in first.days] == ["hard_seams-3/cam-1", "hard_seams-3/cam-2"]
    assert sum(len(day.services) for day in first.days) > 1
    monkeypatch.setattr(sys, "argv", ["compare", *map(str, files)])
    compare.main()
    assert "+0.000 .. +0.000" in capsys.readouterr().out
    save(replace(second, material="other"), files[1])
    with pytest.raises(SystemExit):
        compare.main()
    assert "made up in different ways" in capsys.readouterr().err
