"""Where the bars of a day's timeline lie: times turned into positions, nothing drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, LABELS, LANE, TOP = 900.0, 150.0, 34.0, 22.0
"""Sizes of the drawing, in its own units: full width, the labels' column, a lane's height, the room for the hours."""

_STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240))
MOST_TICKS = 12
THINNEST = 0.7


@dataclass(frozen=True)
class TimelineBar:
    """A stretch of local wall-clock time: `word` says its state, `track` the band of the lane it lies in."""

    started: datetime
    ended: datetime
    word: str
    text: str
    track: str = "state"


@dataclass(frozen=True)
class Bar:
    """A stretch at its place in the drawing."""

    x: float
    width: float
    word: str
    text: str
    track: str


@dataclass(frozen=True)
class Lane:
    """A camera's or a counter's day."""

    label: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ReportTimeline:
    """A drawing of `width` × `height` units with hours written at `ticks` (x, text)."""

    width: float
    height: float
    labels: float
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]


def lay_out(stretches: Mapping[str, Iterable[TimelineBar]], started: datetime, ended: datetime) -> ReportTimeline:
    """A timeline with one lane per label, from `started` to `ended`, widened to whole ticks.

    What lies outside is cut off; what is too short to see is drawn `THINNEST` units wide. A stretch whose clock went
    back (summer time ending) has no width of its own.

    Raises:
        ValueError: `ended` is not after `started`.
    """
    if ended <= started:
        raise ValueError(f"a timeline needs an end after its start, not {started} to {ended}")
    step = next((step for step in _STEPS if (ended - started) / step <= MOST_TICKS - 1), _STEPS[-1])
    midnight = started.replace(hour=0, minute=0, second=0, microsecond=0)
    left = midnight + (started - midnight) // step * step
    right = midnight - (midnight - ended) // step * step
    scale = (WIDTH - LABELS - 14) / (right - left).total_seconds()

    def x(moment: datetime) -> float:
        return LABELS + (min(max(moment, left), right) - left).total_seconds() * scale

    def bar(stretch: TimelineBar) -> Bar:
        width = max(x(stretch.ended) - x(stretch.started), THINNEST)
        return Bar(round(x(stretch.started), 2), round(width, 2), stretch.word, stretch.text, stretch.track)

    lanes = tuple(
        Lane(label, TOP + LANE * i, tuple(bar(s) for s in of if _touches(s, left, right)))
        for i, (label, of) in enumerate(stretches.items())
    )
    moments = [left + step * i for i in range((right - left) // step + 1)]
    ticks = tuple((round(x(moment), 2), f"{moment:%H:%M}") for moment in moments)
    return ReportTimeline(WIDTH, TOP + LANE * len(lanes) + 4, LABELS, ticks, lanes)


def _touches(stretch: TimelineBar, left: datetime, right: datetime) -> bool:
    if stretch.started == stretch.ended:
        return left <= stretch.started <= right
    return stretch.started < right and stretch.ended > left
