"""Which events are those of the run before: they keep their ids, however their times moved."""

from collections.abc import Hashable, Iterator, Sequence, Set
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from pantau.schemas.table import Table
from pantau.transforms.events.event_rows import Row, id_of

COMMON_SHARE = 0.5
"""Two rows may be one event if this share of the shorter one lies in the other. Chosen: of an event that was cut or
grew, all of the shorter does; of one whose neighbour now reaches into its time by a moment, next to nothing."""

SAME_US = 2000
"""Times so near are equal, in microseconds: they are stored to the millisecond, and where a clock was corrected since,
four roundings by half of one lie between."""

UNCHANGED = 2.0
"""What equal times weigh: more than the two pairs that could be made instead, each of which weighs at most 1."""

ALIKE = 1e-6
"""What equal values weigh, all together: they choose between rows that are as near in time, and nothing else."""

OF_A_RUN = frozenset({"event_id", "run_id", "code_hash", "config_hash", "model_hash"})
"""Columns that say nothing of the event itself."""

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def inherited_ids(table: Table, new: Sequence[Row], former: Sequence[Row]) -> list[str]:
    """The id of each row of `new`, in their order: that of the row of `former` that is the same event, else a new one.

    Both are rows of a camera's date, on one clock; `new` have the ids that come from their content. Rows can be one
    event if counter and kind, or state, are the same and `COMMON_SHARE` of the shorter one is common to both. They are
    assigned one to one, so that the common shares of the time of both (intersection over union) are greatest together;
    rows whose times did not change belong together whatever the others do. Without former rows, ids come from the
    content alone. The order of neither matters, no two rows get one id, and no row an id that another one had before.
    """
    values = sorted(set(table.columns) - OF_A_RUN)
    order = sorted(range(len(new)), key=lambda number: _text(new[number], values))
    before = sorted(former, key=lambda row: _text(row, values))
    heirs = dict(_pairs([new[number] for number in order], before, values))
    ids: dict[int, str] = {}
    left = {row["event_id"] for row in before}
    taken = set(left)
    for place, number in enumerate(order):
        if place in heirs and (inherited := before[heirs[place]]["event_id"]) in left:
            ids[number] = inherited
            left.remove(inherited)
    for number in order:
        if number not in ids:
            ids[number] = _unused(new[number]["event_id"], taken)
            taken.add(ids[number])
    return [ids[number] for number in range(len(new))]


def _unused(own: str, taken: Set[str]) -> str:
    """The id that comes from a row's content, or the first of those made from it that is nobody's."""
    found, number = own, 1
    while found in taken:
        number += 1
        found = id_of(own, number)
    return found


def _pairs(new: Sequence[Row], former: Sequence[Row], values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers of the rows that are one event, one to one."""
    groups: dict[Hashable, tuple[list[int], list[int]]] = {}
    for side, rows in enumerate((new, former)):
        for number, row in enumerate(rows):
            groups.setdefault(_group(row), ([], []))[side].append(number)
    for mine, theirs in groups.values():
        if mine and theirs:
            gain = _gains([new[number] for number in mine], [former[number] for number in theirs], values)
            for row, column in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
                if gain[row, column] > 0:
                    yield mine[row], theirs[column]


def _group(row: Row) -> Hashable:
    """Rows of two groups are never one event."""
    what = row.get("state"), row.get("kind")
    if "counter_ids" in row:
        return what
    nowhere = row["counter_id"] is None and row["zone_id"] is None
    owner = row["agency_id"] if nowhere and row.get("kind") == "all_counters_empty" else None
    return *what, row["counter_id"], row["zone_id"] if row["counter_id"] is None else None, owner


def _gains(new: Sequence[Row], former: Sequence[Row], values: Sequence[str]) -> np.ndarray:
    """(new, former) how much speaks for each pair, 0 where it cannot be one event."""
    (start, end), (start_before, end_before) = _times(new), _times(former)
    start, end = start[:, None], end[:, None]
    common = np.minimum(end, end_before) - np.maximum(start, start_before)
    either = np.maximum(end, end_before) - np.minimum(start, start_before)
    shorter = np.minimum(end - start, end_before - start_before)
    same = (np.abs(start - start_before) <= SAME_US) & (np.abs(end - end_before) <= SAME_US)
    gain = np.zeros(common.shape)
    for row, column in np.argwhere(same | ((common >= 0) & (common >= COMMON_SHARE * shorter))).tolist():
        one, other = new[row], former[column]
        if _one_place(one, other):
            share = max(0, common[row, column]) / either[row, column] if either[row, column] else 1.0
            alike = sum(one[name] == other[name] for name in values) / len(values)
            gain[row, column] = share + UNCHANGED * same[row, column] + ALIKE * (1 + alike)
    return gain


def _one_place(one: Row, other: Row) -> bool:
    """Whether both are of one counter, or, where it is not known of which, may be."""
    known, known_before = one["counter_id"], other["counter_id"]
    if known == known_before and known is not None:
        return True
    if "counter_ids" not in one:
        return known == known_before
    return (known is None or known_before is None) and not _counters(one).isdisjoint(_counters(other))


def _counters(row: Row) -> set[str]:
    return set(row["counter_ids"] or ()) if row["counter_id"] is None else {row["counter_id"]}


def _times(rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    """(n,), (n,) start and end, whole microseconds since 1970. Raises TypeError where a time has no zone."""
    return tuple(
        np.array([(row[edge] - _EPOCH) // _MICROSECOND for row in rows], np.int64)
        for edge in ("started_at", "ended_at")
    )


def _text(row: Row, values: Sequence[str]) -> tuple[Any, ...]:
    """By which rows are put in order, whatever order they come in."""
    return row["started_at"], row["ended_at"], repr([row[name] for name in values]), row["event_id"]
