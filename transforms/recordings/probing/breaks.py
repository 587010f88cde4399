"""Breaks in the times of a recording: a pause of the camera, a clock that was wrong, or older footage in a reused file.

The frames alone do not tell these apart. The end in the file's name does, and the name of the piece that follows: with
the right reading the frames end there. What no witness confirms is left out from the break on, as it may be of any day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from pantau.transforms.recordings.probing.timeline import Timeline

LONGEST_OVERLAP_S = 30.0
"""Recorders that begin before what they were triggered by reach back by no more."""

SET_CLOCK_S = 60.0
"""A clock that is set once a day is off by seconds (they drift by up to 10 s a day); what jumps by more than a minute
is not believed without a witness."""

UNPROVEN_GAP_S = 600.0
"""The longest pause that is believed without a witness: recorders begin a new file each 10 to 60 minutes."""

OFF_S, OFF_SHARE = 2.0, 0.02
"""By how much frames and names may differ: names are written in whole seconds at both ends, and rates drift."""


MOST_CLOSED = 16
"""Chosen: of so many pauses at most it is considered that they are none. A clock that jumps more often is wild."""


@dataclass(frozen=True, slots=True)
class Break:
    """Frames end at `before_s` and go on at `after_s`, seconds from the first frame.

    Both are the same where the container's clock was set, by `size_s`, and the frames are taken to run on.
    """

    before_s: float
    after_s: float
    size_s: float


@dataclass(frozen=True, slots=True)
class Ends:
    """When a recording should end, in seconds from the start in its name: by its name, and where the next piece begins.

    `late_s`: by how much its first frame may lie after that start. `pauses`: whether its camera pauses by design.
    """

    named_s: float | None = None
    following_s: float | None = None
    late_s: float = 0.0
    pauses: bool = False

    def confirm(self, duration_s: float) -> bool:
        """Whether frames that last so long end where they should."""
        return any(end - _off(end) - self.late_s <= duration_s <= latest for end, latest in self._latest())

    def contradict(self, duration_s: float) -> bool:
        """Whether frames that last so long reach beyond."""
        return any(duration_s > latest for _, latest in self._latest())

    def _latest(self) -> Iterator[tuple[float, float]]:
        if self.named_s is not None and self.named_s > 0:
            yield self.named_s, self.named_s + _off(self.named_s)
        if self.following_s is not None:
            yield self.following_s, self.following_s + LONGEST_OVERLAP_S


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a recording: it lasts `duration_s`, ends at a break or not, and some pauses are none."""

    duration_s: float
    cut: Break | None = None
    closed: tuple[Break, ...] = ()


def breaks_of(timeline: Timeline) -> list[Break]:
    """The breaks of a timeline, in order."""
    gaps = [Break(start, end, end - start) for start, end in timeline.gaps]
    return sorted([*gaps, *(Break(at, at, size) for at, size in timeline.turns)], key=lambda found: found.after_s)


def choose_reading(duration_s: float, breaks: Sequence[Break], ends: Ends) -> Reading:
    """The reading that the witnesses confirm; without one, what comes before the first break that must be doubted."""
    whole, *others = readings(duration_s, breaks)
    if not breaks or ends.confirm(duration_s):
        return whole
    beyond = ends.contradict(duration_s)
    if beyond and (fitting := next((other for other in others if ends.confirm(other.duration_s)), None)):
        return fitting
    pauses = sum(found.after_s - found.before_s for found in breaks)
    longest = UNPROVEN_GAP_S
    if beyond:
        # only where pauses can be what makes it too long
        longest = inf if ends.contradict(duration_s - pauses) else SET_CLOCK_S
    elif ends.pauses or (ends.named_s or 0) > 0:
        longest = inf
    for found in breaks:
        if found.size_s > (SET_CLOCK_S if found.before_s == found.after_s else longest):
            return Reading(found.before_s, cut=found)
    return whole


def read_again(duration_s: float, breaks: Sequence[Break], lasted_s: float) -> Reading:
    """The reading by which the frames lasted `lasted_s` when they were read before."""
    return min(readings(duration_s, breaks), key=lambda reading: abs(reading.duration_s - lasted_s))


def readings(duration_s: float, breaks: Sequence[Break]) -> list[Reading]:
    """As it is; up to each break; without the longest pause, the two longest, and so on.

    Of two that last equally long the first is told, so that how long the frames lasted says which was chosen.
    """
    pauses = sorted(
        (found for found in breaks if found.after_s > found.before_s), key=lambda found: (-found.size_s, found.after_s)
    )
    closed = [tuple(pauses[:count]) for count in range(1, min(len(pauses), MOST_CLOSED) + 1)]
    found = [
        Reading(duration_s),
        *(Reading(found.before_s, cut=found) for found in breaks),
        *(Reading(duration_s - sum(found.size_s for found in some), closed=some) for some in closed),
    ]
    told: dict[float, Reading] = {}
    for reading in found:
        told.setdefault(round(reading.duration_s, 3), reading)
    return list(told.values())


def read_as(timeline: Timeline, shown: np.ndarray, reading: Reading) -> tuple[Timeline, np.ndarray]:
    """The timeline, and bool[N] which packets are shown, by a reading."""
    if reading.cut is not None:
        cut = reading.cut.after_s
        gaps = [gap for gap in timeline.gaps if gap[1] < cut]
        turns = tuple(turn for turn in timeline.turns if turn[0] < cut)
        return replace(timeline, gaps=gaps, turns=turns), shown & (timeline.seconds < cut)
    closed = sorted(reading.closed, key=lambda found: found.after_s)
    if not closed:
        return timeline, shown

    def moved(at: float) -> float:
        return at - sum(found.size_s for found in closed if found.after_s <= at)

    before = np.cumsum([0.0, *(found.size_s for found in closed)])
    seconds = (
        timeline.seconds - before[np.searchsorted([found.after_s for found in closed], timeline.seconds, side="right")]
    )
    kept = {(found.before_s, found.after_s) for found in closed}
    gaps = [(moved(start), moved(end)) for start, end in timeline.gaps if (start, end) not in kept]
    turns = tuple((moved(at), size) for at, size in timeline.turns)
    return replace(timeline, seconds=seconds, gaps=gaps, turns=turns), shown


def _off(end_s: float) -> float:
    return max(OFF_S, OFF_SHARE * end_s)
