"""What the busy hour tells of nights that were clocked."""

from dataclasses import replace

from rich.console import Console

from benchmarks.accuracy import Accuracy
from benchmarks.busy_hour import BusyHour, printed
from benchmarks.material.footage import HOUR, HOUR_FORMS, FootageStretch
from benchmarks.stages import STAGES, Clocked

NIGHT = Clocked(600.0, 1, 1, 300, dict.fromkeys(STAGES, 0.0), dict.fromkeys(STAGES, 0), 400.0)
FOUND = Accuracy(18, 18, 17, 0.1, None, 0.3, 0.05)


def taking(decode_s):
    """A night over ten minutes that decodes for so long."""
    return replace(NIGHT, spent={**NIGHT.spent, "decode": decode_s})


def test_versions_are_compared_by_their_medians():
    hour = BusyHour([taking(s) for s in (9.0, 3.0, 4.0)], [taking(s) for s in (8.0, 5.0, 30.0)], FOUND)
    assert (hour.cost, hour.ratio) == (24.0, 0.5)
    assert BusyHour([taking(3.0)], [], FOUND).ratio == 1.0


def test_accuracy_stands_in_the_table_of_the_cost():
    console = Console(width=200, record=True)
    printed(console, {"720p": BusyHour([taking(4.0)], [taking(8.0)], FOUND)})
    told = [line.strip("│ ").split("│") for line in console.export_text().splitlines()]
    rows = {cells[0].strip(): cells[-1].strip() for cells in told if len(cells) == 2}
    assert rows["together"] == "24"
    assert rows["of the other version"] == "0.50"
    assert rows["frames observed, an hour"] == "1,800"
    assert rows["sessions: true, found, matched"] == "18, 18, 17"
    assert rows["start, end, duration, s"] == "0.10, –, 0.30"


def test_the_hour_has_three_counters_and_is_stored_in_forms_of_one_frame_rate():
    (camera,) = FootageStretch(HOUR, 0, 300).scenario.cameras
    assert [counter.x for counter in camera.counters] == [-2.2, 0.0, 2.2]
    assert {form.video.fps for form in HOUR_FORMS} == {25}
    assert {form.video.key_interval_s for form in HOUR_FORMS} == {1.0, 2.0, 4.0, 10.0}
    assert len({form.name for form in HOUR_FORMS}) == len(HOUR_FORMS)
