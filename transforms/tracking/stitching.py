"""Prototype."""

from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.genuine import own_probability
from pantau.transforms.tracking.links import Motion, Pairs, log_odds
from pantau.transforms.tracking.motion import IN_PLACE, ON_THE_WAY, within_gate
from pantau.transforms.tracking.matching import greatest_together
from pantau.transforms.tracking.motion_state import motion_state_of, roots
from pantau.transforms.tracking.people_seen import PeopleSeen, people_seen
from pantau.transforms.tracking.tracks import Track

PLAIN = 3.0
ROUNDS = (3.0, 2.0, 1.0, 0.0)
SIDE = 3
LEAST_OWN = 0.05
MEAN_OWN = 0.0
UNALIKE_PLAIN = 0.0
HORIZON_S = 14.0
HIDDEN_AT_MOST_S = 60.0


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    own = own_probability(day)
    names = np.flatnonzero(usable & (day.person_score >= thresholds.person_score_again) & (own > LEAST_OWN))
    if not len(names):
        return []
    strong = day.person_score[names] >= thresholds.person_score
    people = people_seen(day, names, strong, own)
    before, sure = followed(day, people, thresholds)
    first = roots(before)
    order = np.argsort(first, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(first[order])) + 1)
    on_sample = ~day.closer[day.person_sample[names]]
    found = []
    for group in groups:
        if not strong[group].any():
            continue
        group = group[np.flatnonzero(strong[group])[0] :]
        if on_sample[group].sum() > 1 and people.own[group].mean() > MEAN_OWN:
            seen = names[group]
            found.append(Track(seen, day.person_sample[seen], day.person_box[seen], day.person_score[seen], sure[group]))
    return sorted(found, key=lambda track: int(track.detections[0]))


def followed(day, people: PeopleSeen, thresholds):
    count = len(people.names)
    before, sure = np.full(count, -1), np.ones(count)
    for number, plain in enumerate((PLAIN, *ROUNDS)):
        after = np.full(count, -1)
        after[before[before >= 0]] = np.flatnonzero(before >= 0)
        tails, heads = np.flatnonzero(after < 0), np.flatnonzero(before < 0)
        pairs = _pairs(people, tails, before < 0, 1 if number == 0 else None, thresholds)
        in_place, on_the_way = _looks(day, people, pairs, before, after)
        motion = _motion(people, before, after)
        gain = log_odds(people, pairs, motion, in_place, on_the_way, thresholds.walking_m_s)
        if number == 0:
            known = (in_place != 0)
            gain = np.where(known & (on_the_way < UNALIKE_PLAIN), -1.0, gain)
        good = np.flatnonzero(gain > 0)
        if not len(good):
            continue
        one, margin = greatest_together(pairs.earlier[good], pairs.later[good], gain[good])
        row, column, probability = pairs.earlier[good[one]], pairs.later[good[one]], 1 / (1 + np.exp(-margin))
        enough = margin >= plain
        before[column[enough]] = row[enough]
        sure[column[enough]] = probability[enough]
    return before, sure


def _pairs(people: PeopleSeen, tails, is_head, frames_on, thresholds) -> Pairs:
    own = people.frame[tails]
    last = np.searchsorted(people.frame_times, people.times[tails] + HORIZON_S + HIDDEN_AT_MOST_S + 1e-6) - 1
    on = np.maximum(last - own, 0)
    if frames_on:
        on = np.minimum(on, frames_on)
    frame, missed, hidden = people.missed_until(tails, on)
    number = np.repeat(np.arange(len(tails)), on)
    waited = people.frame_times[frame] - people.times[tails[number]] - np.minimum(hidden * 2.0, HIDDEN_AT_MOST_S)
    near = np.flatnonzero(waited <= HORIZON_S)
    frame, missed, hidden, number = frame[near], missed[near], hidden[near], number[near]
    row, later = people.on(frame)
    earlier = tails[number[row]]
    keep = is_head[later]
    away = people.heads[later] - people.heads[earlier]
    scale = (people.heights[later] + people.heights[earlier]) / 2
    keep &= within_gate(people.times[later] - people.times[earlier], away, scale, thresholds.walking_m_s)
    return Pairs(earlier, later, missed[row], hidden[row]).part(np.flatnonzero(keep))


def _looks(day, people, pairs, before, after):
    """Mean similarity across."""
    total, told = np.zeros(len(pairs.later)), np.zeros(len(pairs.later))
    j = pairs.later
    for _ in range(SIDE):
        i = pairs.earlier
        for _ in range(SIDE):
            both = np.flatnonzero((i >= 0) & (j >= 0))
            value = day.similarity.between(people.names[j[both]], people.names[i[both]])
            ok = ~np.isnan(value)
            total[both[ok]] += value[ok]
            told[both[ok]] += 1
            i = np.where(i >= 0, before[np.maximum(i, 0)], -1)
        j = np.where(j >= 0, after[np.maximum(j, 0)], -1)
    mean = np.where(told > 0, total / np.maximum(told, 1), np.nan)
    return IN_PLACE.of(mean), ON_THE_WAY.of(mean)


def _motion(people, before, after) -> Motion:
    until = motion_state_of(people.times, people.heads, people.heights, before)
    back = after[::-1]
    back = np.where(back >= 0, len(back) - 1 - back, -1)
    since = motion_state_of(-people.times[::-1], people.heads[::-1], people.heights[::-1], back)
    return Motion(until, type(since)(since.velocities[::-1], since.stays[::-1]))
