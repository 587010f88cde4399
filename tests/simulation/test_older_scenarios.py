"""The scenarios of before the varied ones stay as they were: measurements of years are compared on them."""

from zlib import crc32

import cv2
import numpy as np
import pytest

from pantau.simulation.day_script import write_script
from pantau.simulation.recorded_files import RecordedFile
from pantau.simulation.rendering.render import rendered_frames
from pantau.simulation.scenario import load_scenario

SCRIPTS = {
    "demo": 2722769559,
    "full_hd": 1818141163,
    "hard_clocks": 3741651895,
    "hard_crowd": 1270104015,
    "hard_queue": 2382354381,
    "hard_seams": 1507907376,
    "hard_staff": 914214669,
    "office": 3014126907,
    "tiny": 2732815545,
}


def told(name: str) -> int:
    """A number for where everybody is when, to a hundredth of a millimetre, and what they wear."""
    day = write_script(load_scenario(name), 1)
    people = [person for camera in day.cameras for person in camera.people]
    return crc32(
        repr(
            [
                (
                    one.id,
                    one.look.top,
                    one.look.stature,
                    [(*(round(v, 5) + 0.0 for v in k[:3]), k.pose) for k in one.knots],
                )
                for one in people
            ]
        ).encode()
    )


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_everybody_is_where_they_were(name):
    assert told(name) == SCRIPTS[name]


FRAME = (
    (160.5, 168.7, 172.1),
    (177.6, 186.8, 190.4),
    (179.7, 186.8, 189.1),
    (178.3, 185.0, 186.9),
    (176.5, 184.5, 186.0),
    (147.9, 153.3, 155.5),
    (159.8, 166.2, 168.7),
    (144.7, 154.9, 157.3),
    (153.4, 160.5, 165.0),
    (150.9, 157.8, 162.2),
    (164.9, 172.9, 177.2),
    (153.7, 158.3, 160.0),
    (158.4, 163.8, 165.6),
    (152.9, 159.4, 162.8),
    (162.7, 171.9, 177.5),
    (164.0, 173.2, 178.8),
    (161.6, 169.7, 174.4),
    (158.6, 164.0, 165.8),
    (146.4, 153.4, 155.8),
    (157.7, 165.6, 168.2),
    (162.7, 171.9, 175.0),
    (162.9, 172.1, 175.3),
    (158.2, 166.0, 168.6),
    (146.3, 153.3, 155.7),
)
"""Means of a 6 by 4 grid of the frame at 118 s of `tiny`, blue, green and red: to what one decimal shows."""


def test_a_frame_is_painted_as_it_was():
    frame = next(rendered_frames(load_scenario("tiny"), 1, RecordedFile("cam-1", 118.0, 0.2, "")))
    means = cv2.resize(frame.astype(np.float32), (6, 4), interpolation=cv2.INTER_AREA)
    assert means.reshape(-1, 3) == pytest.approx(np.array(FRAME), abs=0.15)
