"""When a camera looked elsewhere than where its zones were drawn, by the points of its frames."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from pantau.transforms.detection.camera_view.standing import standing
from pantau.transforms.detection.camera_view.view_points import features_of
from pantau.transforms.detection.camera_view.view_shift import (
    FEWEST_IN_FRAME,
    FEWEST_POINTS,
    Sameness,
    sameness,
    view_shift,
)

CLEAR_FRAMES = 10
"""Of so many frames that show enough, the one with which most of them agree is what a view is compared with. Chosen:
five minutes, in which nobody stands before the camera for most of the time."""

FEWEST_ALIKE = 2
"""Frames that show enough must be of one view, this one and another at the least, or none of them is one: the noise of
a dark hall has points too. Chosen."""

LOOKED_AT = 8
"""Of the frames on which nothing of the view is found again, so many, evenly over the time, are compared with each
other. Chosen: a camera that was moved shows the same other place on two of them; noise, and who passes, do not."""

ANOTHER_S = 300.0
"""So long nothing of the view is to be found again before that is a moved camera: a group close before it hides as
much for a while. Chosen."""


class ViewCheck(NamedTuple):
    """What a frame at a time (epoch seconds) says of the view, and by how much it has moved, where that is known."""

    at_s: float
    word: Sameness
    share: float | None


class MovedStretch(NamedTuple):
    """A stretch in which a view was not where it was. Epoch seconds.

    stood_s: when it was last seen where it was before, `None` for not on the day. first_s, last_s: when it was first
    and last seen elsewhere. back_s: when it was seen where it was again; `None` for not on the day. share: of the width
    of the frame, by which it moved, the median; `None` where nothing of it was found again.
    """

    stood_s: float | None
    first_s: float
    last_s: float
    back_s: float | None
    share: float | None


def clear_points(frames: Sequence[bytes]) -> bytes | None:
    """The frame that shows a view best, of the first clear ones; `None` where no two clear ones are of one view."""
    clear = []
    for points in frames:
        if len(features_of(points).points) >= FEWEST_POINTS:
            clear.append(points)
        if len(clear) == CLEAR_FRAMES:
            break
    alike = [int(standing(one, clear).sum()) for one in clear]
    return clear[int(np.argmax(alike))] if max(alike, default=0) >= FEWEST_ALIKE else None


def view_checks(reference: bytes, times: np.ndarray, frames: Sequence[bytes]) -> list[ViewCheck]:
    """What the points of frames at `times` (n,), ascending epoch seconds, say of a view.

    `another` is what shows another place: frames on which nothing of the view is found, nor of each other, say nothing.
    """
    before, stands = features_of(reference), standing(reference, frames)
    checks = []
    for at_s, points, still in zip(times.tolist(), frames, stands.tolist(), strict=True):
        if still:
            checks.append(ViewCheck(at_s, "same", 0.0))
            continue
        now = features_of(points, before)
        shift = view_shift(before, now)
        word = sameness(before, now, shift, FEWEST_IN_FRAME)
        checks.append(ViewCheck(at_s, word, shift.share if shift and word in ("same", "moved") else None))
    for away in _elsewhere(checks):
        if not _of_one_place([frames[number] for number in away]):
            for number in away:
                checks[number] = checks[number]._replace(word="unknown")
    return checks


def _elsewhere(checks: Sequence[ViewCheck]) -> list[list[int]]:
    """The numbers of the checks that say `another`, apart where one between them finds the view."""
    runs: list[list[int]] = [[]]
    for number, check in enumerate(checks):
        if check.word == "another":
            runs[-1].append(number)
        elif check.word != "unknown" and runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _of_one_place(frames: Sequence[bytes]) -> bool:
    """Whether any two of some frames show a part of the same place."""
    some = np.unique(np.linspace(0, len(frames) - 1, LOOKED_AT).round().astype(int))
    for one, other in combinations((frames[number] for number in some), 2):
        before = features_of(one)
        now = features_of(other, before)
        if sameness(before, now, view_shift(before, now), FEWEST_IN_FRAME) in ("same", "moved"):
            return True
    return False


def moved_stretches(checks: Sequence[ViewCheck], least_s: float) -> list[MovedStretch]:
    """The stretches between two checks that say `same`, or the ends of the day, in which the view was elsewhere.

    At least two checks say so, and it lasts for `least_s`; where nothing of the view was found again, for `ANOTHER_S`.
    A check that tells nothing ends none: what was moved is moved until it is seen where it was.
    """
    found, stood, away = [], None, []
    for check in [*checks, None]:
        if check is not None and check.word == "unknown":
            continue
        if check is not None and check.word != "same":
            away.append(check)
            continue
        back = None if check is None else check.at_s
        if away:
            found.append(_stretch(stood, away, back, least_s))
        stood, away = back, []
    return [stretch for stretch in found if stretch is not None]


def _stretch(stood: float | None, away: list[ViewCheck], back: float | None, least_s: float) -> MovedStretch | None:
    shares = [check.share for check in away if check.share is not None]
    seen_s = away[-1].at_s - away[0].at_s
    lasted_s = seen_s if back is None else back - away[0].at_s
    sure = lasted_s >= least_s if len(shares) >= 2 else seen_s >= max(least_s, ANOTHER_S)
    if not sure:
        return None
    share = float(np.median(shares)) if shares else None
    return MovedStretch(stood, away[0].at_s, away[-1].at_s, back, share)
