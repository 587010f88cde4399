"""How long somebody who is not seen is waited for, and how probable it is not to see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.motion_state import MotionState

HIDDEN_AT_MOST_S = 60.0
"""Longest time for which somebody is waited for whom others hide."""

COVERED_SHARE, NEARER_HEIGHTS = 0.5, 0.05
"""Who is nearer by this much of a height, by the lower edge of the box, and covers this much of a place, hides it."""

MISSED, MISSED_AT_LEAST, MISSED_AFTER_S = 0.2, 0.05, 2.0
"""Probability that somebody who was just seen is not seen, or has gone: rising to the first, reached after so long."""

MISSED_AGAIN_STANDING, MISSED_AGAIN_WALKING = 0.6, 0.25
"""The same for who has been missed: what hides somebody who stands stays there; who walks comes out, or has left."""

MISSED_HIDDEN = 0.9
"""The same for who stands where somebody nearer hides the place."""

BETWEEN_SAMPLES = 0.5
"""A frame between two samples counts for so much of one that somebody is not there: its neighbours tell the same."""


@dataclass(frozen=True)
class DetectionsByFrame:
    """Frames (n,) with somebody on them, by time, and the detections (s,) on them, by frame.

    times: epoch seconds; closer: observed between two samples; first (n + 1,): of frame i are the detections from
    first[i] to first[i + 1]. frame (s,): of each detection; boxes (s, 4): fractions.
    """

    times: np.ndarray
    closer: np.ndarray
    first: np.ndarray
    frame: np.ndarray
    boxes: np.ndarray

    def detections_on(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All the detections on each of some frames (n,): the number among these, and the detection, both (m,)."""
        first = self.first.take(frames)
        counts = self.first.take(frames + 1) - first
        return np.repeat(np.arange(len(frames)), counts), ranges(first, counts)


@dataclass(frozen=True)
class AliveTracks:
    """People waited for: (rows,) a detection and a later frame, by detection and frame.

    unseen: frames in between on which they should have been seen, counted as samples; hidden_s: seconds for which
    somebody nearer has hidden the place where they were last seen.
    """

    detection: np.ndarray
    frame: np.ndarray
    unseen: np.ndarray
    hidden_s: np.ndarray

    def part(self, chosen: np.ndarray) -> "AliveTracks":
        """The rows at the indices `chosen` (n,)."""
        return AliveTracks(*(values.take(chosen) for values in vars(self).values()))

    def log_odds(self, elapsed: np.ndarray, gait: MotionState) -> np.ndarray:
        """(rows,) log probability of not having been seen since, less that of not being seen now, `elapsed` s later."""
        walking = gait.walking[self.detection]
        again = np.log(np.where(walking, MISSED_AGAIN_WALKING, MISSED_AGAIN_STANDING))
        soon = np.log(np.clip(MISSED * elapsed / MISSED_AFTER_S, MISSED_AT_LEAST, MISSED))
        missed = np.where((self.hidden_s > 0) & ~walking, np.log(MISSED_HIDDEN), np.where(self.unseen > 0, again, soon))
        return self.unseen * again - missed


def kept_alive(frames: DetectionsByFrame, detections: np.ndarray, until: np.ndarray, gap_s: float) -> AliveTracks:
    """On which frames the people of some detections (n,), ascending, are waited for, up to the frames `until` (n,).

    That is at most `gap_s` after they were seen, and as long as somebody hides them, which is waited for for
    `HIDDEN_AT_MOST_S`.
    """
    own, times = frames.frame[detections], frames.times
    # A frame more than need be, since what is waited for too long is left out by the exact sum.
    soon = np.searchsorted(times, times + gap_s, side="right")[own]
    missed = np.minimum(until, soon) > own + 1
    found = [_next(frames, detections[~missed], gap_s)]
    detections, own, until, soon = (values[missed] for values in (detections, own, until, soon))
    near = _rows(frames, detections, np.minimum(until, soon), gap_s)
    hidden = np.zeros(len(frames.frame), dtype=bool)
    hidden[near.detection[near.hidden_s > 0]] = True
    longer = hidden[detections] & (until > soon)
    late = np.searchsorted(times, times[own[longer]] + gap_s + HIDDEN_AT_MOST_S, side="right")
    found.append(_rows(frames, detections[longer], np.minimum(until[longer], late), gap_s))
    hidden[detections[~longer]] = False
    found.append(near.part(np.flatnonzero(~hidden[near.detection])))
    return together(found)


