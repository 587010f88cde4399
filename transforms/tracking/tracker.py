"""People over time: which detections on sparse samples are of the same person.

A sample lies a second or two after the one before, so boxes of one person seldom overlap and trackers made for video
at full rate do not apply. Here a detection belongs to whom it most probably is by how people move and look (see
`motion`). All detections of a frame are assigned at once, so that the whole is most probable; somebody new is what is
left when no one known is probable enough. Who is hidden by somebody nearer is waited for.

What is assigned on a frame depends on the frames before it, and still all are reckoned together: from a guess,
each frame as if the others were right, and again those for which something has changed, until nothing does. Then
every frame agrees with those before it, the first one with none, so the result is that of one after the other. In a
crowd this takes too many rounds, and people are followed one frame after the other indeed (see `one_by_one`).
"""

from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.appearance.track_similarity import track_similarity
from pantau.transforms.tracking.assignment import most_probable_on_each
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.crowd_tracker import FrameByFrameTracker
from pantau.transforms.tracking.motion import ALIKE_ENOUGH, LastState, densities, within_gate
from pantau.transforms.tracking.motion_state import MotionState, motion_state_of, roots
from pantau.transforms.tracking.nearest_detections import nearest_before
from pantau.transforms.tracking.occlusion import AliveTracks, DetectionsByFrame, kept_alive, together
from pantau.transforms.tracking.tracks import Track

NEW_PER_AREA = 0.003
"""Expected newcomers (or false detections) on a sample, per square body height: one in half a minute or so."""


NOBODY = -1
"""In the place of a frame: the detection is of nobody who would be waited for."""

FAINT_GAP_S = 5.0
"""Who was not seen for longer is not seen again on a detection that could begin no track, unless on others that could
later: it may be a second box of whoever came since, or nothing at all."""

SETTLING, CALM = 0.7, 30
"""Frames settle where each time at most this share of them is left; else the first are followed one by one, up to
so many that are settled."""


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    """The tracks of a camera day from the detections marked in `usable` (p,), in order of their first detection.

    A detection below `person_score` continues a track and never begins one. A person seen on one sample only is left
    out: single detections are what false detections look like.
    """
    names = np.flatnonzero(usable & (day.person_score >= thresholds.person_score_again))
    if not len(names):
        return []
    strong = day.person_score[names] >= thresholds.person_score
    before, sure = _Linking(day, thresholds, names, strong).settled()
    first, order = roots(before), np.arange(len(names))
    order = order[(before >= 0) | strong]
    order = order[np.argsort(first[order], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(first[order])) + 1) if len(order) else []
    times = day.times[day.person_sample[names]]
    groups = [_without_faint_end(group, strong, times) for group in groups]
    on_sample = ~day.closer[day.person_sample[names]]
    return [
        Track(seen, day.person_sample[seen], day.person_box[seen], day.person_score[seen], sure[group])
        for group in groups
        if on_sample[group].sum() > 1
        for seen in [names[group]]
    ]


