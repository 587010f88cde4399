"""What packet sizes say of recordings at 25 frames a second with a key frame every two seconds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.static_intervals import StaticInterval, find_static_intervals, quiet_steps
from pantau.transforms.recordings.probing.recording import PacketIndex
from tests.transforms.detection.sampling.test_cadence import START, index

BEAT = 5
KEY_BYTES, STILL_BYTES = 100_000, 2_000


def sized(seconds, stirring=(), moving=4_000, still=STILL_BYTES):
    """Packets of a still scene in which something moves in the spans `stirring`, seconds."""
    packets = index(round(25 * seconds), 50)
    size = np.where(packets.is_key, KEY_BYTES, still)
    for start, end in stirring:
        size[(packets.seconds >= start) & (packets.seconds < end) & ~packets.is_key] = moving
    return PacketIndex(packets.seconds, packets.is_key, size, packets.shown)


def intervals(packets, start=START, beat=BEAT):
    plan = plan_samples(packets, start)
    return [
        (int(plan.slots[s.first]) % beat, plan.slots[s.first] * 2 - START)
        for s in find_static_intervals(packets, plan, beat)
    ]


def test_a_still_recording_is_still_between_all_heartbeats():
    assert intervals(sized(42)) == [(0, at) for at in (0, 10, 20, 30)]


def test_heartbeats_are_the_same_wherever_a_recording_begins():
    assert intervals(sized(42), START + 4) == [(0, at) for at in (10, 20, 30)]


@pytest.mark.parametrize("stirring", [(12, 14), (19, 20), (14.5, 15.5)])
def test_where_something_moves_for_a_second_nothing_is_still(stirring):
    assert intervals(sized(42, [stirring])) == [(0, at) for at in (0, 20, 30)]


def test_a_small_rise_is_noise():
    assert intervals(sized(42, [(11, 19)], moving=1.2 * STILL_BYTES)) == [(0, at) for at in (0, 10, 20, 30)]


def test_a_rise_that_is_large_for_what_there_is_to_see_is_none_however_noisy_the_frame():
    noisy = sized(42, [(11, 19)], moving=5_500, still=4_500)
    assert intervals(noisy) == [(0, at) for at in (0, 20, 30)]


def test_a_constant_rate_says_nothing():
    assert intervals(sized(42, still=0.06 * KEY_BYTES)) == []


def test_key_frames_alone_say_nothing():
    packets = index(1050, 1)
    assert intervals(PacketIndex(packets.seconds, packets.is_key, np.full(1050, KEY_BYTES), packets.shown)) == []


def test_without_a_key_frame_nothing_is_still():
    packets = index(1050, 0)
    assert intervals(PacketIndex(packets.seconds, packets.is_key, np.full(1050, 9), packets.shown)) == []


def test_a_gap_is_not_still():
    whole = sized(42)
    shown = (whole.seconds < 11) | (whole.seconds >= 17)
    cut = PacketIndex(*(values[shown] for values in (whole.seconds, whole.is_key, whole.size, whole.shown)))
    assert intervals(cut) == [(0, at) for at in (0, 20, 30)]


def test_a_heartbeat_at_every_sample_spares_none():
    assert intervals(sized(42), beat=1) == []
    assert find_static_intervals(sized(0.5), plan_samples(sized(0.5), START), BEAT) == []


@pytest.mark.slow
@given(st.floats(0, 58), st.floats(1.7, 20), st.floats(0, 10))
def test_no_spell_holds_two_seconds_of_what_moves(begin, length, start):
    packets = sized(60, [(begin, begin + length)])
    plan = plan_samples(packets, START + start)
    shown = packets.seconds[plan.keep]
    for interval in find_static_intervals(packets, plan, BEAT):
        first, last = shown[interval.first], shown[interval.last]
        assert min(last, begin + length) - max(first, begin) < 1.7 or last <= begin or first >= begin + length


def test_one_answer_for_each_step():
    packets = sized(42, [(10, 12)])
    plan = plan_samples(packets, START)
    assert np.flatnonzero(~quiet_steps(packets, plan)).tolist() == [5]
    assert find_static_intervals(packets, plan, BEAT)[0] == StaticInterval(0, 5)
