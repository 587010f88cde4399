from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.simulation.recorded_files import clock_jumps, segments
from pantau.simulation.scenario import load_scenario, scenario_names
from pantau.transforms.recordings.clocks.clock_offsets import corrected_clocks
from pantau.transforms.recordings.file_names import parse_name
from pantau.transforms.recordings.time_ownership import in_order, owned_spans
from tests.transforms.recordings.clocks.pieces import cut, error, set_at
from tests.transforms.seen import EIGHT

MINUTES = range(0, 1201, 60)


def corrected(rows, before=(), same=False):
    return corrected_clocks(rows, before, lambda first, second: same)


def stated(rows, offset_s, uncertainty_s, source="telephone"):
    """The rows as a dated entry of the site file has them."""
    clock = {"clock_offset_s": offset_s, "clock_uncertainty_s": uncertainty_s, "clock_source": source}
    return [{**row, **clock} for row in rows]


def told(row):
    return row["clock_offset_s"], row["clock_uncertainty_s"], row["clock_source"]


def test_a_name_leaves_a_second_open_and_is_else_believed():
    for row in corrected(cut(MINUTES)):
        assert told(row) == (0, 2, "assumed")
        assert (row["start_fraction_s"], row["clock_step_s"]) == (None, None)
        assert error(row) == 0


def test_a_known_start_is_as_sure_as_its_clock():
    (row,) = corrected([{**cut((0, 60))[0], "name_pattern": "known_start"}])
    assert told(row) == (0, 1, "assumed")


def test_a_fraction_that_neighbours_prove_moves_the_start_and_leaves_less_doubt():
    rows = corrected([*cut([0.1 + 180.5 * i for i in range(31)], overlap_s=0)])
    moved = [row for row in rows if row["start_fraction_s"] is not None]
    assert len(moved) >= 14
    for row in rows:
        assert abs(error(row)) <= row["clock_uncertainty_s"] - 1
        assert row["started_at"] - row["recorder_started_at"] == timedelta(seconds=row["start_fraction_s"] or 0)
        assert row["ended_at"] - row["started_at"] == timedelta(seconds=row["duration_s"])
    assert {row["clock_source"] for row in moved} == {"assumed + neighbours"}
    assert max(row["clock_uncertainty_s"] for row in moved) < 1.5


def test_before_a_step_the_clock_was_off_by_it_and_after_it_right():
    rows = corrected(cut(MINUTES, set_at(630, -40)))
    assert [row["clock_offset_s"] for row in rows] == [40] * 11 + [0] * 9
    assert [row["clock_step_s"] for row in rows] == [None] * 10 + [-40] + [None] * 9
    assert {row["clock_source"] for row in rows[:11]} == {"neighbours"}
    assert all(error(row) == 0 for row in rows)
    doubts = [row["clock_uncertainty_s"] for row in rows]
    assert doubts[10] == pytest.approx(3, abs=0.01) and doubts[0] == pytest.approx(3 + 10 * 701 / 86_400, abs=0.01)
    assert doubts[11] == 2
    assert told(corrected(cut(MINUTES, set_at(630, -40)), same=True)[0]) == (0, 2, "assumed")


def test_doubt_grows_with_the_time_before_a_step_but_never_beyond_it():
    rows = corrected(cut(range(0, 86_401, 1800), set_at(80_000, -5), ends=True))
    doubts = [row["clock_uncertainty_s"] - 1 for row in rows if row["clock_source"] == "neighbours"]
    assert len(doubts) == 45
    assert doubts[0] == 5 and doubts[-1] < 2.5 and doubts == sorted(doubts, reverse=True)


def test_after_a_correction_nobody_is_silenced():
    rows = corrected(cut(MINUTES, set_at(630, -40)))
    shares = owned_spans(in_order(rows))
    assert [round(sum(b - a for a, b in share), 3) for share in shares] == [61.0] + [60.0] * 19


def test_an_entry_of_the_site_file_is_what_the_clock_was_set_to_or_what_it_was_before():
    rows = cut(MINUTES, set_at(630, -40))
    right = corrected(stated(rows, 0.4, 0.5))
    assert [row["clock_offset_s"] for row in right] == [40.4] * 11 + [0.4] * 9
    assert told(right[-1]) == (0.4, 1.5, "telephone")
    before = corrected(stated(rows, 40.4, 0.5))
    assert [row["clock_offset_s"] for row in before] == [40.4] * 11 + [0.4] * 9
    assert told(before[0]) == (40.4, 1.5, "telephone") and told(before[-1]) == (0.4, 2.5, "neighbours")


