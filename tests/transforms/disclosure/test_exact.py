"""Echelon forms over the rationals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.disclosure import exact
from pantau.transforms.disclosure.exact import PRIME, echelon, eliminate, rank_is_full


def plain(form):
    return form.pivots.tolist(), form.rows.tolist(), form.divisor


def test_a_small_matrix():
    assert plain(echelon(np.array([[2, 1, 0], [4, 2, 6]]))) == ([0, 2], [[2, 1, 0], [0, 0, 2]], 2)


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (2, 3)])
def test_nothing_spans_nothing(shape):
    assert plain(echelon(np.zeros(shape, np.int64))) == ([], [], 1)


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(1, 7), st.randoms(use_true_random=False))
def test_it_is_the_form_that_fractions_give(height, width, draw):
    matrix = np.array([[draw.choice([-3, -1, 0, 0, 1, 1, 2]) for _ in range(width)] for _ in range(height)])
    form, slow = echelon(matrix), exact._by_fractions(matrix)
    assert plain(form) == plain(slow)
    assert rank_is_full(matrix) == (len(slow.pivots) == height)


def test_what_vanishes_modulo_the_prime_is_still_found():
    matrix = np.array([[PRIME, 0], [0, 1]])
    assert len(eliminate(matrix)[0]) == 1
    assert plain(echelon(matrix)) == ([0, 1], [[1, 0], [0, 1]], 1)


def test_fractions_of_large_numbers_are_found():
    matrix = np.array([[99991, 100003, 0], [0, 99991, 100003]])
    form = echelon(matrix)
    assert form.divisor == 99991**2 and form.rows[0].tolist() == [99991**2, 0, -(100003**2)]


def test_what_does_not_multiply_out_is_not_believed(monkeypatch):
    matrix = np.array([[1, 1, 0], [0, 1, 1]])
    wrong = (np.array([0, 1]), np.array([[1, 0, 1], [0, 1, 1]]))
    monkeypatch.setattr(exact, "eliminate", lambda _: wrong)
    assert plain(echelon(matrix)) == ([0, 1], [[1, 0, -1], [0, 1, 1]], 1)
