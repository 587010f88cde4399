"""Whom a detection is compared with: the same person, or another one, some seconds before."""

from dataclasses import dataclass

import numpy as np

from benchmarks.appearance.clips import ClipPeople

GAPS_S = (2.0, 5.0, 10.0, 20.0)
SAME_TIME_S = 0.11
"""Chosen: a little more than half of a frame at 5 a second."""

FRAMES, APART_S = 3, 2.0
"""So many earlier detections of a person, so far apart: as on sampled frames."""

AT_MOST = 20
"""Of one person, or of one pair of two, so that who stays long counts no more than who passes. Chosen."""

IN_PLACE_HEIGHTS = 0.36
"""Whose head is within so many body heights stood: three times the sway that `tracking` knows of."""


@dataclass(frozen=True, eq=False)
class Encounters:
    """Detections `later` (n,), and up to `FRAMES` `earlier` ones (n, FRAMES) of one person, the latest first, else -1.

    same (n,): it is the same person. stands (n,): the head is where it was. Indices are of the clip's detections.
    """

    later: np.ndarray
    earlier: np.ndarray
    same: np.ndarray
    stands: np.ndarray

    def __len__(self) -> int:
        return len(self.later)

    def part(self, same: bool) -> "Encounters":
        """Those of one person, or those of two."""
        chosen = self.same == same
        return Encounters(*(values[chosen] for values in vars(self).values()))


def encounters(people: ClipPeople, gap_s: float | None, seed: int = 0) -> Encounters:
    """All encounters with somebody last seen `gap_s` before, at most `AT_MOST` of a kind; `None`: at any time."""
    rng = np.random.default_rng(seed)
    times = people.times[people.frame]
    rows = []
    names = sorted(set(people.person.tolist()))
    mine = {name: np.flatnonzero(people.person == name) for name in names}
    for name in names:
        for other in names:
            if name != other and (name, other) not in people.others:
                continue
            if gap_s is None:
                pairs = np.array([(one, earlier) for one in mine[name] for earlier in mine[other] if one != earlier])
            else:
                pairs = _apart(times, mine[name], mine[other], gap_s)
            chosen = rng.choice(len(pairs), min(len(pairs), AT_MOST), replace=False)
            for one, earlier in pairs[np.sort(chosen)].tolist():
                rows.append((one, *_before(times, mine[other], earlier), name == other))
    found = np.array(rows, int).reshape(-1, FRAMES + 2)
    later, earlier = found[:, 0], found[:, 1:-1]
    return Encounters(later, earlier, found[:, -1] == 1, _stands(people, later, earlier[:, 0]))


def _apart(times: np.ndarray, later: np.ndarray, earlier: np.ndarray, gap_s: float) -> np.ndarray:
    """(n, 2) pairs that lie so far apart."""
    row, column = np.nonzero(np.abs(times[later][:, None] - times[earlier][None] - gap_s) <= SAME_TIME_S)
    return np.stack([later[row], earlier[column]], axis=1)


def _before(times: np.ndarray, mine: np.ndarray, last: int) -> list[int]:
    """A detection of a person and those before it, -1 where there is none."""
    found = [last]
    for back in range(1, FRAMES):
        away = np.abs(times[mine] - (times[last] - back * APART_S))
        found.append(int(mine[away.argmin()]) if away.min() <= SAME_TIME_S else -1)
    return found


def _stands(people: ClipPeople, later: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """(n,) flags."""
    height, width = people.frames[0].shape[:2]
    heads = np.stack([(people.box[:, 0] + people.box[:, 2]) / 2 * width / height, people.box[:, 1]], axis=1)
    tall = people.box[:, 3] - people.box[:, 1]
    moved = np.linalg.norm(heads[later] - heads[earlier], axis=1)
    return moved <= IN_PLACE_HEIGHTS * (tall[later] + tall[earlier]) / 2
