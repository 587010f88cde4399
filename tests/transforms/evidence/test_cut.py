from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.evidence.cut import TICKS, clip_ticks, cut_packets
from pantau.transforms.recordings.probing.recording import PacketIndex


def index(seconds, keys, hidden=()):
    seconds = np.array(seconds, dtype=float)
    is_key, shown = np.zeros(len(seconds), bool), np.ones(len(seconds), bool)
    is_key[list(keys)], shown[list(hidden)] = True, False
    return PacketIndex(seconds, is_key, np.ones(len(seconds), np.int64), shown)


def test_begins_at_the_key_frame_before_and_ends_before_the_end():
    assert cut_packets(index(range(12), (0, 4, 8)), 6.5, 9).tolist() == [4, 5, 6, 7, 8]


def test_begins_at_the_first_key_frame_where_none_lies_before():
    assert cut_packets(index(range(8), (3,)), 1, 6).tolist() == [3, 4, 5]


def test_begins_at_a_recovery_point_so_long_before_that_frames_are_whole():
    packets = replace(index(range(20), (0,)), whole_from=np.array([-1] * 20))
    packets.whole_from[[5, 10]] = 9, 14
    assert cut_packets(packets, 13.5, 15).tolist() == list(range(5, 15))
    assert cut_packets(packets, 14, 16).tolist() == list(range(10, 16))
    assert cut_packets(packets, 8, 10).tolist() == list(range(10))


def test_nothing_can_be_shown_before_the_first_key_frame():
    assert cut_packets(index(range(8), (5,)), 1, 4).tolist() == []


def test_without_any_key_frame_it_begins_with_the_first_frame():
    assert cut_packets(index(range(5), ()), 2, 4).tolist() == [0, 1, 2, 3]


def test_frames_before_the_key_frame_that_follow_it_are_left_out():
    # decoding order of an open group: the key frame of second 4, then frames of seconds 2 and 3
    assert cut_packets(index([0, 1, 4, 2, 3, 5, 6], (0, 2)), 4, 9).tolist() == [2, 5, 6]


def test_what_an_edit_list_hides_is_no_beginning():
    assert cut_packets(index(range(8), (0, 4), hidden=(0, 1)), 2, 6).tolist() == [4, 5]


def test_times_of_frames_in_order():
    shown, decoded, lasting = clip_ticks(np.array([0, 0.04, 0.08, 0.2]))
    assert shown.tolist() == decoded.tolist() == [0, 3600, 7200, 18000]
    assert lasting.tolist() == [3600, 3600, 10800, 3600]


def test_reordered_frames_are_decoded_one_frame_before_they_are_shown():
    shown, decoded, _ = clip_ticks(np.array([0, 0.12, 0.04, 0.08]))
    assert shown.tolist() == [0, 10800, 3600, 7200]
    assert decoded.tolist() == [-3600, 0, 3600, 7200]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60))
def test_decoding_times_rise_and_never_lie_after_the_showing(seconds):
    shown, decoded, lasting = clip_ticks(np.array(seconds))
    assert (np.diff(decoded) > 0).all()
    assert (decoded <= shown).all()
    assert (lasting > 0).all()
    assert np.abs(shown / TICKS - seconds).max() <= 0.5 / TICKS + 1e-9
