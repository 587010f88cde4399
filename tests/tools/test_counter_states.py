import numpy as np
import pytest

from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN
from tools import counter_states
from tools.counter_states import CounterSamples, StateCounts, counted


def test_what_samples_say_and_how_often_a_state_ends():
    times = np.arange(0, 100, 10.0)
    own = np.array([ABSENT, ABSENT, PRESENT, PRESENT, ABSENT, UNKNOWN, PRESENT, PRESENT, ABSENT, PRESENT])
    one = CounterSamples(times, own, np.zeros(10), [(15.0, 75.0), (95.0, 200.0)], [(0.0, 100.0)], 10.0)
    assert one.truly.tolist() == [False] * 2 + [True] * 6 + [False] * 2
    # Present for 60 s until it ended, and for 5 s until the footage did; absent for 15 s and 20 s.
    assert counted([one], PRESENT) == StateCounts({PRESENT: 4, ABSENT: 1, UNKNOWN: 1}, 1, 50.0)
    assert counted([one], ABSENT) == StateCounts({PRESENT: 1, ABSENT: 3, UNKNOWN: 0}, 2, 15.0)
    assert counted([], ABSENT) == StateCounts({PRESENT: 0, ABSENT: 0, UNKNOWN: 0}, 0, 0.0)


@pytest.mark.slow
def test_counts_of_a_made_up_day_agree_with_the_constants(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    counter_states.main(["--scenario", "hard_staff", "--seed", "3", "--minutes", "3"])
    shown = capsys.readouterr().out
    present = next(line.split("│") for line in shown.splitlines() if line.startswith("│ present"))
    assert int(present[2].replace(",", "")) > 150 and float(present[6]) < 0.03
    assert "samples: staffed" in shown
