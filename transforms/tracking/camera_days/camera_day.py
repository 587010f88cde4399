"""A camera's local day as plain arrays: when frames were observed, what they showed, and when nothing is known."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.sampling.cadence import best, grid_points
from pantau.transforms.intervals import Interval, Intervals, intersect, merge_gaps, subtract, union
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, in_order, owned_spans
from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity
from pantau.transforms.tracking.camera_days.blind_times import Frames, around, blind_times
from pantau.transforms.tracking.camera_days.frame_detections import owners_of, people_and_seats, somebody_on
from pantau.transforms.tracking.camera_days.frame_pairs import beside
from pantau.transforms.tracking.camera_days.image_flags import ImageFlags, image_flags
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay, inside, view_of_day

SEAM_S = 1.0
"""Longest pause between two recordings of a camera that is a seam and not a gap. Chosen."""

NEEDED = frozenset(
    (
        *("recording_id", "offset_s", "basis", "key_frame", "brightness", "sharpness", "scene"),
        "seats_looked",
        *("change_median", "change_height", "change_people", "bright_share", "view_points"),
        "zone_cells",
        *("detection", "observation_kind", "zone_id", "x1", "y1", "x2", "y2", "head_x", "head_y", "score"),
        *("compared_to", "appearance_similarity"),
    )
)
"""Columns of samples and observations that a camera day is made from."""

LATE_SAMPLE_CADENCES = 3.0
"""A recorded stretch without a sample for longer than this many cadences could not be decoded. Chosen."""


@dataclass(frozen=True)
class CameraDay:
    """What one camera saw between the midnights of a local day. Times are epoch seconds UTC, corrected.

    times, recording, offset: (n,) of the frames observed, strictly ascending; where recordings overlap, the earlier
    recording speaks. Frames on which nobody could have been seen are not among them, nor is anybody on them.
    closer (n,): observed between two samples, for people alone; the others are samples, one for each `cadence_s`.
    still (n,): samples not observed, since nothing stirred between two that showed nobody. sampled, skipped (m,): the
    times of all samples, also of those that show nothing, and which of them are still.
    seats_looked (n,): whether seats were looked at; where not, nothing is known of them.
    person_sample (p,) indexes `times`, ascending; person_box (p, 4) fractions; person_score (p,);
    similarity says how alike in colour a detection is to earlier ones.
    seat_sample, seat_zone, seat_score (s,), seat_head (s, 2) likewise, one entry for each seat with somebody in it.
    recorded: frames exist. not_observed: by nobody yet. unreadable: they could not be decoded. repeated: they stand
    under another time as well, and nobody is on them. covered, frozen: they show nothing. moved: they show people, but
    the zones are not where they were drawn; see `view`. image: what is wrong with the frames at `sampled`. cell_times
    (c,), cells: when cells of objects zones were taken, where they show what they are to; see `camera_view.zone_cells`.
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
    seats_looked: np.ndarray
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
    moved: Intervals = ()
    repeated: Intervals = ()
    view: ViewOfDay | None = None
    image: ImageFlags | None = None
    cell_times: np.ndarray = field(default_factory=lambda: np.zeros(0))
    cells: tuple[bytes, ...] = ()

    @cached_property
    def beside(self) -> tuple[np.ndarray, np.ndarray]:
        """All ordered pairs (pairs,), (pairs,) of two people on one frame."""
        return beside(self.person_sample)

    @property
    def known(self) -> Intervals:
        """The time in which a person would have been seen, and in the zones where they were."""
        unknown = [*self.not_observed, *self.unreadable, *self.repeated, *self.covered, *self.frozen, *self.moved]
        return subtract(self.recorded, unknown)


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
    reference: ViewReference | None = None,
    zones_void: bool = True,
) -> CameraDay:
    """The camera day from the rows of the warehouse; all rows must be of one camera.

    `recordings` are rows of that table, those of the day before included; what lies outside `bounds` is left out.
    `observed_ids` has the ids of those that the present observer has observed. The closer tables hold what was seen
    between samples; without samples around it, it is left out. `service_hours` are those at the camera. `reference` is
    what its view is compared with; without one it is taken to stand. While it is moved nothing is known, since zones
    are elsewhere then; unless none are asked for (`zones_void`).
    """
    recordings = in_order(recordings)
    index = {row["recording_id"]: i for i, row in enumerate(recordings)}
    starts = np.array([row["started_at"].timestamp() for row in recordings])
    owner = owners_of(samples, index)
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
    somebody = somebody_on(observations, index, owner, offset, thresholds)
    repeated = _repeated(recordings, first)
    void = [(start - SAME_TIME_S, end + SAME_TIME_S) for start, end in repeated]
    # Of another camera, or of before it was moved: such footage tells nothing of where this one looked at that time.
    own = ~inside(taken, void)
    view = view_of_day(taken[own], rows.filter(pa.array(own)), reference, service_hours, thresholds)
    blind = blind_times(Frames(taken, rows), seen.frames, somebody, service_hours, cadence_s, thresholds, view)
    sampled, skipped = taken, _still(rows)
    moved = view.moved(bounds) if view and zones_void else []
    unseen = blind.frames | inside(np.append(taken, seen.frames.times), [*moved, *void])

    with_cells = np.flatnonzero(rows["zone_cells"].is_valid().to_numpy() & ~unseen[: len(sampled)])

    taken, owner, offset = (
        np.concatenate(both) for both in ((taken, seen.frames.times), (owner, seen.owner), (offset, seen.offset))
    )
    seeing = np.flatnonzero(~unseen)
    everything = seeing[np.argsort(taken[seeing], kind="stable")]
    closer = everything >= len(sampled)
    neither = np.zeros(len(seen.frames.times), dtype=bool)
    still = np.append(skipped, neither)[everything]
    seats_looked = np.append(_seats_looked(rows), neither)[everything]
    taken, owner, offset = taken[everything], owner[everything], offset[everything]
    people, seats = people_and_seats(observations, index, owner, offset)
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
        seats_looked=seats_looked,
        sampled=sampled,
        skipped=skipped,
        **people,
        **seats,
        recorded=recorded,
        not_observed=not_observed,
        unreadable=unreadable,
        covered=intersect(blind.covered, recorded),
        frozen=intersect(blind.frozen, recorded),
        moved=intersect(moved, recorded),
        repeated=intersect(repeated, recorded),
        view=view,
        image=image_flags(blind.looks, rows["bright_share"].to_numpy(zero_copy_only=False).astype(float), thresholds),
        cell_times=sampled[with_cells],
        cells=tuple(rows["zone_cells"].take(pa.array(with_cells)).to_pylist()),
    )


