import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pantau.transforms.evidence.drawn.pixelation import ROWS, pixelated, show_only, within

NONE = np.zeros((0, 4))
FRAME = np.random.default_rng(4).integers(0, 256, (240, 320, 3)).astype(np.uint8)


def test_blocks_have_one_colour_each_the_mean_of_what_lies_in_them():
    made = pixelated(FRAME)
    block = made[30:40, 50:60]
    assert (block == block[0, 0]).all()
    assert np.abs(block[0, 0] - FRAME[30:40, 50:60].reshape(-1, 3).mean(axis=0)).max() <= 1
    assert len(np.unique(made[:, 0].reshape(-1, 3), axis=0)) <= ROWS


def test_pixels_in_boxes_are_counted_outwards_and_those_beyond_the_frame_are_none():
    assert np.argwhere(within(np.array([[0.15, 0.3, 0.21, 0.31]]), 10, 10)).tolist() == [[3, 1], [3, 2]]
    assert within(np.array([[-1.0, -1.0, 2.0, 2.0]]), 4, 6).all()
    assert not within(NONE, 4, 6).any()


def test_only_what_is_seen_and_not_hidden_stays_as_it_is():
    seen, hidden = np.array([[0.25, 0.25, 0.75, 0.75]]), np.array([[0.5, 0.0, 1.0, 1.0]])
    made, blocks = show_only(FRAME, seen, hidden), pixelated(FRAME)
    clear = np.zeros((240, 320), dtype=bool)
    clear[60:180, 80:160] = True
    assert (made[clear] == FRAME[clear]).all() and (made[~clear] == blocks[~clear]).all()
    assert (show_only(FRAME, NONE, NONE) == blocks).all()


@given(arrays(float, (3, 4), elements=st.floats(-1, 2)), arrays(float, (2, 4), elements=st.floats(-1, 2)))
def test_what_is_hidden_is_pixelated_wherever_it_lies(seen, hidden):
    made, blocks = show_only(FRAME, seen, hidden), pixelated(FRAME)
    mask = within(hidden, 240, 320)
    assert (made[mask] == blocks[mask]).all()
