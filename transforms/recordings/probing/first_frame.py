"""Where in its container the first frame lies, and whether the file's name dates that frame or the container.

A stream that is opened between two key frames has sound, or an empty edit, before its first frame: the name is when the
file was opened. A clock that runs on from file to file looks alike, and there the name dates the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.probing.breaks import OFF_S

LEAST_S = 0.5
"""Less than this is how sound is delayed and frames are reordered, and lies within the doubt of any name."""

LONGEST_WAIT_S = 60.0
"""What a recorder may wait for a key frame, with room: dynamic intervals reach 10 s. More, with nothing else in the
container, is a clock that runs on."""

FROM_NOUGHT = frozenset({"mov,mp4,m4a,3gp,3g2,mj2", "m4v", "matroska,webm"})
"""Containers whose own time begins at nought."""


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The first frame lies `late_s` after the container's beginning, which `sound` (or other frames) shows, or not."""

    late_s: float
    sound: bool


@dataclass(frozen=True, slots=True)
class StartDelay:
    """The first frame lies `seconds` after the start in the name, ± `doubt_s`."""

    seconds: float
    doubt_s: float


def find_first_frame(first_s: float, beside: Sequence[Interval], container: str) -> FirstFrame | None:
    """How late the frame at `first_s` of the container's clock is, None if it is not.

    `beside` is from when to when other streams have packets; one that ends before it, or begins after it, has a clock
    of its own and tells nothing. What lies before nought, where a container begins there, is the run-up of an encoder.
    """
    since = min((start for start, end in beside if start <= first_s < end), default=None)
    from_nought = container in FROM_NOUGHT
    if since is not None:
        found = FirstFrame(first_s - (max(since, 0.0) if from_nought else since), True)
    elif from_nought:
        found = FirstFrame(first_s, False)
    else:
        return None
    return found if found.late_s >= LEAST_S else None


def start_delay(found: FirstFrame | None, duration_s: float, ends: Sequence[float]) -> StartDelay:
    """How long after the start in the name the first frame is shown.

    Told by the first of `ends` (seconds from that start at which the frames, which last `duration_s`, should end) that
    fits one reading and not the other; else by sound; else it may be either.
    """
    if found is None:
        return StartDelay(0.0, 0.0)
    for end in ends:
        late, prompt = abs(duration_s + found.late_s - end), abs(duration_s - end)
        if min(late, prompt) <= OFF_S < max(late, prompt):
            return StartDelay(found.late_s if late < prompt else 0.0, 0.0)
    if found.sound:
        return StartDelay(found.late_s, 0.0)
    if found.late_s > LONGEST_WAIT_S:
        return StartDelay(0.0, 0.0)
    return StartDelay(found.late_s / 2, found.late_s / 2)
