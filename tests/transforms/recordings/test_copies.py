from datetime import timedelta

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import REJECTS
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.recordings.copies import DropCopies, set_copies_aside
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording
from pantau.transforms.rejects import Reject, reject_row
from tests.transforms.seen import EIGHT, recording

SAME = {"recording_sha256": "f" * 64}


def words(rejects):
    return [(row["input"], row["error"], row["span_started_at"]) for row in map(reject_row, rejects)]


def test_the_first_path_is_used_and_the_others_are_told():
    rows = [recording("a", 0, 60, recording_uri=path) for path in ("b.mp4", "a.mp4", "c.mp4")]
    used, rejects = set_copies_aside(rows)
    assert used == [rows[1]]
    assert REJECTS.arrow(map(reject_row, rejects)).num_rows == 2
    assert [(row["input"], row["error"], row["span_ended_at"]) for row in map(reject_row, rejects)] == [
        ("b.mp4", "copy", rows[0]["ended_at"]),
        ("c.mp4", "copy", rows[0]["ended_at"]),
    ]
    assert all("a.mp4, which is used" in reject.reason for reject in rejects)


def test_a_recording_without_copies_is_as_it_was():
    assert set_copies_aside([recording("a", 0, 60)]) == ([recording("a", 0, 60)], [])


@pytest.mark.parametrize("later_s", [5, 3600, 86_400 * 30])
def test_of_two_times_that_nothing_tells_apart_none_is_used(later_s):
    rows = [recording("a", 0, 60, **SAME), recording("b", later_s, 60, **SAME)]
    used, rejects = set_copies_aside(reversed(rows))
    assert used == []
    assert words(rejects) == [(row["recording_uri"], "same_bytes", row["started_at"]) for row in rows]
    assert rejects[0].reason == (
        "a.mp4: has the same bytes as b.mp4, and nothing tells which name is right; move the wrong one out"
    )
    assert REJECTS.arrow(map(reject_row, rejects)).num_rows == 2


def test_nor_of_two_cameras_and_copies_of_them_stay_copies():
    rows = [recording("a", 0, 60, **SAME), recording("b", 0, 60, camera_id="two", **SAME)]
    again = {**rows[0], "recording_uri": "z.mp4"}
    used, rejects = set_copies_aside([again, *rows])
    assert used == []
    assert [(reject.input, reject.error) for reject in rejects] == [
        ("z.mp4", "copy"),
        ("a.mp4", "same_bytes"),
        ("b.mp4", "same_bytes"),
    ]


@pytest.mark.parametrize("told_s", [2, 58, -7 * 3600, 7 * 3600 + 57])
def test_the_container_tells_which_name_is_right_opened_or_closed_in_any_zone(told_s):
    told = {"container_started_at": EIGHT + timedelta(seconds=told_s), **SAME}
    rows = [recording("a", -2000, 60, **told), recording("b", 0, 60, **told)]
    used, rejects = set_copies_aside(rows)
    assert used == [rows[1]]
    assert words(rejects) == [("a.mp4", "copy", None)]
    assert "b.mp4, which is used, as its container confirms its name" in rejects[0].reason
    assert REJECTS.arrow(map(reject_row, rejects)).num_rows == 1


def test_names_that_differ_by_an_hour_may_be_of_two_zones():
    told = {"container_started_at": EIGHT, **SAME}
    assert set_copies_aside([recording("a", -3600, 60, **told), recording("b", 0, 60, **told)])[0] == []


def test_a_known_start_is_what_somebody_vouches_for():
    told = {"container_started_at": EIGHT, **SAME}
    rows = [recording("a", 0, 60, **told), recording("b", 500, 60, name_pattern="known_start", **SAME)]
    used, rejects = set_copies_aside(rows)
    assert used == [rows[1]]
    assert "as the site file states its start" in rejects[0].reason


@pytest.mark.slow
def test_copies_and_what_nobody_can_tell_apart_are_rejects_of_the_step():
    once, same = recording("a", 0, 60), recording("b", 100, 60, **SAME)
    copy, other = {**once, "recording_uri": "z.mp4"}, recording("c", 900, 60, **SAME)
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        probed = [probed_recording(row) for row in (once, same, copy, other)]
        made = pipeline | beam.Create(probed, reshuffle=False).with_output_types(ProbedRecording)
        found = made | DropCopies()
        assert_that(found.done, equal_to([probed_recording(once)]), label="done")
        rejects = found[REJECTED] | "Words" >> beam.Map(lambda one: (one.input, one.error))
        expected = [("z.mp4", "copy"), ("b.mp4", "same_bytes"), ("c.mp4", "same_bytes")]
        assert_that(rejects, equal_to(expected), label="rejected")
    assert (found.done.element_type, found[REJECTED].element_type) == (ProbedRecording, Reject)
