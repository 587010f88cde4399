"""Where one person took another's place between two samples, so that nobody was seen to leave or to come.

By place alone the two are one. But somebody hidden for a moment looks like before again, and who took a place goes on
looking different: the detections on both sides are alike among themselves, and not across.
"""

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.motion import ON_THE_WAY
from pantau.transforms.tracking.tracks import Track

NEIGHBOURS = 3
"""Detections on either side that are compared. Chosen."""

OTHERS_BELOW, SAME_FROM = 0.72, 0.85
"""Mean similarity across an exchange, and within each side of it.

On rendered and real clips 98 % of the detections of one person in one place are above 0.75, and half of those of two
people below 0.65; two people in the same clothes are not told apart. Measured there; chosen between.
"""

SAME_PLACE = 0.65
"""Probability that somebody lost and somebody found in one place soon after are one, before clothes are compared.
Chosen."""


def split_at_switches(day: CameraDay, tracks: list[Track]) -> list[Track]:
    """The tracks, each cut where somebody else took the place, in order of their first detection."""
    suspects = _suspects(day, tracks)
    parts = [part for track, where in zip(tracks, suspects, strict=True) for part in _parts(day, track, where)]
    return sorted(parts, key=lambda track: int(track.detections[0]))


def alike(day: CameraDay, first: Track, second: Track) -> float | None:
    """Mean similarity of the last detections of a track to the first of a later one; `None`: none was compared."""
    before, after = (track.detections[~day.closer[track.samples]] for track in (first, second))
    return _mean(day, before[-NEIGHBOURS:], after[:NEIGHBOURS])


def same_person(day: CameraDay, lost: Track, found: Track) -> float:
    """Probability that somebody lost from sight is who was found in the same place, or on the way from it."""
    similarity = alike(day, lost, found)
    odds = 0.0 if similarity is None else float(ON_THE_WAY.of(np.array(similarity)))
    return 1 / (1 + np.exp(-odds) * (1 - SAME_PLACE) / SAME_PLACE)


def _suspects(day: CameraDay, tracks: list[Track]) -> list[np.ndarray]:
    """For each track, flags (n,) of its detections on samples: those that are unlike the ones before them."""
    seen = [track.detections[~day.closer[track.samples]] for track in tracks]
    one, whose = np.concatenate([np.zeros(0, int), *seen]), np.repeat(np.arange(len(seen)), [len(s) for s in seen])
    total, compared = np.zeros(len(one)), np.zeros(len(one), dtype=int)
    for lag in range(1, 2 * NEIGHBOURS):
        value = np.full(len(one), np.nan)
        value[lag:] = np.where(whose[lag:] == whose[:-lag], day.similarity.between(one[lag:], one[:-lag]), np.nan)
        told = ~np.isnan(value)
        known = np.where(told, value, 0.0)
        # A place counts the pairs across it whose later one is so many detections after it, and the earlier one before.
        for after in range(max(0, lag - NEIGHBOURS), min(lag, NEIGHBOURS)):
            total[: len(one) - after] += known[after:]
            compared[: len(one) - after] += told[after:]
    # Sums in another order differ in the last digits, so what is near the limit is looked at again.
    unlike = (compared > 0) & (total < (OTHERS_BELOW + 1e-6) * compared)
    return np.split(unlike, np.cumsum([len(s) for s in seen])[:-1]) if seen else []


def _parts(day: CameraDay, track: Track, suspect: np.ndarray) -> list[Track]:
    if not suspect.any():
        return [track]
    on_samples = np.flatnonzero(~day.closer[track.samples])
    seen = track.detections[on_samples]
    cuts, last = [], 0
    for k in range(2, len(seen) - 1):
        # Shortly after an exchange fewer are before it.
        if not suspect[k] and not (cuts and k - last < NEIGHBOURS):
            continue
        before, after = seen[max(last, k - NEIGHBOURS) : k], seen[k : k + NEIGHBOURS]
        if len(before) > 1 and _exchanged(day, before, after):
            cuts.append(_leap(track, on_samples[k - 1], on_samples[k]))
            last = k
    if not cuts:
        return [track]
    return [track.part(part) for part in np.split(np.arange(len(track.samples)), cuts)]


def _leap(track: Track, before: int, after: int) -> int:
    """Where somebody leapt farthest from one frame to the next: that was no step, but the other person."""
    heads = track.boxes[before : after + 1, :2]
    return int(before + 1 + np.linalg.norm(np.diff(heads, axis=0), axis=1).argmax())


def _exchanged(day: CameraDay, before: np.ndarray, after: np.ndarray) -> bool:
    across = _mean(day, before, after)
    if across is None or across >= OTHERS_BELOW:
        return False
    within = [_mean(day, side, side) for side in (before, after)]
    return all(mean is not None and mean >= SAME_FROM for mean in within)


def _mean(day: CameraDay, first: np.ndarray, second: np.ndarray) -> float | None:
    """Mean similarity over the compared pairs of an earlier detection in `first` and a later one in `second`."""
    found = []
    for later in second:
        earlier, value = day.similarity.of(int(later))
        found += value[np.isin(earlier, first)].tolist()
    return float(np.mean(found)) if found else None
