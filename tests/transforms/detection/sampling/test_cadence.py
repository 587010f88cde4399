import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pantau.transforms.detection.sampling.cadence import best, plan_between, plan_samples
from pantau.transforms.recordings.probing.recording import PacketIndex

START = 1_800_000_000.0  # a multiple of the cadence


def index(count, gop, fps=25.0, first_key=0):
    numbers = np.arange(count)
    is_key = (numbers - first_key) % gop == 0 if gop else np.zeros(count, dtype=bool)
    return PacketIndex(numbers / fps, is_key & (numbers >= first_key), np.ones(count, np.int64), np.ones(count, bool))


def slots(plan):
    return (plan.slots - int(START / plan.cadence_s)).tolist()


def test_key_frames_alone_where_they_are_near():
    plan = plan_samples(index(460, 50), START + 0.7)
    assert plan.keep.tolist() == [0, 50, 100, 150, 200, 250, 300, 350, 400, 450]
    assert plan.runs.tolist() == [[packet, packet] for packet in plan.keep]
    assert slots(plan) == list(range(10))
    assert (plan.packets_fed, plan.unreachable) == (10, 0)


def test_frames_between_key_frames_where_they_are_far():
    plan = plan_samples(index(500, 250), START)
    assert plan.keep.tolist() == [0, 50, 100, 150, 200, 250, 300, 350, 400, 450]
    assert plan.runs.tolist() == [[0, 200], [250, 450]]


def test_dense_key_frames_are_thinned():
    plan = plan_samples(index(500, 1), START)
    assert plan.keep.tolist() == [*range(0, 500, 50), 499]
    assert plan.packets_fed == 11


def test_a_key_frame_serves_one_grid_point_the_later_of_two():
    plan = plan_samples(index(500, 75), START)  # one key frame every 3 s
    assert plan.keep.tolist() == [0, 50, 75, 150, 200, 225, 300, 350, 375, 450]
    assert plan.runs.tolist() == [[0, 50], [75, 75], [150, 200], [225, 225], [300, 350], [375, 375], [450, 450]]


def test_outside_of_the_recording_only_key_frames_are_taken():
    assert plan_samples(index(90, 80), START + 0.5).keep.tolist() == [0, 37, 80]
    assert plan_samples(index(85, 0), START + 0.5).keep.tolist() == [37]


def test_the_part_of_a_plan_decodes_what_it_needs():
    packets = index(500, 75)
    plan = plan_samples(packets, START).within(packets, [(2.0, 3.004), (14, 14.5)])
    assert plan.keep.tolist() == [50, 75, 350]
    assert plan.runs.tolist() == [[0, 50], [75, 75], [300, 350]]
    assert slots(plan) == [1, 2, 7]
    none = plan_samples(packets, START).within(packets, [(2.5, 2.9)])
    assert (none.keep.tolist(), none.runs.tolist()) == ([], [])


def test_without_key_frames_everything_before_is_decoded():
    plan = plan_samples(index(120, 0), START)
    assert plan.keep.tolist() == [0, 50, 100]
    assert plan.runs.tolist() == [[0, 100]]


def test_frames_before_the_first_key_frame_cannot_be_had():
    plan = plan_samples(index(200, 200, first_key=120), START)
    assert plan.keep.tolist() == [120, 150]
    assert plan.runs.tolist() == [[120, 150]]
    assert plan.unreachable == 2
    assert plan_samples(index(140, 200, first_key=130), START).keep.tolist() == [130]


def test_a_gap_has_no_samples():
    packets = index(200, 50)
    seconds = np.where(packets.seconds < 4, packets.seconds, packets.seconds + 6)
    plan = plan_samples(PacketIndex(seconds, packets.is_key, packets.size, packets.shown), START)
    assert seconds[plan.keep].tolist() == [0, 2, pytest.approx(3.96), 10, 12]
    assert slots(plan) == [0, 1, 2, 5, 6]
    assert plan.unreachable == 2


def test_an_endless_gap_costs_nothing():
    packets = index(200, 50)
    seconds = np.where(packets.seconds < 4, packets.seconds, packets.seconds + 2e10)
    plan = plan_samples(PacketIndex(seconds, packets.is_key, packets.size, packets.shown), START)
    assert slots(plan) == [0, 1, 2, 10_000_000_002, 10_000_000_003]
    assert plan.unreachable == 9_999_999_999


def test_a_recording_shorter_than_the_cadence_gives_one_frame():
    plan = plan_samples(index(10, 50), START + 0.9)
    assert (plan.keep.tolist(), slots(plan)) == ([0], [0])
    packets = index(10, 50)
    hidden = PacketIndex(packets.seconds - 0.2, packets.is_key, packets.size, np.arange(10) >= 5)
    plan = plan_samples(hidden, START + 0.9)
    assert (plan.keep.tolist(), plan.runs.tolist()) == ([5], [[0, 5]])


