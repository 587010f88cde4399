"""What is known of the times of a recording before it is opened."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Each None where it is not known.

    named_s: from the start to the end in the file's name, if it has an end (negative where the clock was set back).
    following_s: from its start to that of the camera's next file of the same kind, if there is one.
    first_frame_known: the start is that of the first frame, by who saw it.
    rate: frames a second of streams without times, by the site file.
    pauses: whether its camera pauses by design.
    lasted_s: what the frames lasted when it was probed before, which decides alone.
    timed: whether they then lasted so long by times of their own.
    """

    named_s: float | None = None
    following_s: float | None = None
    first_frame_known: bool = False
    rate: float | None = None
    pauses: bool = False
    lasted_s: float | None = None
    timed: bool = True


UNKNOWN = Witnesses()


def as_recorded(row: dict[str, Any]) -> Witnesses:
    """What makes a probe read a recording as when its row of `recordings` was made."""
    return Witnesses(lasted_s=row["duration_s"], timed=row["timeline_source"] == "pts")
