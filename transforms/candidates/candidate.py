"""A review candidate: what was measured and the limit it is compared with, never a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pantau.transforms.zones.spans import Span


@dataclass(frozen=True)
class Candidate:
    """Something for a person to observe. Values are in seconds, or in the `unit` that it names.

    `detection_score`: the mean score of the detections it rests on, times `role_probability`; `None` where on none.
    Of a long wait also times its identity confidence, since it is long only if it was one party all the while.
    `role_probability`: that its people are the visitors that they are taken for; `None` where that does not matter.
    `agency`: whose counters it is about, where it is about none or several of them.
    `baseline_id`: the baseline whose limit it is compared with, if it is one of those.
    `view_reference`: the date of the frame with which a view is compared, and by what share of the frame's width it has
    moved; `None` where nothing of it is found again.
    `box`: where in the frame, fractions. `edges`: levels by which it steps there at its edge, before and after.
    `people_near`: so many were near when it came or went.
    `repeats`: the id of the recording that has the same frames, and when they begin there, epoch seconds.
    `measured_value`: what was measured, in the unit; `None` where that is how long it lasted.
    """

    kind: str
    span: Span
    counter: str | None
    zone: str | None
    expected_value: float
    detection_score: float | None
    role_probability: float | None = None
    measured_value: float | None = None
    agency: str | None = None
    baseline_id: str | None = None
    view_reference: date | None = None
    view_moved_share: float | None = None
    box: tuple[float, float, float, float] | None = None
    edges: tuple[float, float] | None = None
    people_near: int | None = None
    repeats: tuple[str, float] | None = None
    unit: str = "s"

    @property
    def observed_value(self) -> float:
        return self.span.duration if self.measured_value is None else self.measured_value

    @property
    def severity(self) -> str:
        """By how many times it is beyond the limit, or below one: below 2 low, below 5 medium, else high."""
        share = abs(self.observed_value) / self.expected_value if self.expected_value else 0.0
        times = max(share, 1 / share) if share else float("inf")
        return "low" if times < 2 else "medium" if times < 5 else "high"


def agency_of(counters: Iterable[str], agencies: Mapping[str, str]) -> str | None:
    """The agency that all of some counters are of, by the agency of each; `None` where there is no one such."""
    found = {agencies[counter] for counter in counters if counter in agencies}
    return found.pop() if len(found) == 1 else None
