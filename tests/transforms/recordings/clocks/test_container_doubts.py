from datetime import timedelta

import pytest

from pantau.transforms.recordings.clocks.container_doubts import contradicted_by_container
from tests.transforms.recordings.clocks.pieces import cut

HOURS = 3600


def dated(shift, count=10):
    """Recordings of a minute whose containers are `shift(number)` seconds after their names."""
    return [
        {**row, "container_started_at": row["recorder_started_at"] + timedelta(seconds=shift(number))}
        for number, row in enumerate(cut(range(0, 60 * count + 1, 60)))
    ]


def doubted(rows, before=()):
    return [row["recording_uri"] for row, _ in contradicted_by_container(rows, before)]


@pytest.mark.parametrize("usual_s", [1, -2, 7 * HOURS, 61, 7 * HOURS + 60])
def test_the_one_whose_container_says_another_time(usual_s):
    rows = dated(lambda number: usual_s + (6 * HOURS + 123 if number == 4 else 0))
    ((row, why),) = contradicted_by_container(rows, [])
    assert row is rows[4]
    assert why.startswith("its container says 2026-11-02 ") and why.endswith("its name 2026-11-02 01:04:00 UTC")


def test_sound_before_the_first_frame_is_no_contradiction():
    rows = dated(lambda number: 1)
    late = {
        **rows[3],
        "start_delay_s": 80.0,
        "recorder_started_at": rows[3]["recorder_started_at"] + timedelta(seconds=80),
    }
    assert doubted([*rows[:3], late, *rows[4:]]) == []


@pytest.mark.parametrize(
    "shift",
    [
        lambda number: 7200 - 60 * number,  # all exported at one time
        lambda number: 1 + (30 if number == 4 else 0),  # closed later than others
        lambda number: 1 + (HOURS if number > 7 else 0),  # summer time began
        lambda number: 1 if number % 3 else 5 * HOURS + 100,  # a third was exported again
    ],
)
def test_what_proves_nothing(shift):
    assert doubted(dated(shift)) == []


def test_too_few_to_tell_and_the_date_before():
    rows = dated(lambda number: 1 if number < 2 else 20_000, count=3)
    assert doubted(rows) == []
    before = [{**row, "recording_uri": f"before-{row['recording_uri']}"} for row in dated(lambda number: 1)]
    assert doubted(rows, before) == [rows[2]["recording_uri"]]


def test_known_starts_and_files_without_a_container_time_are_not_doubted():
    rows = dated(lambda number: 1 if number != 4 else 20_000)
    rows[4]["name_pattern"] = "known_start"
    rows[5]["container_started_at"] = None
    assert doubted(rows) == []
