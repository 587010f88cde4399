"""How frames are shown: the eight quarter turns and mirrorings of a display matrix, and pixels that are not square."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.probing.geometry import QUARTERS, Geometry, believable, may_lack_half, of_matrix
from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.numbered_clips import encode, regular
from tests.transforms.shown_clips import MATRICES, pasted_matrix

NUMBERS = np.arange(6).reshape(2, 3)


@pytest.mark.parametrize("name", MATRICES)
def test_the_eight_matrices(name):
    matrix, shown = MATRICES[name]
    np.testing.assert_array_equal(of_matrix(matrix).upright(NUMBERS), shown(NUMBERS))


@pytest.mark.parametrize("name", MATRICES)
def test_rotation_and_mirror_say_the_same(name):
    geometry = of_matrix(MATRICES[name][0])
    pixels = np.fliplr(NUMBERS) if geometry.mirrored else NUMBERS
    np.testing.assert_array_equal(np.rot90(pixels, geometry.rotation // 90), geometry.upright(NUMBERS))


@pytest.mark.parametrize("quarters", range(4))
def test_quarters_of_a_turn(quarters):
    np.testing.assert_array_equal(of_matrix(QUARTERS[quarters]).upright(NUMBERS), np.rot90(NUMBERS, quarters))


def test_what_is_no_quarter_turn_is_the_nearest_and_nothing_is_none():
    assert of_matrix((60000, 26000, 0, -26000, 60000, 0, 0, 0, 1 << 30)).rotation == 0
    assert of_matrix((26000, 60000, 0, -60000, 26000, 0, 0, 0, 1 << 30)).rotation == -90
    assert of_matrix((0,) * 9) == Geometry()


@pytest.mark.parametrize(
    ("aspect", "decoded", "displayed"),
    [
        (Fraction(2), (320, 360), (640, 360)),
        (Fraction(1, 2), (640, 180), (640, 360)),
        (Fraction(12, 11), (352, 288), (384, 288)),
        (Fraction(64, 45), (720, 576), (1024, 576)),
        (Fraction(4096, 4095), (1280, 720), (1280, 720)),
    ],
)
def test_pixels_are_stretched_to_squares_and_none_is_lost(aspect, decoded, displayed):
    assert Geometry(pixel_aspect=aspect).size(*decoded) == displayed
    assert Geometry(True, pixel_aspect=aspect).size(*decoded) == displayed[::-1]


@given(
    st.booleans(), st.integers(16, 4096), st.integers(16, 4096), st.fractions(Fraction(1, 3), 3, max_denominator=100)
)
def test_an_aspect_that_is_given_is_that_of_the_picture(transposed, width, height, aspect):
    shown = Geometry(transposed).shown_as(aspect, width, height).size(width, height)
    # Sides are whole pixels.
    assert abs(shown[0] - shown[1] * aspect) <= 0.5 + 0.5 * aspect


def test_what_no_recorder_has_is_not_believed():
    assert believable(Fraction(2)) and believable(Fraction(64, 45)) and believable(Fraction(1, 2))
    assert not believable(Fraction(100)) and not believable(Fraction(1, 100))


@pytest.mark.parametrize(
    ("size", "lacks"),
    [
        ((960, 1080), True),  # 1080N
        ((640, 720), True),  # 720N
        ((704, 288), True),  # 2CIF
        ((352, 576), True),
        ((1920, 1080), False),
        ((704, 576), False),
        ((640, 480), False),
        ((1280, 960), False),
        ((1080, 1920), False),
        ((480, 640), False),
        ((1000, 1000), False),
    ],
)
def test_sizes_that_lack_half(size, lacks):
    assert may_lack_half(*size) == lacks


def test_a_recording_is_as_large_as_it_is_shown(tmp_path):
    clip = encode(tmp_path / "wide.mp4", "libx264", regular(5), pixel_aspect=Fraction(3, 2), preset="ultrafast")
    recording = probe(clip, "wide.mp4")
    assert (recording.width, recording.height, recording.geometry.pixel_aspect) == (240, 96, Fraction(3, 2))
    assert recording.defects == ()
    told = probe(clip, "wide.mp4", display_aspect=Fraction(16, 9))
    assert (told.width, told.height) == (171, 96)


def test_a_mirrored_recording(tmp_path):
    clip = encode(tmp_path / "a.mp4", "libx264", regular(5), pixel_aspect=Fraction(3, 2), preset="ultrafast")
    geometry = probe(pasted_matrix(clip, "mirrored and left"), "a.mp4").geometry
    assert (geometry.rotation, geometry.mirrored, geometry.size(160, 96)) == (90, True, (96, 240))


def test_an_absurd_shape_and_a_missing_one_are_defects(tmp_path):
    clip = encode(tmp_path / "absurd.mp4", "libx264", regular(5), pixel_aspect=Fraction(50), preset="ultrafast")
    recording = probe(clip, "absurd.mp4")
    assert recording.width == 160
    assert [str(defect.word) for defect in recording.defects] == ["absurd_pixel_aspect"]
    halved = encode(tmp_path / "halved.mp4", "libx264", regular(5), size=(80, 90), preset="ultrafast")
    (defect,) = probe(halved, "halved.mp4").defects
    assert defect.word == "pixel_aspect_missing" and "set display_aspect of the camera" in defect.detail
    assert probe(halved, "halved.mp4", display_aspect=Fraction(16, 9)).defects == ()
