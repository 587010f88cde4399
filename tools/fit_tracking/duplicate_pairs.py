"""How often two tracks on common frames are of one person, by how they lie, as the tracker links them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from benchmarks.tracking.__main__ import ScriptedExam
from benchmarks.tracking.made.made_days import MadeDay, made_days
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.tracking.duplicate_tracks import side_by_side
from pantau.transforms.tracking.tracker import link
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.membership import in_any
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.maximum_likelihood import ANY, fit

NAMES = "DUPLICATE_AT_ONCE", "DUPLICATE_BY_OVERLAP", "DUPLICATE_BY_FRAME"

LEAST_OVERLAP = 0.1
"""Pairs that have less in common are left out: they are of two people, and would make errors look small. Chosen."""


@dataclass(frozen=True)
class DuplicatePairs:
    """Pairs (n,) of tracks of a day: intersection over union, common frames, whether they are of one
    person: each shows most often the same while both last."""

    overlap: np.ndarray
    frames: np.ndarray
    same: np.ndarray


def pairs_of_days(exam: ScriptedExam) -> list[DuplicatePairs]:
    """Of each camera day of an exam."""
    return [_pairs(day) for day in made_days(exam.scenario, exam.seed, exam.minutes)]


def fitted(days: list[DuplicatePairs]) -> FittedValues:
    """The parameters of `duplicate_tracks`: logistic regression."""

    def likelihood(values: np.ndarray) -> np.ndarray:
        at_once, by_overlap, by_frame = values
        odds = [at_once + by_overlap * one.overlap + by_frame * one.frames for one in days]
        return np.array([log_expit(np.where(one.same, odd, -odd)).sum() for odd, one in zip(odds, days, strict=True)])

    return told(NAMES, fit(likelihood, [-5.0, 10.0, -0.2], [ANY, ANY, ANY]), sum(len(one.same) for one in days))


def _pairs(made: MadeDay) -> DuplicatePairs:
    windows, _ = refinement_windows(made.site, made.place, made.camera_day())
    day, view = made.camera_day(windows), made.site.camera(made.camera.scene.id).view(made.scenario.day)
    tracks = link(day, made.site.thresholds_on(made.scenario.day), ~in_any(view.of("ignore"), day.person_box))
    who, pairs = made.people.who[made.detections_of(day)], side_by_side(day, tracks)
    near = np.flatnonzero(pairs.overlap >= LEAST_OVERLAP)
    same = [_same(tracks[pairs.first[pair]], tracks[pairs.second[pair]], who) for pair in near.tolist()]
    return DuplicatePairs(pairs.overlap[near], pairs.frames[near], np.array(same, dtype=bool))


def _same(first: Track, second: Track, who: np.ndarray) -> bool:
    """Whether both show the same person most often while both last; things that are nobody are no person."""
    start, end = max(first.samples[0], second.samples[0]), min(first.samples[-1], second.samples[-1])
    shown = []
    for track in (first, second):
        people, counts = np.unique(
            who[track.detections[(track.samples >= start) & (track.samples <= end)]], return_counts=True
        )
        shown.append(int(people[counts.argmax()]))
    return shown[0] == shown[1] >= 0
