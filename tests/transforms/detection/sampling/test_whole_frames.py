"""Which of the frames that come out of a decoder are whole, where decoding and showing have another order."""

from types import SimpleNamespace

import numpy as np

from pantau.transforms.detection.sampling.whole_frames import Damage
from pantau.transforms.recordings.probing.random_access import starts
from pantau.transforms.recordings.probing.recording import PacketIndex
from pantau.transforms.recordings.probing.timeline import MOST_REORDERED


def index(seconds, keys=(0,), damage=()):
    seconds = np.array(seconds, dtype=float)
    ones, is_key = np.ones(len(seconds), dtype=np.int64), np.isin(np.arange(len(seconds)), list(keys))
    return PacketIndex(seconds, is_key, ones, ones > 0, damage=np.array(damage, dtype=float))


def whole(packets, corrupt=(), refused=(), first=0, gone=()):
    """The packets whose frames are whole; `asked` notes how many frames the decoder had given by then."""
    damage = Damage(packets, starts(packets, np.arange(len(packets))), first, len(packets) - 1)
    for number in refused:
        damage.add(number)
    order = [n for n in np.argsort(packets.seconds, kind="stable").tolist() if n >= first and n not in gone]
    given, asked = 0, []

    def decoded():
        nonlocal given
        for number in order:
            given += 1
            yield SimpleNamespace(pts=number, is_corrupt=number in corrupt)

    for frame in damage.whole(decoded()):
        asked.append((frame.pts, given))
    return asked


def test_without_reordering_a_frame_comes_as_soon_as_it_is_decoded():
    assert whole(index(range(4))) == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_all_that_follow_a_damaged_frame_are_damaged_until_a_key_frame():
    packets = index(range(8), keys=(0, 5))
    assert [number for number, _ in whole(packets, corrupt={2})] == [0, 1, 5, 6, 7]
    assert [number for number, _ in whole(packets, refused=[6])] == [0, 1, 2, 3, 4, 5]
    assert [number for number, _ in whole(packets, corrupt={5})] == [0, 1, 2, 3, 4]


def test_what_the_packets_say_counts_too():
    assert [number for number, _ in whole(index(range(8), keys=(0, 5), damage=[2.5]))] == [0, 1, 2, 5, 6, 7]


def test_a_frame_waits_for_those_that_it_may_refer_to_though_they_are_shown_later():
    # decoded: key frame, one that is shown last, then two between that refer to it
    packets = index([0, 3, 1, 2, 4])
    assert whole(packets) == [(0, 1), (2, 4), (3, 4), (1, 4), (4, 5)]
    assert [number for number, _ in whole(packets, corrupt={1})] == [0]


def test_a_frame_shown_before_the_key_frame_that_decoding_began_at_is_not_whole():
    # decoding order of an open group: the key frame of second 5, then two frames that are shown before it
    packets = index([0, 1, 2, 5, 3, 4, 6], keys=(0, 3))
    assert [number for number, _ in whole(packets, first=3)] == [3, 6]
    assert [number for number, _ in whole(packets)] == [0, 1, 2, 4, 5, 3, 6]


def test_a_packet_whose_frame_never_comes_is_not_waited_for():
    assert whole(index([0, 3, 1, 2, 4]), gone={1}) == [(0, 1), (2, 4), (3, 4), (4, 4)]
    never = index([0, 1000, *range(1, 40)])
    assert max(given - place for place, (_, given) in enumerate(whole(never, gone={1}))) <= MOST_REORDERED + 1
