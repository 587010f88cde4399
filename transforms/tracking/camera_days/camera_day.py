"""A camera's local day as plain arrays: when frames were observed, what they showed, and when nothing is known."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.detection.sampling.cadence import best, grid_points
from pantau.transforms.intervals import Interval, Intervals, intersect, merge_gaps, subtract
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, in_order, owned_spans
from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity
from pantau.transforms.tracking.appearance.stored_similarity import similarity_of, whole
from pantau.transforms.tracking.camera_days.blind_times import (
    around,
    covered_times,
    frozen_times,
    looks_of,
    shows_nothing,
)
from pantau.transforms.tracking.camera_days.frame_pairs import beside
from pantau.transforms.tracking.camera_days.scene import static_scene

SEAM_S = 1.0
"""Longest pause between two recordings of a camera that is a seam and not a gap."""

NEEDED = frozenset(
    (
        *("recording_id", "offset_s", "basis", "key_frame", "brightness", "sharpness", "scene"),
        *("change_median", "change_height", "change_people"),
        *("detection", "observation_kind", "zone_id", "x1", "y1", "x2", "y2", "head_x", "head_y", "score"),
        *("compared_to", "appearance_similarity"),
    )
)
"""Columns of samples and observations that a camera day is made from."""

LATE_SAMPLE_CADENCES = 3.0
"""A recorded stretch without a sample for longer than this many cadences could not be decoded."""


@dataclass(frozen=True)
class CameraDay:
    """What one camera saw between the midnights of a local day. Times are epoch seconds UTC, corrected.

    times, recording, offset: (n,) of the frames observed, strictly ascending; where recordings overlap, the earlier
    recording speaks. Frames on which nobody could have been seen are not among them, nor is anybody on them.
    closer (n,): observed between two samples, for people alone; the others are samples, one for each `cadence_s`.
    still (n,): samples not observed, since nothing stirred between two that showed nobody. sampled, skipped (m,): the
    times of all samples, also of those that show nothing, and which of them are still.
    person_sample (p,) indexes `times`, ascending; person_box (p, 4) fractions; person_score (p,);
    similarity says how alike in colour a detection is to earlier ones.
    seat_sample, seat_zone, seat_score (s,), seat_head (s, 2) likewise, one entry for each seat with somebody in it.
    recorded: frames exist. not_observed: by nobody yet. unreadable: they could not be decoded. covered, frozen: they
    show nothing.
    """

    bounds: Interval
    cadence_s: float
    aspect: float
    recordings: tuple[dict, ...]
    times: np.ndarray
    recording: np.ndarray
    offset: np.ndarray
    closer: np.ndarray
    still: np.ndarray
    sampled: np.ndarray
    skipped: np.ndarray
    person_sample: np.ndarray
    person_box: np.ndarray
    person_score: np.ndarray
    similarity: AppearanceSimilarity
    seat_sample: np.ndarray
    seat_zone: np.ndarray
    seat_score: np.ndarray
    seat_head: np.ndarray
    recorded: Intervals
    not_observed: Intervals
    unreadable: Intervals
    covered: Intervals
    frozen: Intervals

    @cached_property
    def beside(self) -> tuple[np.ndarray, np.ndarray]:
        """All ordered pairs (pairs,), (pairs,) of two people on one frame."""
        return beside(self.person_sample)

    @property
    def known(self) -> Intervals:
        """The time in which a person would have been seen."""
        return subtract(self.recorded, [*self.not_observed, *self.unreadable, *self.covered, *self.frozen])


def assemble(
    bounds: Interval,
    cadence_s: float,
    thresholds: Thresholds,
    recordings: Sequence[dict],
    observed_ids: Set[str],
    samples: pa.Table,
    observations: pa.Table,
    closer_samples: pa.Table | None = None,
    closer_observations: pa.Table | None = None,
    service_hours: Intervals = (),
) -> CameraDay:
    """The camera day from the rows of the warehouse; all rows must be of one camera.

    `recordings` are rows of that table, those of the day before included; what lies outside `bounds` is left out.
    `observed_ids` has the ids of those that the present observer has observed. The closer tables hold what was seen
    between samples; without samples around it, it is left out. `service_hours` are those at the camera.
    """
    recordings = in_order(recordings)
    index = {row["recording_id"]: i for i, row in enumerate(recordings)}
    starts = np.array([row["started_at"].timestamp() for row in recordings])
    owner = _owners(samples, index)
    offset = samples["offset_s"].to_numpy()
    # To the microsecond, so that it does not matter from which recording's start a time was reckoned.
    times = np.round(starts[owner] + offset, 6) if len(owner) else np.zeros(0)

    # A recording that shows nothing must not silence one that shows the same time.
    showing = set(samples["recording_id"].unique().to_pylist())
    speaking = sorted(recordings, key=lambda row: row["recording_id"] not in showing)
    shares = {r["recording_id"]: s for r, s in zip(speaking, owned_spans(speaking), strict=True)}
    first = [shares[row["recording_id"]] for row in recordings]
    keep = (times >= bounds[0]) & (times < bounds[1]) & _within(times, owner, first)
    order = np.flatnonzero(keep)[np.argsort(times[keep], kind="stable")]
    if len(order):
        recorder = np.array([row["recorder_started_at"].timestamp() for row in recordings])
        shown, is_key = recorder[owner[order]] + offset[order], samples["key_frame"].to_numpy(zero_copy_only=False)
        order = order[_one_a_grid_point(times[order], shown, is_key[order], cadence_s)]

    # Names give whole seconds, so between consecutive recordings up to one is no gap.
    recorded = intersect(merge_gaps([span for share in first for span in share], SEAM_S), [bounds])
    not_observed = intersect([s for name, share in shares.items() if name not in observed_ids for s in share], [bounds])
    taken, owner, offset = times[order], owner[order], offset[order]
    unreadable = _undecoded(taken, subtract(recorded, not_observed), cadence_s * LATE_SAMPLE_CADENCES)
    seen = _seen_closer(closer_samples, index, starts, first, bounds, taken, cadence_s)
    if closer_observations is not None:
        observations = pa.concat_tables([observations, closer_observations])

    rows = samples.take(pa.array(order))
    somebody = _somebody(observations, index, owner, offset, thresholds)
    scene = static_scene(rows["scene"], somebody)
    looks = looks_of(rows, scene)
    blind = shows_nothing(looks, thresholds)
    covered = covered_times(taken, blind, cadence_s, thresholds)
    frozen = frozen_times(taken, looks, somebody, service_hours, cadence_s, thresholds)
    sampled, skipped = taken, _still(rows)

    if seen.rows is not None:
        blind = np.append(blind, shows_nothing(looks_of(seen.rows, scene), thresholds))
    taken, owner, offset = (
        np.concatenate(both) for both in ((taken, seen.times), (owner, seen.owner), (offset, seen.offset))
    )
    seeing = np.flatnonzero(~blind & ~_inside(taken, frozen))
    everything = seeing[np.argsort(taken[seeing], kind="stable")]
    closer = everything >= len(sampled)
    still = np.append(skipped, np.zeros(len(seen.times), dtype=bool))[everything]
    taken, owner, offset = taken[everything], owner[everything], offset[everything]
    people, seats = _detections(observations, index, owner, offset)
    last = recordings[-1] if recordings else {"width": 16, "height": 9}
    return CameraDay(
        bounds=bounds,
        cadence_s=cadence_s,
        aspect=last["width"] / max(last["height"], 1),
        recordings=tuple(recordings),
        times=taken,
        recording=owner,
        offset=offset,
        closer=closer,
        still=still,
        sampled=sampled,
        skipped=skipped,
        **people,
        **seats,
        recorded=recorded,
        not_observed=not_observed,
        unreadable=unreadable,
        covered=intersect(covered, recorded),
        frozen=intersect(frozen, recorded),
    )


class _Frames(NamedTuple):
    """Frames (n,) by time: epoch seconds, the recording, seconds from its first frame; and their rows."""

    times: np.ndarray
    owner: np.ndarray
    offset: np.ndarray
    rows: pa.Table | None = None


def _seen_closer(
    samples: pa.Table | None,
    index: Mapping[str, int],
    starts: np.ndarray,
    first: list[Intervals],
    bounds: Interval,
    taken: np.ndarray,
    cadence_s: float,
) -> _Frames:
    """The frames between the samples at `taken` (n,), each once where recordings overlap."""
    if samples is None or not samples.num_rows:
        return _Frames(np.zeros(0), np.zeros(0, dtype=int), np.zeros(0))
    owner = _owners(samples, index)
    offset = samples["offset_s"].to_numpy()
    times = np.round(starts[owner] + offset, 6)
    after = np.searchsorted(taken, times)
    between = (after > 0) & (after < len(taken))
    gap = np.diff(taken, prepend=-np.inf, append=np.inf)[after] if len(taken) else np.zeros(len(times))
    keep = between & (gap <= cadence_s * LATE_SAMPLE_CADENCES) & _within(times, owner, first)
    keep &= (times >= bounds[0]) & (times < bounds[1]) & ~np.isin(times, taken)
    order = np.flatnonzero(keep)[np.argsort(times[keep], kind="stable")]
    order = order[np.append(True, np.diff(times[order]) > SAME_TIME_S)] if len(order) else order
    return _Frames(times[order], owner[order], offset[order], samples.take(pa.array(order)))


def _detections(
    observations: pa.Table, index: Mapping[str, int], owner: np.ndarray, offset: np.ndarray
) -> tuple[dict, dict]:
    """The fields of people and of seats, of the detections on the samples (owner, offset)."""
    recording = _owners(observations, index)
    sample = _samples_of(recording, observations["offset_s"].to_numpy(), owner, offset)
    kind = observations["observation_kind"].combine_chunks()
    rows = {
        name: np.flatnonzero((sample >= 0) & pc.equal(kind, name).to_numpy(zero_copy_only=False))
        for name in ("person", "seat")
    }
    shown, seat = (rows[name][np.argsort(sample[rows[name]], kind="stable")] for name in ("person", "seat"))
    # Somebody on a sample at the end of a refinement window is written twice, the second time for the similarity alone.
    numbers = observations["detection"].to_numpy()
    once, same = _first_tellings(recording[shown], numbers[shown])
    order = np.argsort(once, kind="stable")
    person, same = shown[once[order]], np.argsort(order, kind="stable")[same.ravel()]
    people = {
        "person_sample": sample[person],
        "person_box": _columns(observations, "x1", "y1", "x2", "y2")[person],
        "person_score": observations["score"].to_numpy()[person],
        "similarity": similarity_of(_compared(observations, shown), same),
    }
    seats = {
        "seat_sample": sample[seat],
        "seat_zone": np.array(observations["zone_id"].take(pa.array(seat)).to_pylist(), dtype=object),
        "seat_score": observations["score"].to_numpy()[seat],
        "seat_head": _columns(observations, "head_x", "head_y")[seat],
    }
    return people, seats


def _somebody(
    observations: pa.Table, index: Mapping[str, int], owner: np.ndarray, offset: np.ndarray, thresholds: Thresholds
) -> np.ndarray:
    """(samples,) flags: somebody is believed to be on the sample, in the frame or on a seat."""
    kind, score = observations["observation_kind"], observations["score"]
    person = pc.and_(pc.equal(kind, "person"), pc.greater_equal(score, thresholds.person_score))
    seat = pc.and_(pc.equal(kind, "seat"), pc.greater_equal(score, thresholds.seat_score))
    believed = observations.select(["recording_id", "offset_s"]).filter(pc.or_(person, seat))
    there = np.zeros(len(owner), dtype=bool)
    place = _samples_of(_owners(believed, index), believed["offset_s"].to_numpy(), owner, offset)
    there[place[place >= 0]] = True
    return there


def _inside(times: np.ndarray, intervals: Intervals) -> np.ndarray:
    inside = np.zeros(len(times), dtype=bool)
    for start, end in intervals:
        inside |= (times >= start) & (times <= end)
    return inside


def _compared(observations: pa.Table, shown: np.ndarray) -> pa.Table:
    """The similarity of some rows. What all others lack need not be moved, and that are tens of megabytes."""
    lists = {name: whole(observations[name]) for name in ("compared_to", "appearance_similarity")}
    lengths = lists["compared_to"].value_lengths().to_numpy()
    if (np.diff(shown) > 0).all() and lengths[shown].sum() == lengths.sum():
        first = pa.array(np.append(0, np.cumsum(lengths[shown])), pa.int32())
        lists = {name: pa.ListArray.from_arrays(first, held.flatten()) for name, held in lists.items()}
    else:
        lists = {name: held.take(pa.array(shown)) for name, held in lists.items()}
    return pa.table({"detection": observations["detection"].take(pa.array(shown)), **lists})


def _first_tellings(recording: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each detection, and the detection of each row (n,)."""
    if ((np.diff(recording) > 0) | ((np.diff(recording) == 0) & (np.diff(number) > 0))).all():
        return np.arange(len(number)), np.arange(len(number))
    if len(number) and not number.min() < 0 and (number.max() + 1) * (recording.max() + 1) < np.iinfo(np.int64).max:
        identity = recording * (number.max() + 1) + number
    else:
        identity = np.unique(np.array([recording, number]).T, axis=0, return_inverse=True)[1].ravel()
    _, once, same = np.unique(identity, return_index=True, return_inverse=True)
    return once, same


