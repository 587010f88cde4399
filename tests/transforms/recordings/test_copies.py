from pantau.schemas.tables import REJECTS
from pantau.transforms.recordings.copies import set_copies_aside
from tests.transforms.seen import recording


def test_the_first_path_is_used_and_the_others_are_told():
    rows = [recording("a", 0, 60, recording_uri=path) for path in ("b.mp4", "a.mp4", "c.mp4")]
    first, rejects = set_copies_aside(rows)
    assert first == rows[1]
    assert REJECTS.arrow(rejects).num_rows == 2
    assert [(row["input"], row["error"], row["span_ended_at"]) for row in rejects] == [
        ("b.mp4", "copy", rows[0]["ended_at"]),
        ("c.mp4", "copy", rows[0]["ended_at"]),
    ]
    assert all("a.mp4, which is used" in row["reason"] for row in rejects)


def test_a_recording_without_copies_is_as_it_was():
    assert set_copies_aside([recording("a", 0, 60)]) == (recording("a", 0, 60), [])
