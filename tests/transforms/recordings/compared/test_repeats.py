"""The same footage twice, by marks of coded frames."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.compared.compared_recording import ComparedRecording
from pantau.transforms.recordings.compared.repeats import MOST_PLACES, find_repeats
from pantau.transforms.recordings.probing.coded.frame_marks import FrameMarks, kept_marks

KEY_S = 2.0


def recording(name, started_s, marks, camera="cam", first_s=0.0, key_s=KEY_S):
    """With a key frame each two seconds; `marks` are all of them, of which those are kept that a probe keeps."""
    marks = np.asarray(marks, dtype=np.int64)
    seconds = first_s + key_s * np.arange(len(marks))
    packed = kept_marks(seconds, marks).packed()
    return ComparedRecording(name, f"{name}.mp4", name, camera, started_s, len(marks) * key_s, "mp4", "", "", packed)


def fresh(seed, count=450):
    """Marks of a quarter of an hour that nothing else has."""
    return np.random.default_rng(seed).integers(-(2**63), 2**63 - 1, count)


def test_footage_that_is_shown_once_repeats_nothing():
    own = [recording(f"r{number}", 900.0 * number, fresh(number)) for number in range(4)]
    assert find_repeats(own, []) == {one.recording_id: () for one in own}


def test_a_recording_under_another_time_repeats_the_first_and_the_first_repeats_it():
    first, copy = recording("a", 0.0, fresh(1)), recording("b", 90_000.0, fresh(1))
    found = find_repeats([copy], [first])
    (repeat,) = found["b"]
    assert (repeat.from_s, repeat.until_s, repeat.recording_id, repeat.later_s) == (0.0, 900.0, "a", 90_000.0)
    assert 0 <= repeat.first_s <= 20 and 880 <= repeat.last_s < 900
    both = find_repeats([copy, first], [])
    assert both["b"] == found["b"] and both["a"][0].later_s == -90_000.0


def test_a_part_is_found_where_it_was_put_to_within_the_marks_around_it():
    footage = fresh(2)
    spliced = np.concatenate([fresh(3)[:100], footage[200:260], fresh(4)[:100]])
    found = find_repeats([recording("b", 86_400.0, spliced)], [recording("a", 0.0, footage)])
    (repeat,) = found["b"]
    assert 190 <= repeat.from_s <= 200 <= repeat.first_s < repeat.last_s < 320 <= repeat.until_s <= 340
    assert repeat.later_s == pytest.approx(86_400 + 200 - 400)


@pytest.mark.parametrize("lead_s", [100.0, 100.25, 100.5, 100.75])
def test_times_that_a_container_rounds_do_not_part_what_is_one_stretch(lead_s):
    # By a frame at most, as of Matroska's milliseconds and of what is packed at another rate.
    rounded = np.random.default_rng(0).uniform(-0.04, 0.04, 450)
    seconds = np.append(np.arange(50) * KEY_S, lead_s + KEY_S * np.arange(450) + rounded)
    packed = kept_marks(seconds, np.append(fresh(14, 50), fresh(13))).packed()
    copy = recording("b", 86_400.0, [])._replace(duration_s=1000.0 + KEY_S, frame_marks=packed)
    (repeat,) = find_repeats([copy], [recording("a", 0.0, fresh(13))])["b"]
    assert repeat.later_s == pytest.approx(86_400 + lead_s, abs=0.05)
    assert repeat.first_s - lead_s <= 11 and repeat.last_s >= lead_s + 888


def test_seconds_that_two_recordings_share_at_one_time_are_an_overlap():
    footage = fresh(5, 500)
    found = find_repeats([recording("a", 0.0, footage[:300]), recording("b", 551.0, footage[275:])], [])
    assert found == {"a": (), "b": ()}


def test_the_same_frames_of_another_camera_are_told_at_whatever_time():
    found = find_repeats([recording("a", 0.0, fresh(6)), recording("b", 0.0, fresh(6), camera="other")], [])
    assert [one.later_s for one in found["b"]] == [0.0] and len(found["a"]) == 1


def test_a_part_that_comes_again_in_its_own_recording_is_told_at_both_places():
    footage = fresh(7, 300)
    found = find_repeats([recording("a", 0.0, np.concatenate([footage, footage[50:150], fresh(8, 50)]))], [])
    assert sorted(one.later_s for one in found["a"]) == [-500.0, 500.0]


@pytest.mark.parametrize("distinct", [1, 2])
def test_frames_that_an_encoder_gives_again_and_again_repeat_nothing(distinct):
    still = np.resize(fresh(9, distinct), 40)
    assert find_repeats([recording("a", 0.0, still), recording("b", 5000.0, still)], []) == {"a": (), "b": ()}


def test_what_stands_in_many_places_is_a_test_card():
    cards = [recording(f"r{number}", 5000.0 * number, fresh(10)) for number in range(MOST_PLACES + 1)]
    assert not any(find_repeats(cards, []).values())


def test_frames_in_another_order_are_not_the_same_footage():
    footage = fresh(11, 60)
    found = find_repeats([recording("b", 86_400.0, footage[::-1].copy())], [recording("a", 0.0, footage)])
    assert found["b"] == ()


def test_what_earlier_versions_recorded_is_compared_with_nothing():
    old = recording("a", 0.0, fresh(12))._replace(frame_marks=None)
    assert find_repeats([old, recording("b", 86_400.0, fresh(12))], []) == {"a": (), "b": ()}


@given(
    begin=st.integers(0, 400), length=st.integers(0, 50), seed=st.integers(0, 10_000), key_s=st.sampled_from([1, 2, 4])
)
def test_half_a_minute_and_more_is_always_found_and_nothing_outside_of_it(begin, length, seed, key_s):
    footage, other = fresh(seed, 500), fresh(seed + 100_000, 200)
    count = round(40 / key_s) + length
    spliced = np.concatenate([other[:100], footage[begin : begin + count], other[100:]])
    first = recording("a", 0.0, footage, key_s=key_s)
    found = find_repeats([recording("b", 1e6, spliced, key_s=key_s)], [first])["b"]
    inside = min(count, 500 - begin)
    begins, ends = 100.0 * key_s, (100 + inside - 1) * float(key_s)
    assert all(begins <= one.first_s <= one.last_s <= ends for one in found)
    if inside * key_s >= 40:
        (repeat,) = found
        assert repeat.from_s <= begins and repeat.until_s >= ends
        assert repeat.first_s - begins <= 10 and ends - repeat.last_s <= 10


def test_marks_are_stored_in_twelve_bytes_each():
    marks = FrameMarks(np.array([0.0, 2.04]), np.array([5, -7]))
    assert len(marks.packed()) == 24
