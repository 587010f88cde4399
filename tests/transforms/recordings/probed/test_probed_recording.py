from datetime import timedelta
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from pantau.schemas.tables import RECORDINGS
from pantau.transforms.elements import ElementCoder
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from tests.transforms.seen import EIGHT, recording

ROW = recording(
    "a",
    0.123457,
    60,
    container_started_at=EIGHT + timedelta(microseconds=7),
    recorder_ended_at=None,
    inner_gaps_s=[[1.0, 2.5], [7.0, 9.0]],
    defects=["cut_off: ends early"],
    key_interval_s=2.0,
    written_by="Lavf",
    coded_with="h264 High",
    frame_marks=bytes(12),
    unlike_neighbours=["written_by"],
    repeats_s=[[0.0, 4.0, 50.0, 60.0]],
    repeats_of=["b"],
    repeats_later_s=[-3600.0],
)


def test_a_recording_is_the_same_row_after_its_way_between_steps():
    coder = ElementCoder(ProbedRecording)
    row = recording_row(coder.decode(coder.encode(probed_recording(ROW))))
    assert row == ROW
    assert RECORDINGS.arrow([row]) == RECORDINGS.arrow([ROW])


def test_what_flows_has_each_column_of_the_table_once():
    seconds = {f"{name.removesuffix('_at')}_s" if name.endswith("_at") else name for name in RECORDINGS.columns}
    assert seconds == set(ProbedRecording._fields) and len(seconds) == len(RECORDINGS.columns)


def test_a_time_without_a_zone_does_not_flow():
    with pytest.raises(ValueError, match="has no time zone"):
        probed_recording({**ROW, "started_at": ROW["started_at"].replace(tzinfo=None)})


def test_what_may_be_null_in_the_table_may_be_so_on_its_way():
    """Rows of other versions flow too, and have nulls where there was no such column."""
    hints = get_type_hints(ProbedRecording)
    for column in RECORDINGS.columns:
        name = f"{column.removesuffix('_at')}_s" if column.endswith("_at") else column
        assert (NoneType in get_args(hints[name])) == RECORDINGS.nullable(column), column