def _without_faint_end(group: np.ndarray, strong: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The detections of a track, in order, up to the first long gap behind the last one that could begin a track."""
    gaps = np.diff(times[group], append=np.inf) > FAINT_GAP_S
    last = np.flatnonzero(strong[group])[-1]
    return group[: last + 1 + int(gaps[last:].argmax())]


@dataclass(frozen=True)
class _State:
    """What follows from who is who: how people went and who is waited for.

    until (s,): the frame on which the person of each detection is seen again, the number of all if never; `NOBODY` if
    it is nobody's. end (s,): the last frame on which the person is waited for, -1 if on none.
    """

    before: np.ndarray
    gait: MotionState
    waiting: AliveTracks
    until: np.ndarray
    end: np.ndarray


def _first_run(stale: np.ndarray) -> tuple[int, int]:
    """The first of the flagged frames, and the one behind the last before `CALM` others."""
    flagged = np.flatnonzero(stale)
    calm = np.flatnonzero(np.diff(flagged) > CALM)
    return int(flagged[0]), int(flagged[calm[0]] if len(calm) else flagged[-1]) + 1


class _Linking:
    """The usable detections (s,) of a day: `names` are their indices among its people, `strong` can begin a track."""

    def __init__(self, day: CameraDay, thresholds: Thresholds, names: np.ndarray, strong: np.ndarray) -> None:
        self._similarity, self._limits, self._names, self._strong = day.similarity, thresholds, names, strong
        boxes = day.person_box[names]
        self._heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1)
        self._heights = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
        samples, first, frame = np.unique(day.person_sample[names], return_index=True, return_inverse=True)
        times = day.times[samples]
        self._frames = DetectionsByFrame(times, day.closer[samples], np.append(first, len(names)), frame, boxes)
        self._times = times[frame]
        seen_at = day.times[day.person_sample]
        self._following = FrameByFrameTracker(
            self._frames,
            self._heads,
            self._heights,
            strong,
            day.similarity,
            names,
            thresholds.track_gap_s,
            thresholds.walking_m_s,
            NEW_PER_AREA,
        )
        self._compared_s = float(np.max(seen_at[names] - seen_at[day.similarity.oldest[names]]))

    def settled(self) -> tuple[np.ndarray, np.ndarray]:
        """(s,) the detection before each, or -1, and the probability that it is of the same person."""
        before = nearest_before(self._frames, self._heads, self._heights)
        sure = np.ones(len(before))
        state, stale = self._state(before), np.ones(len(self._frames.times), dtype=bool)
        much = 2 * len(stale)
        while stale.any():
            settling, much = stale.sum() <= SETTLING * much, stale.sum()
            if settling:
                anew = stale[self._frames.frame]
                before, sure = np.where(anew, -1, before), np.where(anew, 1.0, sure)
                earlier, later, probability = self._assigned(state, stale)
                before[later], sure[later] = earlier, probability
            else:
                first, last = _first_run(stale)
                before, much = before.copy(), len(stale)
                self._following.over(first, last, before, sure)
            known, state = state, self._state(before, state)
            changed = self._stale(known, state)
            if not settling:
                # What was followed is right, and what comes later may no longer be.
                changed[:last] = False
                changed |= stale & (np.arange(len(stale)) >= last)
            stale = changed
        return before, sure

    def _state(self, before: np.ndarray, old: _State | None = None) -> _State:
        """What follows from who is before each detection; of the `old` state is kept what stays the same."""
        frames = self._frames
        until = np.full(len(before), len(frames.times))
        later = np.flatnonzero(before >= 0)
        np.minimum.at(until, before[later], frames.frame[later])
        until[(before < 0) & ~self._strong] = NOBODY
        anew = until != (NOBODY if old is None else old.until)
        detections = np.flatnonzero(anew & (until != NOBODY))
        waiting = kept_alive(frames, detections, until[detections], self._limits.track_gap_s)
        if old is not None:
            waiting = together([waiting, old.waiting.part(np.flatnonzero(~anew[old.waiting.detection]))])
        end = np.full(len(before), -1)
        end[waiting.detection] = waiting.frame
        return _State(before, motion_state_of(self._times, self._heads, self._heights, before), waiting, until, end)

    def _assigned(self, state: _State, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs of detections, the later one on the `chosen` frames, with the probability of each."""
        frames, heads, heights = self._frames, self._heads, self._heights
        waiting = state.waiting.part(np.flatnonzero(chosen[state.waiting.frame]))
        row, column = frames.detections_on(waiting.frame)
        elapsed = frames.times[waiting.frame] - self._times[waiting.detection]
        one = waiting.detection.take(row)
        away = heads.take(column, axis=0) - heads.take(one, axis=0)
        scale = (heights.take(one) + heights.take(column)) / 2
        near = np.flatnonzero(within_gate(elapsed.take(row), away, scale, self._limits.walking_m_s))
        row, column, one = row.take(near), column.take(near), one.take(near)
        gait = state.gait.part(one)
        known = LastState(elapsed.take(row), heads.take(one, axis=0), gait.velocities, heights.take(one), gait.stays)
        density = densities(known, heads.take(column, axis=0), heights.take(column), self._limits.walking_m_s)
        unseen = waiting.log_odds(elapsed, state.gait).take(row)
        # Who would be no one new even in the same clothes need not be compared; in doubt for rounding they are.
        possible = np.flatnonzero(density.most() + unseen - np.log(NEW_PER_AREA) > -1e-9)
        row, column, one, unseen = (values.take(possible) for values in (row, column, one, unseen))
        alike = track_similarity(
            self._similarity, self._names.take(column), one, state.before, self._names, ALIKE_ENOUGH
        )
        gain = density.part(possible).log(alike) + unseen - np.log(NEW_PER_AREA)
        pairs = np.flatnonzero(gain > 0)
        row, column, sure = most_probable_on_each(row.take(pairs), column.take(pairs), gain.take(pairs))
        return waiting.detection.take(row), column, sure

    def _stale(self, old: _State, new: _State) -> np.ndarray:
        """(frames,) flags: where who is waited for, how they went or what they looked like is no longer the same."""
        frames = self._frames
        other = np.flatnonzero((old.end != new.end) | old.gait.differs(new.gait))
        until = np.maximum(old.end, new.end)[other]
        relinked = np.flatnonzero(old.before != new.before)
        compared = np.searchsorted(frames.times, self._times[relinked] + self._compared_s + 1e-3) - 1
        begin = np.concatenate([frames.frame[other], frames.frame[relinked]]) + 1
        end = np.concatenate([until, compared]) + 1
        begin, end = begin[begin < end], end[begin < end]
        change = np.bincount(begin, minlength=len(frames.times) + 1) - np.bincount(end, minlength=len(frames.times) + 1)
        return np.cumsum(change)[:-1] > 0
