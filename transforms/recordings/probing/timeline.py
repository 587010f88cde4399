"""Times of presentation from the timestamps of a container, whose clock may miss, jump or run backwards."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.intervals import Interval, Intervals

# A step back by more than this is a clock that was set back; less is jitter, which sorting repairs.
BACKWARD_S = 0.5
# The same where only pts are known, which step back by themselves where B frames are reordered.
REORDERED_S = 2.0
# H.264 and H.265 allow no frame to be shown later than this many after its place in decoding order.
MOST_REORDERED = 16
# A step forward by more than this is a broken clock, not a gap: no recorder leaves a day out inside of a file.
LONGEST_GAP_S = 86_400.0
# Recorders begin a new file every hour or gigabyte; one whose frames span more than a week has damaged times.
LONGEST_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """When each packet's frame is shown.

    seconds: float64[N] in decoding order, from the first presented frame; never NaN.
    step_s: the typical time between two frames, gaps left out; 0 for a single frame.
    gaps: stretches without frames inside of the recording, same axis.
    turns: where the clock was set back (or far ahead), on the same axis, and by how many seconds, without sign; time
        runs on from there by one typical step.
    excursions: how often the clock ran off and came back; such packets are spread between their neighbours.
    missing: packets without a timestamp, placed between their neighbours.
    disbelieved_s: what the times of the container span where that cannot be, and they are not used; else 0.
    """

    seconds: np.ndarray
    step_s: float
    gaps: Intervals
    turns: tuple[tuple[float, float], ...] = ()
    excursions: int = 0
    missing: int = 0
    disbelieved_s: float = 0.0

    @property
    def backward_steps(self) -> int:
        """How often the clock was set back, or far ahead."""
        return len(self.turns)


def even_timeline(count: int, step_s: float) -> Timeline:
    """Frames at equal steps, for streams that carry no time."""
    return Timeline(np.arange(count) * step_s, step_s, [])


def read_timeline(pts: np.ndarray, dts: np.ndarray, shown: np.ndarray, gap_s: float) -> Timeline | None:
    """Timeline from float64[N] timestamps in decoding order (seconds, NaN where missing); None if there are none.

    A packet without pts is shown at its dts; one without either, between its neighbours. The clock is judged on dts,
    which rise in decoding order in a sound file, over the packets that are `shown` (bool[N], at least one). `gap_s` is
    the shortest gap to report.
    """
    pts = _without_strays(pts, dts)
    times = np.where(np.isnan(pts), dts, pts)
    if not np.isfinite(times).any():
        return None
    missing = int(np.isnan(times).sum())
    times = _fill(times)
    has_dts = bool(np.isfinite(dts).any())
    clock = (_fill(dts) if has_dts else times)[shown]
    correction, turned, excursions = _correct_clock(clock, BACKWARD_S if has_dts else REORDERED_S, gap_s)
    if not shown.all():
        # a packet outside of the presentation goes with the next one that is shown
        following = np.minimum(np.searchsorted(np.flatnonzero(shown), np.arange(len(shown))), len(clock) - 1)
        correction = correction[following]
    seconds = times + correction
    ordered = np.sort(seconds[shown])
    step_s, gaps = _steps(ordered - ordered[0], gap_s)
    seconds -= ordered[0]
    of_shown = seconds[shown]
    turns = tuple((float(of_shown[at]), size) for at, size in turned)
    return Timeline(seconds, step_s, gaps, turns, excursions, missing)


def _without_strays(pts: np.ndarray, dts: np.ndarray) -> np.ndarray:
    """The pts, NaN where one lies farther from its dts than reordering can move it."""
    delay = pts - dts
    if not np.isfinite(delay).any():
        return pts
    furthest = max(1.0, MOST_REORDERED * _typical(np.diff(dts[np.isfinite(dts)])))
    return np.where(np.abs(delay - np.nanmedian(delay)) > furthest, np.nan, pts)


def _fill(times: np.ndarray) -> np.ndarray:
    """Unknown times between their neighbours; before the first and after the last at the typical step."""
    if np.isfinite(times).all():
        return times
    known = np.flatnonzero(np.isfinite(times))
    packets = np.arange(len(times))
    step = np.median(np.diff(times[known]) / np.diff(known)) if len(known) > 1 else 0.0
    outside = np.minimum(packets - known[0], 0) + np.maximum(packets - known[-1], 0)
    return np.interp(packets, known, times[known]) + outside * step


def _steps(ordered: np.ndarray, gap_s: float) -> tuple[float, Intervals]:
    steps = np.diff(ordered)
    if not len(steps):
        return 0.0, []
    is_gap = steps > _shortest_gap(steps, gap_s)
    within = steps[~is_gap]
    step_s = float(within.mean()) if len(within) else float(steps.min())
    gaps: list[Interval] = [(float(ordered[at] + step_s), float(ordered[at + 1])) for at in np.flatnonzero(is_gap)]
    return step_s, gaps


def _shortest_gap(steps: np.ndarray, gap_s: float) -> float:
    """A slow recorder (a time lapse) is not full of gaps."""
    return max(gap_s, 8 * _typical(steps))


def _typical(steps: np.ndarray) -> float:
    rising = steps[steps > 0]
    return float(np.median(rising)) if len(rising) else 0.0


def _correct_clock(
    clock: np.ndarray, backward_s: float, gap_s: float
) -> tuple[np.ndarray, list[tuple[int, float]], int]:
    """What to add to each packet's time so that the clock never runs back: float64[N].

    Also at which packets it was set, with the size of the step, and the number of excursions.
    """
    steps = np.diff(clock)
    typical, shortest = _typical(steps), _shortest_gap(steps, gap_s)
    jumps = [int(at) + 1 for at in np.flatnonzero((steps < -backward_s) | (steps > shortest))]
    shifts, shift = np.zeros(len(clock)), 0.0
    turned: list[tuple[int, float]] = []
    excursions: list[tuple[int, int, float]] = []
    following = 0
    while following < len(jumps):
        at = jumps[following]
        step = steps[at - 1]
        back = jumps[following + 1] if following + 1 < len(jumps) else None
        if back and step * steps[back - 1] < 0:
            drift = clock[back] - clock[at - 1] - (back - at + 1) * typical
            if abs(drift) <= max(shortest, 0.2 * (back - at) * typical):
                excursions.append((at, back, shift))
                following += 2
                continue
        if step < -backward_s or step > LONGEST_GAP_S:
            shifts[at] = typical - step
            shift += typical - step
            turned.append((at, abs(float(step))))
        following += 1
    correction = np.cumsum(shifts)
    for at, back, shift in excursions:
        inside, ends = np.arange(at, back), np.array([at - 1, back])
        spread = np.interp(inside, ends, np.maximum.accumulate(clock[ends]))
        correction[at:back] = spread + shift - clock[at:back]
    return correction, turned, len(excursions)
