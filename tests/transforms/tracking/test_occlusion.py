import numpy as np
import pytest

from pantau.transforms.tracking.motion_state import motion_state_of
from pantau.transforms.tracking.occlusion import DetectionsByFrame, kept_alive

BOX, NEARER = (0.4, 0.3, 0.5, 0.6), (0.38, 0.3, 0.52, 0.9)


def frames(*shown, step_s=2.0, closer=()):
    """Frames a step apart, each with the boxes that it shows."""
    first = np.cumsum([0, *(len(boxes) for boxes in shown)])
    return DetectionsByFrame(
        times=1.7e9 + step_s * np.arange(len(shown)),
        closer=np.isin(np.arange(len(shown)), closer),
        first=first,
        frame=np.repeat(np.arange(len(shown)), np.diff(first)),
        boxes=np.array([box for boxes in shown for box in boxes]),
    )


ELSEWHERE = (0.8, 0.3, 0.9, 0.6)
NEVER = np.array([1000])


def waited(shown, until=NEVER):
    rows = kept_alive(shown, np.array([0]), until, gap_s=8.0)
    return list(zip(rows.frame.tolist(), rows.unseen.tolist(), rows.hidden_s.tolist(), strict=True))


def test_somebody_is_waited_for_for_the_gap_and_missed_on_more_and_more_frames():
    shown = frames([BOX], *[[ELSEWHERE]] * 9)
    assert waited(shown) == [(1, 0, 0), (2, 1, 0), (3, 2, 0), (4, 3, 0)]
    assert waited(shown, until=np.array([2])) == [(1, 0, 0), (2, 1, 0)]


def test_a_frame_between_samples_counts_for_half():
    assert waited(frames([BOX], *[[ELSEWHERE]] * 3, closer=[1]))[1:] == [(2, 0.5, 0), (3, 1.5, 0)]


def test_who_is_hidden_is_waited_for_longer_and_not_without_end():
    shown = frames([BOX], *[[NEARER]] * 60)
    rows = waited(shown)
    assert rows[:3] == [(1, 0, 0), (2, 0, 2), (3, 0, 4)]
    # A minute hidden, and the gap.
    assert rows[-1] == (34, 0, 66)


def test_of_several_each_has_its_own():
    shown = frames([BOX, ELSEWHERE], [ELSEWHERE], [NEARER], [ELSEWHERE])
    rows = kept_alive(shown, np.array([0, 1, 2]), np.array([1000, 1, 3]), gap_s=8.0)
    assert list(zip(rows.detection.tolist(), rows.frame.tolist(), strict=True)) == [
        *((0, 1), (0, 2), (0, 3)),
        (1, 1),
        *((2, 2), (2, 3)),
    ]
    assert rows.hidden_s.tolist() == [0, 0, 2, 0, 0, 0]


def test_not_to_be_seen_is_likelier_the_longer_ago_and_for_who_stands():
    shown = frames([BOX], *[[ELSEWHERE]] * 4)
    rows = kept_alive(shown, np.array([0]), NEVER, gap_s=8.0)
    elapsed = shown.times[rows.frame] - shown.times[0]
    heads, heights = np.array([[0.45, 0.3], *[[0.85, 0.3]] * 4]), np.full(5, 0.3)
    standing = rows.log_odds(elapsed, motion_state_of(shown.times, heads, heights, np.array([-1, -1, 1, 2, 3])))
    assert (np.diff(standing) < 0).all()
    assert standing[:2].tolist() == pytest.approx([-np.log(0.2), 0.0])
