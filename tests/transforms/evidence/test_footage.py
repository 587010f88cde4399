from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.evidence.footage import Altered, parts_showing, refuse_altered

START = datetime(2026, 11, 2, 1, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def recording(name, start, end):
    return {"recording_uri": name, "started_at": at(start), "ended_at": at(end)}


def parts(recordings, start, end):
    found = parts_showing(recordings, at(start), at(end))
    return [(part.recording["recording_uri"], part.from_s, part.to_s) for part in found]


def test_time_inside_of_one_recording():
    assert parts([recording("a", 0, 60)], 10, 20) == [("a", 10, 20)]


def test_consecutive_recordings_follow_in_order_whatever_the_order_of_rows():
    rows = [recording("c", 120, 180), recording("a", 0, 60), recording("b", 60, 120)]
    assert parts(rows, 30, 130) == [("a", 30, 60), ("b", 0, 60), ("c", 0, 10)]


def test_where_two_overlap_the_later_one_speaks_from_its_beginning():
    assert parts([recording("a", 0, 61), recording("b", 60, 120)], 50, 70) == [("a", 50, 60), ("b", 0, 10)]


def test_a_recording_within_another_adds_nothing():
    assert parts([recording("a", 0, 60), recording("twice", 10, 20)], 5, 30) == [("a", 5, 30)]


def test_a_gap_is_left_out_and_time_without_recording_gives_no_part():
    rows = [recording("a", 0, 60), recording("b", 90, 120)]
    assert parts(rows, 50, 100) == [("a", 50, 60), ("b", 0, 10)]
    assert parts(rows, 60, 90) == []


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=8), st.integers(0, 300), st.integers(1, 90)
)
def test_parts_fill_exactly_the_recorded_time_once(spans, start, length):
    rows = [recording(f"{i}", a, a + d) for i, (a, d) in enumerate(spans)]
    taken = []
    for part in parts_showing(rows, at(start), at(start + length)):
        first = int((part.recording["started_at"] - START).total_seconds())
        taken += range(first + int(part.from_s), first + int(part.to_s))
    recorded = {second for a, d in spans for second in range(a, a + d)}
    assert taken == sorted(recorded & set(range(start, start + length)))


def test_the_same_bytes_are_accepted(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"frames")
    refuse_altered(tmp_path, "a.mp4", sha256(b"frames").hexdigest())


def test_other_bytes_are_refused_with_both_hashes(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"altered")
    expected = sha256(b"frames").hexdigest()
    with pytest.raises(Altered) as caught:
        refuse_altered(tmp_path, "a.mp4", expected)
    assert str(caught.value) == (
        f"a.mp4: has SHA-256 {sha256(b'altered').hexdigest()}, the row was made from {expected}; the file was changed "
        "or replaced since, so it is no evidence for this row: restore the original, or run `pantau nightly` again"
    )


def test_a_missing_file_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(
        Altered, match=r"gone\.mp4: is not in .*--archive .*--site` says whether its retention explains it"
    ):
        refuse_altered(tmp_path, "gone.mp4", "0" * 64)