def _owners(table: pa.Table, index: Mapping[str, int]) -> np.ndarray:
    """(rows,) the number of the recording of each row."""
    coded = table["recording_id"].combine_chunks().dictionary_encode()
    return np.array([index[name] for name in coded.dictionary.to_pylist()], dtype=int)[coded.indices.to_numpy()]


def _samples_of(recording: np.ndarray, at: np.ndarray, owner: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """(rows,) which of the samples (owner, offset; n) each row is of, by its recording and offset; -1 for none."""
    order = np.lexsort([offset, owner])
    kept, sorted_owner = offset[order], owner[order]
    result = np.full(len(at), -1)
    for one in np.unique(recording).tolist():
        rows = np.flatnonzero(recording == one)
        begin, end = np.searchsorted(sorted_owner, [one, one + 1])
        if begin == end:
            continue
        place = np.minimum(begin + np.searchsorted(kept[begin:end], at[rows]), end - 1)
        result[rows] = np.where(kept[place] == at[rows], order[place], -1)
    return result


def _still(samples: pa.Table) -> np.ndarray:
    return pc.equal(samples["basis"], "still").combine_chunks().to_numpy(zero_copy_only=False)


def _columns(table: pa.Table, *names: str) -> np.ndarray:
    return np.stack([table[name].to_numpy(zero_copy_only=False).astype(float) for name in names], axis=1)


def _within(times: np.ndarray, owner: np.ndarray, shares: list[Intervals]) -> np.ndarray:
    """For each sample, whether it lies in its own recording's share (closed at the end: the last frame counts)."""
    inside = np.zeros(len(times), dtype=bool)
    for i, share in enumerate(shares):
        mine = owner == i
        for start, end in share:
            inside |= mine & (times >= start - SAME_TIME_S) & (times <= end + SAME_TIME_S)
    return inside


def _one_a_grid_point(times: np.ndarray, shown: np.ndarray, is_key: np.ndarray, cadence_s: float) -> np.ndarray:
    """Indices of the samples to take, one where a cut gave a grid point two; `shown` is by the recorder's clock.

    The clock may have been set back between two recordings; samples a cadence apart are never of one grid point.
    """
    points = grid_points(shown, cadence_s)
    apart = np.diff(times)
    group = np.cumsum(np.append(0, (apart >= cadence_s) | (apart > SAME_TIME_S) & (np.diff(points) != 0)))
    return best(group, is_key, shown, points * cadence_s)


def _undecoded(times: np.ndarray, recorded: Intervals, limit_s: float) -> Intervals:
    """Recorded time farther than half of `limit_s` from every sample, where the samples around lie `limit_s` apart."""
    reach = around(times, limit_s / 2)
    return [(a, b) for a, b in subtract(recorded, reach) if b - a > 1e-3]