def test_a_recording_that_may_lie_on_either_side_is_between_both():
    rows = [*cut(MINUTES, set_at(630, -40)), *cut((650, 665), set_at(630, -40), camera="motion")]
    motion = corrected(rows)[-1]
    assert told(motion) == (20, 23, "neighbours")
    assert abs(error(motion)) <= 23


def test_all_cameras_of_the_recorder_are_corrected_and_those_that_show_it_have_the_step():
    clock = set_at(630, -40)
    rows = corrected([*cut(MINUTES, clock), *cut((100, 130), clock, "two"), *cut((800, 830), clock, "three")])
    assert [row["clock_offset_s"] for row in rows[-2:]] == [40, 0]
    assert [row["clock_step_s"] for row in rows[-2:]] == [None, None]


def test_the_date_before_is_evidence_and_is_not_changed():
    rows = cut([0.1 + 180.5 * i for i in range(31)], overlap_s=0)
    assert corrected(rows[24:], rows[:24]) == corrected(rows)[24:]
    assert corrected(rows[24:], rows[:24]) != corrected(rows[24:])
    step = cut(MINUTES, set_at(630, -40))
    assert [row["clock_step_s"] for row in corrected(step[11:], step[:11])] == [None] * 9


@pytest.mark.parametrize("name", scenario_names())
def test_of_the_shipped_scenarios_those_whose_clock_is_set_show_it_and_no_other(name):
    scenario = load_scenario(name)
    for camera in scenario.cameras:
        rows = [row for row in planned(scenario) if row["camera_id"] == camera.id]
        found = {row["recording_uri"]: row["clock_step_s"] for row in corrected(rows) if row["clock_step_s"]}
        assert found == {s.path: pytest.approx(step, abs=1) for s, step in clock_jumps(scenario, camera)}


def planned(scenario):
    """Rows of `recordings` for what a scenario's recorders would write."""
    for segment in segments(scenario):
        name = parse_name(segment.path, ZoneInfo(scenario.timezone))
        times = {"started_at": name.started, "ended_at": name.started + timedelta(seconds=segment.seconds)}
        yield {
            **cut((0, segment.seconds), overlap_s=0, camera=segment.camera)[0],
            **times,
            "recording_uri": segment.path,
            "recorder_started_at": name.started,
            "recorder_ended_at": name.ended,
        }


@pytest.mark.slow
@given(st.floats(-100, -5), st.floats(300, 900), st.booleans(), st.floats(0, 1), st.randoms())
def test_after_any_step_the_true_start_lies_within_the_stated_doubt(seconds, moment, ends, phase, order):
    clock = set_at(phase + moment, seconds)
    rows = [
        *cut([phase + t for t in range(0, 1801, 60)], clock, ends=ends),
        *cut([phase + t for t in range(13, 1801, 90)], clock, "two"),
    ]
    order.shuffle(rows)
    for row in corrected(rows):
        if row["clock_source"] == "neighbours":
            assert abs(error(row)) <= row["clock_uncertainty_s"] + 1e-6


def test_a_zone_is_reported_and_nothing_is_moved():
    rows = [
        {**row, "container_started_at": row["recorder_started_at"] + timedelta(hours=7, seconds=1)}
        for row in cut(MINUTES)
    ]
    found = corrected(rows)
    word = "container_time_differs: 7 h 00 min after the name, on all 20 recordings of the recorder"
    assert all(row["defects"] == [word] and error(row) == 0 for row in found)


def delayed(row, seconds):
    """The row of a recording whose first frame comes after so many seconds of sound."""
    later = timedelta(seconds=seconds)
    moved = {name: row[name] + later for name in ("recorder_started_at", "started_at", "ended_at")}
    return {**row, **moved, "start_delay_s": seconds}


def test_sound_before_the_first_frame_is_no_difference_between_name_and_container():
    rows = [
        delayed({**row, "container_started_at": row["recorder_started_at"] + timedelta(hours=7, seconds=0.25)}, 8.0)
        for row in cut(MINUTES)
    ]
    found = corrected(rows)
    assert all("7 h 00 min after the name" in row["defects"][0] for row in found)
    assert [row["start_fraction_s"] for row in found] == [0.25] * 20
    assert found[0]["started_at"] == EIGHT + timedelta(seconds=8.25)


def test_a_container_tells_the_fraction():
    (row,) = cut((0.4, 60))
    told_at = EIGHT + timedelta(seconds=0.41)
    (found,) = corrected([{**row, "container_started_at": told_at}])
    assert (found["start_fraction_s"], found["clock_uncertainty_s"]) == (0.41, 1.1)
    assert found["clock_source"] == "assumed + container"
