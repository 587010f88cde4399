import pytest

from pantau.transforms.recordings.probing.even_times import EvenTimes, even_times
from pantau.transforms.recordings.probing.opening import Unreadable


@pytest.mark.parametrize(
    ("named_s", "following_s", "rate", "expected"),
    [
        (None, None, None, EvenTimes(1 / 25, "declared_rate")),
        (60.0, None, None, EvenTimes(0.2, "name_span")),
        (-3000.0, None, None, EvenTimes(1 / 25, "declared_rate")),
        (None, None, 5.0, EvenTimes(0.2, "site_file")),
        (None, 60.0, 5.0, EvenTimes(0.2, "site_file")),
        (None, 3600.0, 5.0, EvenTimes(0.2, "site_file")),
        # slower in the dark: the name tells
        (70.0, None, 5.0, EvenTimes(70 / 300, "name_span")),
        # cut short: the rate tells
        (3600.0, None, 5.0, EvenTimes(0.2, "site_file")),
    ],
)
def test_where_the_steps_between_frames_come_from(named_s, following_s, rate, expected):
    found = even_times(300, named_s, following_s, rate, 25.0, "a.h264")
    assert (found.step_s, found.source) == (pytest.approx(expected.step_s), expected.source)


@pytest.mark.parametrize(("named_s", "following_s"), [(12.0, None), (None, 12.0)])
def test_a_rate_that_the_names_contradict_is_told(named_s, following_s):
    with pytest.raises(
        Unreadable, match=r"a\.h264: its 300 frames last 60 s at 5 a second, .* correct frame_rate"
    ) as e:
        even_times(300, named_s, following_s, 5.0, 25.0, "a.h264")
    assert e.value.word == "unknown_rate"