def together(found: Sequence[AliveTracks]) -> AliveTracks:
    """All rows, of different detections each, as one."""
    rows = AliveTracks(*(np.concatenate(parts) for parts in zip(*(vars(one).values() for one in found), strict=True)))
    return rows.part(np.argsort(rows.detection, kind="stable"))


def _next(frames: DetectionsByFrame, detections: np.ndarray, gap_s: float) -> AliveTracks:
    """Those who are waited for on the next frame alone, if there is one so soon: most are seen on it again."""
    frame = frames.frame[detections] + 1
    steps = np.diff(frames.times, append=np.inf)
    detections, frame = (values[steps[frame - 1] <= gap_s] for values in (detections, frame))
    return AliveTracks(detections, frame, np.zeros(len(frame)), np.zeros(len(frame)))


def _rows(frames: DetectionsByFrame, detections: np.ndarray, until: np.ndarray, gap_s: float) -> AliveTracks:
    own = frames.frame[detections]
    counts = np.maximum(np.minimum(until, len(frames.times) - 1) - own, 0)
    detection, frame = np.repeat(detections, counts), ranges(own + 1, counts)
    # On all but the last of these frames they were missed.
    missed = np.append(detection[1:] == detection[:-1], False)[: len(detection)]
    hidden = np.zeros(len(detection), dtype=bool)
    hidden[missed] = _hidden(frames, detection[missed], frame[missed])
    weight = np.where(frames.closer[frame], BETWEEN_SAMPLES, 1.0)
    step = np.diff(frames.times, prepend=frames.times[:1])[frame]
    unseen = _since_begin(np.where(missed & ~hidden, weight, 0.0), detection)
    hidden_s = _since_begin(np.where(hidden, step, 0.0), detection)
    waited = frames.times[frame] - frames.times[frames.frame[detection]]
    kept = np.flatnonzero(waited - np.minimum(hidden_s, HIDDEN_AT_MOST_S) <= gap_s)
    return AliveTracks(detection, frame, unseen, hidden_s).part(kept)


def _since_begin(values: np.ndarray, detection: np.ndarray) -> np.ndarray:
    """(rows,) the sum over the earlier rows of the same detection; times are multiples of 2⁻²² s, so sums are exact."""
    before = np.cumsum(values) - values
    first = np.append(True, detection[1:] != detection[:-1])[: len(detection)]
    return before - before[first][np.cumsum(first) - 1] if len(values) else before


def _hidden(frames: DetectionsByFrame, detection: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """(rows,) flags: somebody nearer to the camera covers enough of the box of a detection on a later frame."""
    row, other = frames.detections_on(frame)
    found = np.zeros(len(frame), dtype=bool)
    found[row[occludes(frames.boxes[other], frames.boxes[detection[row]])]] = True
    return found


def occludes(nearer: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: which boxes (n, 4) cover enough of others (n, 4) and are of somebody nearer to the camera."""
    sides = np.minimum(nearer[:, 2:], boxes[:, 2:]) - np.maximum(nearer[:, :2], boxes[:, :2])
    area = np.maximum(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1), 1e-9)
    covered = np.prod(np.clip(sides, 0, None), axis=1) / area
    below = nearer[:, 3] > boxes[:, 3] + NEARER_HEIGHTS * (boxes[:, 3] - boxes[:, 1])
    return (covered >= COVERED_SHARE) & below
