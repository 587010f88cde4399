import numpy as np

from benchmarks.tracking.judging.identity_scores import Tracked
from benchmarks.tracking.pets import Seen
from benchmarks.tracking.pets_exam import best_pairs, ceiling, interpolated

LEFT, RIGHT = (0.1, 0.1, 0.2, 0.4), (0.7, 0.1, 0.8, 0.4)


def test_tracks_go_straight_between_their_frames():
    tracks = Tracked(np.array([10, 14, 12, 30]), np.array([5, 5, 2, 2]), np.array([LEFT, RIGHT, LEFT, LEFT]))
    told = interpolated(tracks)
    first = told.identity == 5
    assert told.frame[first].tolist() == [10, 11, 12, 13, 14]
    assert told.box[first][:, 0].round(6).tolist() == [0.1, 0.25, 0.4, 0.55, 0.7]
    assert told.frame[~first].tolist() == list(range(12, 31))


def test_nobody_is_followed_nowhere():
    nothing = Tracked(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 4)))
    assert all(len(values) == 0 for values in interpolated(nothing))


def test_pairs_are_one_to_one_and_the_best_comes_first():
    assert best_pairs(np.array([[0.9, 0.8], [0.85, 0.5]])) == [(0, 0), (1, 1)]
    assert best_pairs(np.array([[0.39], [0.3]])) == []
    assert best_pairs(np.zeros((0, 3))) == []


def test_the_ceiling_names_each_detection_after_whom_it_shows_and_leaves_out_the_others():
    true = Tracked(np.array([0, 0, 1]), np.array([4, 9, 4]), np.array([LEFT, RIGHT, LEFT]))
    seen = Seen(np.array([0, 0, 0, 1]), np.array([RIGHT, LEFT, (0.4, 0.1, 0.5, 0.4), RIGHT]), np.full(4, 0.5))
    told = ceiling(seen, true)
    assert sorted(zip(told.frame.tolist(), told.identity.tolist(), strict=True)) == [(0, 4), (0, 9)]
    assert told.box[told.identity == 4].tolist() == [list(LEFT)]
