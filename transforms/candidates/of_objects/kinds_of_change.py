"""What a lasting change of the cells of a zone may be and no thing: light, a view that slid, a thing that was moved."""

from collections.abc import Sequence

import numpy as np

from pantau.transforms.candidates.of_objects.lasting_changes import LEAST_LEVELS, LastingChange, alike

PLAIN, AS_MARKED = 0.05, 0.8
"""What lies in another light keeps its marks: logarithms of its levels, before and after, correlate by so much, where
they spread by more than `PLAIN`. Chosen: a sixteenth of a grey level step of light; most of the spread is shared."""

PLAIN_LIGHT = 0.5
"""Where all of it became brighter or darker alike it is light or shadow, unless by a larger logarithm: 1.6 times.
Chosen: what people and furniture cast in a hall with many lamps takes less."""

SHARED_CELLS, ALIKE_SHARE = 0.25, 0.8
"""A thing was moved if what is seen of it now, on so much of what changed, was seen beside it before, in so many of its
cells. Chosen: half of what changed is where it was, half where it is; people rarely set it down as it stood."""

SLID_CELLS, MOVED_CELLS = 3, 24
"""So far at most what slid is from where it was, and a thing that was moved, in cells: 2 % and 15 % of the frame's
width. Chosen."""

FINE_CELLS = 300
"""Of more cells every second is compared, along and across: their cost grows with the square. Chosen."""


def is_light(change: LastingChange) -> bool:
    """Whether the place shows the same as before, in more or less light."""
    before, after = (np.log(view[change.cells] + LEAST_LEVELS) for view in (change.before, change.after))
    gain = after - before
    if gain.std() <= 2 * PLAIN and abs(gain.mean()) <= PLAIN_LIGHT:
        return True
    if min(before.std(), after.std()) <= PLAIN:
        return False
    return float(np.corrcoef(before, after)[0, 1]) >= AS_MARKED


def edge_levels(view: np.ndarray, cells: np.ndarray) -> float:
    """By how many levels a view, float32[h, w], steps at the edge of cells, bool[h, w], in the mean; 0 for none."""
    steps = []
    for one, other in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        across = np.abs(view[one] - view[other])[cells[one] != cells[other]]
        steps.append(across[~np.isnan(across)])
    steps = np.concatenate(steps)
    return float(steps.mean()) if len(steps) else 0.0


def has_slid(change: LastingChange) -> bool:
    """Whether what is seen now was seen a little beside it before, and what was seen before is seen as far beside it
    now: the camera, a leaf or a curtain has moved a little."""
    rows, columns = np.nonzero(change.cells)
    height, width = change.cells.shape
    for down in range(-SLID_CELLS, SLID_CELLS + 1):
        for across in range(-SLID_CELLS, SLID_CELLS + 1):
            then = np.clip(rows - down, 0, height - 1), np.clip(columns - across, 0, width - 1)
            now = np.clip(rows + down, 0, height - 1), np.clip(columns + across, 0, width - 1)
            forth = np.mean(alike(change.after[rows, columns], change.before[then]))
            still_seen = change.cells[now]
            if not (down or across) or forth < ALIKE_SHARE or not still_seen.any():
                continue
            back = alike(change.before[rows, columns], change.after[now])[still_seen]
            if np.mean(back) >= ALIKE_SHARE:
                return True
    return False


def was_moved(changes: Sequence[LastingChange]) -> bool:
    """Whether changes of one moment are one thing, that stood elsewhere among their cells before."""
    cells = np.logical_or.reduce([change.cells for change in changes])
    before, after = changes[0].before, changes[0].after.copy()
    for change in changes[1:]:
        after[change.cells] = change.after[change.cells]
    rows, columns = np.nonzero(cells)
    step = 1 + int(len(rows) > FINE_CELLS)
    rows, columns = slice(rows.min(), rows.max() + 1, step), slice(columns.min(), columns.max() + 1, step)
    cells, before, after = cells[rows, columns], before[rows, columns], after[rows, columns]
    least = SHARED_CELLS * np.count_nonzero(cells)
    height, width = cells.shape
    far = MOVED_CELLS // step
    for down in range(max(1 - height, -far), min(height, far + 1)):
        for across in range(max(1 - width, -far), min(width, far + 1)):
            if max(abs(down), abs(across)) * step < 2 or (height - abs(down)) * (width - abs(across)) < least:
                continue
            now = np.s_[max(down, 0) : height + min(down, 0), max(across, 0) : width + min(across, 0)]
            then = np.s_[max(-down, 0) : height + min(-down, 0), max(-across, 0) : width + min(-across, 0)]
            both = cells[now] & cells[then]
            count = np.count_nonzero(both)
            if count >= least and np.mean(alike(after[now][both], before[then][both])) >= ALIKE_SHARE:
                return True
    return False
