from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.intervals import length, union
from pantau.transforms.recordings.time_ownership import assign_ownership
from tests.transforms.seen import EIGHT, recording

ZERO = EIGHT.timestamp()


def told(ownerships):
    """Of each turn: its recording, its times and those before, seconds from eight."""
    return [
        (
            ownership.recording["recording_id"],
            since(ownership.spans),
            [(row["recording_id"], since(times)) for row, times in ownership.before],
        )
        for ownership in ownerships
    ]


def since(intervals):
    return [(round(a - ZERO, 3), round(b - ZERO, 3)) for a, b in intervals]


def turns_of(*recordings, since=ZERO - 3600):
    return assign_ownership(recordings, 10, since)


def test_the_seconds_before_each_recording():
    a, b, c = recording("a", 0, 60), recording("b", 60, 60), recording("c", 125, 60)
    assert told(turns_of(c, a, b)) == [
        ("a", [(0, 60)], []),
        ("b", [(60, 120)], [("a", [(50, 60)])]),
        ("c", [(125, 185)], [("b", [(115, 120)])]),
    ]


def test_where_two_overlap_the_earlier_speaks():
    assert told(turns_of(recording("a", 0, 60), recording("b", 55, 60))) == [
        ("a", [(0, 60)], []),
        ("b", [(60, 115)], [("a", [(50, 60)])]),
    ]


def test_several_short_recordings_lie_before():
    ownerships = turns_of(*(recording(name, 4 * i, 4) for i, name in enumerate("abcd")))
    assert told(ownerships)[3] == ("d", [(12, 16)], [("a", [(2, 4)]), ("b", [(4, 8)]), ("c", [(8, 12)])])


def test_a_copy_has_nothing_to_say_and_looks_at_nothing_before():
    assert told(turns_of(recording("a", 0, 60), recording("b", 10, 20)))[1] == ("b", [], [])


def test_what_fills_a_gap_is_before_what_follows_it():
    a = recording("a", 0, 60, inner_gaps_s=[[20.0, 40.0]])
    assert told(turns_of(a, recording("b", 25, 10))) == [
        ("a", [(0, 20), (40, 60)], [("b", [(30, 35)])]),
        ("b", [(25, 35)], [("a", [(15, 20)])]),
    ]


def test_nothing_is_looked_back_to_before_midnight():
    a, b = recording("a", 0, 60), recording("b", 60, 60)
    assert told(turns_of(a, b, since=ZERO + 57))[1][2] == [("a", [(57, 60)])]
    assert told(turns_of(a, b, since=ZERO + 60))[1][2] == []


def test_a_recording_speaks_to_the_end_of_its_last_frame():
    ownership = turns_of(recording("a", 0, 60), recording("b", 55, 60))[1]
    assert [ownership.speaks(offset) for offset in (0, 4.99, 4.997, 5, 60, 60.004, 60.1)] == [
        *[False] * 2,
        *[True] * 4,
        False,
    ]


def test_the_digest_depends_on_what_lies_before_and_not_on_a_corrected_clock():
    a, b = recording("a", 0, 60), recording("b", 60, 60)
    digest = turns_of(a, b)[1].digest
    late = [{**row, **{k: row[k] + timedelta(seconds=7) for k in ("started_at", "ended_at")}} for row in (a, b)]
    assert turns_of(*late)[1].digest == digest
    assert turns_of(a, b, recording("c", 120, 60))[1].digest == digest
    assert turns_of(b)[0].digest != digest
    assert turns_of(a, {**b, "start_delay_s": 8.0})[1].digest != digest
    assert turns_of({**a, "recording_id": "other"}, b)[1].digest != digest


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), min_size=1, max_size=8), st.randoms())
def test_every_recorded_moment_has_one_speaker_in_whatever_order_files_are_listed(spans, order):
    rows = [recording(f"r{i}", start, duration) for i, (start, duration) in enumerate(spans)]
    ownerships = turns_of(*rows)
    whole = union([(ZERO + start, ZERO + start + duration) for start, duration in spans])
    assert union([span for ownership in ownerships for span in ownership.spans]) == whole
    assert sum(length(ownership.spans) for ownership in ownerships) == length(whole)
    order.shuffle(rows)
    assert told(turns_of(*rows)) == told(ownerships)
