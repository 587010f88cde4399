import cv2
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
from pantau.transforms.detection.camera_view.view_points import features_of
from pantau.transforms.detection.camera_view.view_shift import FEWEST_POINTS
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
        (".aa??????????????.", []),  # nor does it as it leaves into the dark
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
    flat = np.full((HEIGHT, WIDTH), 90, np.uint8)
    frames = [kept(one) for one in (place(), shifted, place(2), flat, place(2))]
    checks = view_checks(kept(place()), np.arange(5) * 30.0, frames)
    assert [one.at_s for one in checks] == [0, 30, 60, 90, 120]
    assert [one.word for one in checks] == ["same", "moved", "another", "unknown", "another"]
    assert [one.share for one in checks] == [0.0, pytest.approx(0.05, abs=4e-4), None, None, None]


def grain(count):
    """Frames of a hall without light, of a camera that turns its gain up: noise, of which each has as many points."""
    rng = np.random.default_rng(6)
    noise = (cv2.GaussianBlur(rng.normal(20, 8, (HEIGHT, WIDTH)), (0, 0), 2) for _ in range(count))
    return [kept(luma.clip(0, 255).astype(np.uint8)) for luma in noise]


def test_the_noise_of_the_dark_is_no_other_place():
    night = grain(24)
    assert min(len(features_of(one).points) for one in night) >= FEWEST_POINTS
    frames = [kept(place())] * 3 + night + [kept(place())] * 3
    assert [one.word for one in view_checks(frames[0], np.arange(30) * 30.0, frames)] == (
        ["same"] * 3 + ["unknown"] * 24 + ["same"] * 3
    )


def test_the_noise_of_the_dark_is_nothing_to_compare_with():
    assert clear_points(grain(CLEAR_FRAMES)) is None
    assert clear_points([*grain(CLEAR_FRAMES - 2), *[kept(place())] * 2]) == kept(place())


def test_what_the_recorder_writes_says_nothing_of_where_a_camera_looks():
    """The clock of `office_nvr_osd` reaches 12 % down the frame, the camera's name is 10 % above its lower edge."""

    def written(luma, seconds):
        shown = luma.copy()
        for text, at in ((f"2026-11-02 Monday 08:00:{seconds:02d}", (10, 40)), ("Loket Perizinan CAM 03", (200, 338))):
            cv2.putText(shown, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 4, cv2.LINE_AA)
            cv2.putText(shown, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2, cv2.LINE_AA)
        return kept(shown)

    plain = cv2.GaussianBlur(place(), (0, 0), 2)
    aside = moved(plain, [[1, 0, 32], [0, 1, 0]])
    frames = [written(plain, 30), written(aside, 31), written(cv2.GaussianBlur(place(2), (0, 0), 2), 32)]
    words = [one.word for one in view_checks(written(plain, 0), np.arange(3) * 30.0, frames)]
    assert words[:2] == ["same", "moved"] and words[2] != "same"


def test_the_clear_frame_with_which_most_agree_is_the_reference():
    flat, aside = kept(np.full((HEIGHT, WIDTH), 90, np.uint8)), kept(place(2))
    rng = np.random.default_rng(4)
    noisy = [kept((place() + rng.normal(0, 3, (HEIGHT, WIDTH))).clip(0, 255).astype(np.uint8)) for _ in range(3)]
    assert clear_points([flat, aside, *noisy]) in noisy
    assert clear_points([flat, *[aside] * CLEAR_FRAMES, *[noisy[0]] * 30]) == aside
    assert clear_points([flat]) is None and clear_points([]) is None
    assert clear_points([aside, *noisy[:1]]) is None
