"""Which recording speaks for which time where recordings of a camera overlap, and who spoke just before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pantau.transforms.intervals import Intervals, intersect, subtract, union
from pantau.transforms.provenance import short_hash

SAME_TIME_S = 0.005
"""Less than this is no time between frames: ends are reckoned from a mean step, containers round to milliseconds."""

Row = dict[str, Any]


@dataclass(frozen=True)
class TimeOwnership:
    """A recording (a row of that table) and what it stands between.

    spans: the time for which it speaks, epoch seconds UTC.
    before: other recordings that speak in the `lead` seconds before each of the spans, with those times.
    """

    recording: Row
    spans: Intervals
    before: tuple[tuple[Row, Intervals], ...]

    @property
    def digest(self) -> str:
        """Changes when the recording must be observed again because of others; a corrected clock is no reason.

        Another reading of its own times is one: detections are numbered by when they are shown.
        """
        start, delay_s = self.recording["started_at"].timestamp(), self.recording.get("start_delay_s")
        before = [(row["recording_id"], _from(start, times)) for row, times in self.before]
        return short_hash(_from(start, self.spans), before, *([round(delay_s, 3)] if delay_s else []))

    def speaks(self, offset_s: float) -> bool:
        """Whether a frame, seconds from the recording's first one, lies in its time."""
        at = self.recording["started_at"].timestamp() + offset_s
        return any(start - SAME_TIME_S <= at <= end + SAME_TIME_S for start, end in self.spans)


def assign_ownership(recordings: Sequence[Row], lead_s: float, since: float) -> list[TimeOwnership]:
    """Which time each recording of a camera owns, in order of start.

    Where two overlap the earlier one speaks, so that nobody is seen twice in one instant. What was said before `since`
    (epoch seconds, such as midnight) is not looked back to.
    """
    recordings = in_order(recordings)
    spoken = list(zip(recordings, owned_spans(recordings), strict=True))
    ownerships = []
    for row, own in spoken:
        lead = subtract(((max(start - lead_s, min(since, start)), start) for start, _ in own), own)
        near = [
            (other, intersect(spans, lead))
            for other, spans in spoken
            if lead and spans and spans[0][0] < lead[-1][1] and spans[-1][1] > lead[0][0]
        ]
        ownerships.append(TimeOwnership(row, own, tuple((other, times) for other, times in near if times)))
    return ownerships


def in_order(recordings: Sequence[Row]) -> list[Row]:
    """By start; the order in which they were listed does not matter."""
    return sorted(recordings, key=lambda row: (row["started_at"], row["recording_uri"]))


def owned_spans(recordings: Sequence[Row]) -> list[Intervals]:
    """For each recording, in the order given, the time for which no recording before it in that order has a frame."""
    taken: Intervals = []
    shares = []
    for row in recordings:
        start = row["started_at"].timestamp()
        whole = [(start, row["ended_at"].timestamp())] if row["ended_at"] > row["started_at"] else []
        own = subtract(whole, [(start + a, start + b) for a, b in row["inner_gaps_s"]])
        shares.append(subtract(own, taken))
        taken = union([*taken, *own])
    return shares


def _from(start: float, spans: Intervals) -> list[tuple[float, float]]:
    return [(round(a - start, 3), round(b - start, 3)) for a, b in spans]
