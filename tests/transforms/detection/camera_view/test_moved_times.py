import numpy as np
import pytest

from pantau.transforms.detection.camera_view.moved_times import (
    CLEAR_FRAMES,
    MovedStretch,
    ViewCheck,
    clear_points,
    moved_stretches,
    view_checks,
)
from tests.transforms.detection.camera_view.test_view_points import kept
from tests.transforms.detection.camera_view.test_view_shift import HEIGHT, WIDTH, moved, place

LEAST_S = 60.0
WORDS = {".": ("same", 0.0), "m": ("moved", 0.05), "a": ("another", None), "?": ("unknown", None)}


def told(words):
    """Of checks each 30 s."""
    checks = [ViewCheck(30.0 * number, *WORDS[word]) for number, word in enumerate(words)]
    return [tuple(stretch) for stretch in moved_stretches(checks, LEAST_S)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("......", []),
        ("..mmm..", [(30, 60, 120, 150, 0.05)]),
        ("..m..mm.", [(120, 150, 180, 210, 0.05)]),  # one check alone says nothing
        ("mmm", [(None, 0, 60, None, 0.05)]),
        (".mm", []),  # seen elsewhere for 30 s
        ("..m?m?..", [(30, 60, 120, 180, 0.05)]),
        ("..mm????", []),
        ("..mm??m?", [(30, 60, 180, None, 0.05)]),
        ("????", []),
        (".aaa.", []),  # a group stands before the camera
        (".aaaaaaaaaaa", [(0, 30, 330, None, None)]),
        (".amm.", [(0, 30, 90, 120, 0.05)]),
        ("", []),
    ],
)
def test_a_view_is_moved_between_two_times_at_which_it_stood(words, found):
    assert told(words) == found


def test_by_how_much_it_moved_is_the_median():
    checks = [ViewCheck(30.0 * number, "moved", share) for number, share in enumerate((0.02, 0.04, 0.9))]
    assert moved_stretches(checks, LEAST_S) == [MovedStretch(None, 0.0, 60.0, None, 0.04)]


def test_frames_are_checked_against_a_reference():
    shifted = moved(place(), [[1, 0, 32], [0, 1, 0]])
    frames = [kept(one) for one in (place(), shifted, place(2), np.full((HEIGHT, WIDTH), 90, np.uint8))]
    checks = view_checks(kept(place()), np.arange(4) * 30.0, frames)
    assert [(one.at_s, one.word) for one in checks] == [(0, "same"), (30, "moved"), (60, "another"), (90, "unknown")]
    assert [one.share for one in checks] == [0.0, pytest.approx(0.05, abs=4e-4), None, None]


def test_the_clear_frame_with_which_most_agree_is_the_reference():
    flat, aside = kept(np.full((HEIGHT, WIDTH), 90, np.uint8)), kept(place(2))
    rng = np.random.default_rng(4)
    noisy = [kept((place() + rng.normal(0, 3, (HEIGHT, WIDTH))).clip(0, 255).astype(np.uint8)) for _ in range(3)]
    assert clear_points([flat, aside, *noisy]) in noisy
    assert clear_points([flat, *[aside] * CLEAR_FRAMES, *[noisy[0]] * 30]) == aside
    assert clear_points([flat]) is None and clear_points([]) is None
