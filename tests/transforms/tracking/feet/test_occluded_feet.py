from dataclasses import replace

import numpy as np

from pantau.transforms.tracking.feet.occluded_feet import feet_occluded, with_feet
from pantau.transforms.tracking.feet.stature import Stature
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import camera_day


def track(*edges):
    """Boxes of one person from (left, top, bottom)."""
    boxes = np.array([(left, top, left + 0.1, bottom) for left, top, bottom in edges])
    n = len(boxes)
    return Track(np.arange(n), np.arange(n), boxes, np.full(n, 0.8), np.ones(n))


def lower_edges(*edges, closer=()):
    on_sample = ~np.isin(np.arange(len(edges)), closer)
    return with_feet(track(*edges), on_sample, 16 / 9).boxes[:, 3].tolist()


def test_hidden_feet_are_where_they_were_seen_before_and_after():
    assert lower_edges((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.5, 0.31, 0.42), (0.5, 0.3, 0.45)) == [0.6] * 4
    assert lower_edges((0.5, 0.3, 0.42), (0.5, 0.3, 0.59), (0.5, 0.3, 0.6)) == [0.59, 0.59, 0.6]


def test_a_lower_edge_seen_once_is_not_believed_of_the_others():
    assert lower_edges((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.5, 0.3, 0.8)) == [0.6, 0.6, 0.8]


def test_frames_between_samples_are_too_near_to_each_other_to_be_believed_of_the_others():
    arriving = ((0.5, 0.3, 0.69), (0.5, 0.3, 0.68), (0.5, 0.3, 0.6), (0.5, 0.3, 0.6))
    assert lower_edges(*arriving) == [0.69, 0.68, 0.68, 0.68]
    assert lower_edges((0.5, 0.3, 0.6), *arriving, closer=(1, 2)) == [0.6, 0.69, 0.68, 0.6, 0.6]


def test_a_few_lower_edges_among_many_are_those_of_people_who_pass():
    assert lower_edges(*[(0.5, 0.3, 0.6)] * 20, (0.5, 0.3, 0.7), (0.5, 0.3, 0.71))[:20] == [0.6] * 20


def test_a_box_too_tall_for_its_head_has_somebody_elses_feet():
    hall = Stature(slope=0.5, horizon=0.1)  # a head at 0.35 belongs to feet at 0.6
    standing, mixed = [(0.5, 0.35, 0.6)] * 3, [(0.5, 0.35, 0.75)] * 3
    boxes = with_feet(track(*standing, *mixed), np.ones(6, dtype=bool), 16 / 9, hall).boxes
    assert boxes[:, 3].tolist() == [0.6] * 6


def test_who_leans_over_and_stands_as_before_has_the_feet_of_before():
    standing, leaning, hidden = [(0.5, 0.3, 0.6)] * 3, [(0.55, 0.28, 0.58)] * 3, [(0.5, 0.3, 0.5)] * 3
    assert lower_edges(*standing, *leaning, *hidden) == [0.6] * 3 + [0.58] * 3 + [0.6] * 3
    assert lower_edges(*hidden, *leaning, *standing) == [0.6] * 3 + [0.58] * 3 + [0.6] * 3
    away = [(0.7, 0.3, 0.6)]
    assert lower_edges(*standing, *away, *hidden) == [0.6] * 4 + [0.5] * 3


def test_who_moves_on_has_new_feet():
    walk = ((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.6, 0.25, 0.5), (0.7, 0.2, 0.42), (0.7, 0.2, 0.42))
    assert lower_edges(*walk) == [0.6, 0.6, 0.5, 0.42, 0.42]


def hidden(*boxes, samples=None):
    day = replace(
        camera_day(seconds=(0, 10)),
        person_sample=np.array(samples or [0] * len(boxes), dtype=int),
        person_box=np.array(boxes, dtype=float).reshape(-1, 4),
    )
    return feet_occluded(day).tolist()


BEHIND, NEARER = (0.4, 0.3, 0.5, 0.45), (0.42, 0.35, 0.55, 0.9)


def test_feet_in_the_box_of_somebody_nearer_are_hidden():
    assert hidden(BEHIND, NEARER) == [True, False]
    assert hidden(NEARER, BEHIND) == [False, True]


def test_on_another_sample_beside_or_at_the_same_depth_nobody_hides_them():
    assert hidden(BEHIND, NEARER, samples=[0, 1]) == [False, False]
    assert hidden(BEHIND, (0.46, 0.35, 0.55, 0.9)) == [False, False]
    assert hidden(BEHIND, (0.42, 0.1, 0.55, 0.46)) == [False, False]
    assert hidden() == []