def test_hidden_frames_are_decoded_and_not_kept():
    packets = index(100, 100)
    plan = plan_samples(PacketIndex(packets.seconds - 1, packets.is_key, packets.size, np.arange(100) >= 25), START)
    assert plan.keep.tolist() == [25, 75]
    assert plan.runs.tolist() == [[0, 75]]


def test_a_leading_frame_is_decoded_from_the_group_before():
    packets = index(100, 50)
    order = np.r_[0:48, 50, 48, 49, 51:100]  # frames 48 and 49 follow the key frame 50 in decoding order
    seconds = packets.seconds[order]
    is_key = packets.is_key[order]
    plan = plan_samples(PacketIndex(seconds, is_key, packets.size, packets.shown), START, cadence_s=0.48)
    assert np.flatnonzero(is_key).tolist() == [0, 48]
    assert [seconds[packet] for packet in plan.keep] == pytest.approx([0, 0.48, 0.96, 1.44, 2.0, 2.4, 2.88, 3.36, 3.84])
    leading = plan_samples(PacketIndex(seconds, is_key, packets.size, packets.shown), START, cadence_s=0.04)
    assert leading.runs[0, 0] == 0
    assert leading.runs.tolist() == [[0, 99]]


@given(
    st.sets(st.integers(1, 60), max_size=6),
    st.sampled_from([12, 25, 30, 50, 75, 130]),
    st.sampled_from([0.5, 0.7, 1.0, 2.0, 2.5]),
    st.sampled_from([0.0, 0.3, 1.0, 1.9]),
    st.integers(0, 30),
)
@example(cuts={1}, gop=25, cadence_s=0.5, start=0.0, overlap=13)
@example(cuts={1}, gop=50, cadence_s=0.5, start=1.9, overlap=28)
def test_pieces_cut_at_key_frames_give_the_frames_of_the_whole(cuts, gop, cadence_s, start, overlap):
    count, start = 61 * gop // 3, START + start
    whole = plan_samples(index(count, gop), start, cadence_s).keep.tolist()
    edges = sorted({0, *(gop * cut for cut in cuts if gop * cut < count)})
    shown, points = [], []
    for first, last in zip(edges, [*edges[1:], count], strict=True):
        # What overlaps belongs to the earlier piece.
        piece = plan_samples(index(min(last + overlap, count) - first, gop), start + first / 25, cadence_s)
        own = piece.keep >= (overlap if first else 0)
        shown += (piece.keep[own] + first).tolist()
        points += piece.slots[own].tolist()
    shown, points = np.array(shown), np.array(points)
    taken = best(points, shown % gop == 0, start + shown / 25, points * cadence_s)
    assert shown[taken].tolist() == whole


def test_between_samples_are_the_frames_nearest_to_finer_steps_without_the_ends():
    plan = plan_between(index(250, 50), START, 0.5, [(2.0, 4.0), (6.0, 7.0)], [])
    assert plan.keep.tolist() == [62, 75, 87, 162]
    assert plan.runs.tolist() == [[50, 87], [150, 162]]
    assert (slots(plan), plan.cadence_s) == ([5, 6, 7, 13], 0.5)


def test_steps_are_those_of_the_recorders_clock():
    plan = plan_between(index(250, 50), START + 0.2, 0.5, [(2.0, 4.0)], [])
    assert plan.keep.tolist() == [57, 70, 82]  # 2.5, 3.0 and 3.5 s by that clock; 2.0 and 4.0 are near the samples
    assert plan_between(index(250, 50), START, 1.0, [(2.0, 4.0)], []).keep.tolist() == [75]
    assert plan_between(index(250, 50), START, 2.0, [(2.0, 4.0)], []).keep.tolist() == []


def test_samples_around_are_decoded_again_for_comparing():
    plan = plan_between(index(250, 50), START, 0.5, [(2.0, 4.0)], [0.0, 2.0, 4.0])
    assert plan.keep.tolist() == [0, 50, 62, 75, 87, 100]
    assert plan.runs.tolist() == [[0, 0], [50, 87], [100, 100]]
    (alone,) = plan_between(index(250, 50), START, 0.5, [], [4.5]).runs.tolist()
    assert alone == [100, 112]


def test_between_samples_frames_are_had_without_a_key_frame_before_them():
    assert plan_between(index(120, 0), START, 0.5, [(2.0, 4.0)], []).runs.tolist() == [[0, 87]]
    assert plan_between(index(120, 50), START, 0.5, [], []).packets_fed == 0


def test_a_cadence_of_nought_is_refused():
    with pytest.raises(ValueError, match="more than 0"):
        plan_samples(index(10, 5), START, cadence_s=0)