class _Between(NamedTuple):
    """Frames (n,) between samples: the recording of each, and seconds from its first frame."""

    frames: Frames
    owner: np.ndarray
    offset: np.ndarray


def _seen_closer(
    samples: pa.Table | None,
    index: Mapping[str, int],
    starts: np.ndarray,
    first: list[Intervals],
    bounds: Interval,
    taken: np.ndarray,
    cadence_s: float,
) -> _Between:
    """The frames between the samples at `taken` (n,), each once where recordings overlap."""
    if samples is None or not samples.num_rows:
        return _Between(Frames(np.zeros(0)), np.zeros(0, dtype=int), np.zeros(0))
    owner = owners_of(samples, index)
    offset = samples["offset_s"].to_numpy()
    times = np.round(starts[owner] + offset, 6)
    after = np.searchsorted(taken, times)
    between = (after > 0) & (after < len(taken))
    gap = np.diff(taken, prepend=-np.inf, append=np.inf)[after] if len(taken) else np.zeros(len(times))
    keep = between & (gap <= cadence_s * LATE_SAMPLE_CADENCES) & _within(times, owner, first)
    keep &= (times >= bounds[0]) & (times < bounds[1]) & ~np.isin(times, taken)
    order = np.flatnonzero(keep)[np.argsort(times[keep], kind="stable")]
    order = order[np.append(True, np.diff(times[order]) > SAME_TIME_S)] if len(order) else order
    return _Between(Frames(times[order], samples.take(pa.array(order))), owner[order], offset[order])


def _still(samples: pa.Table) -> np.ndarray:
    return pc.equal(samples["basis"], "still").combine_chunks().to_numpy(zero_copy_only=False)


def _seats_looked(samples: pa.Table) -> np.ndarray:
    """Earlier versions looked at the seats of every sample, and do not say so."""
    return pc.fill_null(samples["seats_looked"], True).combine_chunks().to_numpy(zero_copy_only=False)


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


def _repeated(recordings: Sequence[dict], shares: list[Intervals]) -> Intervals:
    """When recordings show, in their own shares, what another one shows at another time; at the most."""
    found = []
    for row, share in zip(recordings, shares, strict=True):
        start = row["started_at"].timestamp()
        stretches = [(start + begins, start + ends) for begins, _, _, ends in row["repeats_s"] or ()]
        found += intersect(union(stretches), share)
    return union(found)


def _undecoded(times: np.ndarray, recorded: Intervals, limit_s: float) -> Intervals:
    """Recorded time farther than half of `limit_s` from every sample, where the samples around lie `limit_s` apart."""
    reach = around(times, limit_s / 2)
    return [(a, b) for a, b in subtract(recorded, reach) if b - a > 1e-3]
