import numpy as np

from transforms.events.hidden_feet import with_feet
from transforms.events.linking import Track


def track(*edges):
    """Boxes of one person from (left, top, bottom)."""
    boxes = np.array([(left, top, left + 0.1, bottom) for left, top, bottom in edges])
    n = len(boxes)
    return Track(np.arange(n), np.arange(n), boxes, np.full(n, 0.8))


def lower_edges(*edges):
    return with_feet(track(*edges), 16 / 9).boxes[:, 3].tolist()


def test_hidden_feet_are_where_they_were_seen_before_and_after():
    assert lower_edges((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.5, 0.31, 0.42), (0.5, 0.3, 0.45)) == [0.6] * 4
    assert lower_edges((0.5, 0.3, 0.42), (0.5, 0.3, 0.59), (0.5, 0.3, 0.6)) == [0.59, 0.59, 0.6]


def test_a_lower_edge_seen_once_is_not_believed_of_the_others():
    assert lower_edges((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.5, 0.3, 0.8)) == [0.6, 0.6, 0.8]


def test_who_moves_on_has_new_feet():
    walk = ((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.6, 0.25, 0.5), (0.7, 0.2, 0.42), (0.7, 0.2, 0.42))
    assert lower_edges(*walk) == [0.6, 0.6, 0.5, 0.42, 0.42]
