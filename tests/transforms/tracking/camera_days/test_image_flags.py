import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.camera_days.blind_times import Looks
from pantau.transforms.tracking.camera_days.image_flags import image_flags

USUAL = {"brightness": 100.0, "sharpness": 400.0, "shown": 0.8, "bright": 0.02}
NAN = float("nan")


def flags(*frames):
    """Of five usual frames and then of others, which differ from these."""
    all_of = [*[USUAL] * 5, *(USUAL | frame for frame in frames)]
    column = {name: np.array([frame[name] for frame in all_of]) for name in USUAL}
    nothing = np.full(len(all_of), NAN)
    looks = Looks(column["brightness"], column["sharpness"], column["shown"], nothing, nothing, nothing)
    found = image_flags(looks, column["bright"], Thresholds())
    for flagged in found:
        assert not flagged[:5].any()
    return [[name for name, flagged in found._asdict().items() if flagged[at]] for at in range(5, len(all_of))]


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        ({"brightness": 11.9}, ["dark"]),
        ({"brightness": 5.0, "sharpness": 1.0, "shown": 0.0}, ["dark"]),
        ({"bright": 0.5, "shown": 0.1}, ["blinded"]),
        ({"bright": 0.49}, []),
        ({"shown": 0.14}, ["covered"]),
        ({"shown": NAN, "sharpness": 3.9}, ["covered"]),
        ({"sharpness": 39.0}, ["out_of_focus"]),
        ({"sharpness": 3.0}, ["out_of_focus"]),  # edges are gone, the places of light and dark are not
        ({"sharpness": 41.0}, []),
        ({"brightness": 30.0, "sharpness": 36.0}, []),  # at a third of the light
        ({"bright": NAN}, []),  # of an earlier version
    ],
)
def test_a_frame_has_one_fault_at_most(frame, found):
    assert flags(frame) == [found]


def test_what_is_out_of_focus_for_most_of_a_day_is_usual():
    assert flags(*[{"sharpness": 30.0}] * 4) == [["out_of_focus"]] * 4


def test_of_no_frames_nothing_is_said():
    empty = np.zeros(0)
    assert [len(one) for one in image_flags(Looks(*[empty] * 6), empty, Thresholds())] == [0] * 4
