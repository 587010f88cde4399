"""The fraction of a second that a recorder's file names leave out, as far as neighbouring pieces prove it."""

from collections.abc import Sequence

import numpy as np

from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.clocks.consecutive_recordings import TOLERANCE_S, Chain, Piece
from pantau.transforms.recordings.probing.breaks import LONGEST_OVERLAP_S

NEIGHBOURS = 12
"""How many pieces before and after one are asked; farther ones add more doubt than knowledge."""

FEWEST = 24
"""Pieces of a chain from which something is claimed: where overlaps vary by a second, fewer do not contradict it."""

SEAM_DOUBT_S = 0.2
"""How much one overlap may differ from another: frames are lost at a seam, or doubled."""

RATE_DOUBT = 1e-4
"""A camera's clock may run faster than its recorder's by 100 ppm, what cheap quartz is sold with."""

ALL: Interval = (0.0, 1.0)


def fractions_of(chain: Chain) -> list[Interval]:
    """For each piece of a chain, the fractions of a second at which it may have begun; (0, 1) where nothing is known.

    A name tells the whole seconds n of a start s: n ≤ s < n + 1. If all pieces of a chain overlap by the same unknown
    time o, each start follows from any other: s_k = s_i + Σ(d_j − o), so that the names of all pieces bound each of
    them. The bounds of s_i are found by eliminating o (Fourier and Motzkin). Each seam on the way adds doubt: of the
    overlap, and of what the clocks of camera and recorder may differ by in a piece.

    Nothing is claimed of a short chain, of one with pieces that carry no times of their own, nor of one that
    contradicts itself anywhere: its overlaps are not constant.
    """
    if len(chain) < FEWEST or not all(piece.timed for piece in chain):
        return [ALL] * len(chain)
    found = [_fraction(chain, i) for i in range(len(chain))]
    return [ALL] * len(chain) if None in found else [interval for interval in found if interval is not None]


def _fraction(chain: Sequence[Piece], i: int) -> Interval | None:
    first, last = max(0, i - NEIGHBOURS), min(len(chain), i + NEIGHBOURS + 1)
    near, own = chain[first:last], i - first
    starts = np.array([piece.start for piece in near])
    elapsed = np.cumsum([0.0, *(piece.seconds for piece in near[:-1])])
    doubt = np.cumsum([0.0, *(SEAM_DOUBT_S + RATE_DOUBT * piece.seconds for piece in near[:-1])])
    away = np.arange(len(near)) - own
    # the fraction of piece k is f + shift[k] − away[k] · o, between −slack[k] and 1 + slack[k]
    shift = (elapsed - elapsed[own]) - (starts - starts[own])
    slack = np.abs(doubt - doubt[own])
    others = away != 0
    away, shift, slack = away[others], shift[others], slack[others]
    at_most = np.where(away > 0, shift + slack, shift - 1 - slack) / away
    at_least = np.where(away > 0, shift - 1 - slack, shift + slack) / away
    # o ≥ slope · f + level for each of `low`, o ≤ slope · f + level for each of `high`
    low = np.array([*zip(1 / away, at_least, strict=True), (0.0, -TOLERANCE_S)])
    high = np.array([*zip(1 / away, at_most, strict=True), (0.0, LONGEST_OVERLAP_S)])
    slope = low[:, None, 0] - high[None, :, 0]
    room = high[None, :, 1] - low[:, None, 1]
    if (room[slope == 0] < -1e-6).any():
        return None
    upper = min(1.0, (room[slope > 0] / slope[slope > 0]).min(initial=1.0))
    lower = max(0.0, (room[slope < 0] / slope[slope < 0]).max(initial=0.0))
    if lower > upper + 1e-6:
        return None
    return float(min(lower, upper)), float(upper)
