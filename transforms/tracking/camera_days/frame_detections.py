"""The detections of a camera day, each on the frame that it was made on."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.appearance.stored_similarity import similarity_of, whole


def owners_of(table: pa.Table, index: Mapping[str, int]) -> np.ndarray:
    """(rows,) the number of the recording of each row."""
    coded = table["recording_id"].combine_chunks().dictionary_encode()
    return np.array([index[name] for name in coded.dictionary.to_pylist()], dtype=int)[coded.indices.to_numpy()]


def people_and_seats(
    observations: pa.Table, index: Mapping[str, int], owner: np.ndarray, offset: np.ndarray
) -> tuple[dict, dict]:
    """The fields of people and of seats, of the detections on the samples (owner, offset)."""
    recording = owners_of(observations, index)
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


def somebody_on(
    observations: pa.Table, index: Mapping[str, int], owner: np.ndarray, offset: np.ndarray, thresholds: Thresholds
) -> np.ndarray:
    """(samples,) flags: somebody is believed to be on the sample, in the frame or on a seat."""
    kind, score = observations["observation_kind"], observations["score"]
    person = pc.and_(pc.equal(kind, "person"), pc.greater_equal(score, thresholds.person_score))
    seat = pc.and_(pc.equal(kind, "seat"), pc.greater_equal(score, thresholds.seat_score))
    believed = observations.select(["recording_id", "offset_s"]).filter(pc.or_(person, seat))
    there = np.zeros(len(owner), dtype=bool)
    place = _samples_of(owners_of(believed, index), believed["offset_s"].to_numpy(), owner, offset)
    there[place[place >= 0]] = True
    return there


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


def _columns(table: pa.Table, *names: str) -> np.ndarray:
    return np.stack([table[name].to_numpy(zero_copy_only=False).astype(float) for name in names], axis=1)
