"""Who comes, in which company and mood: what is drawn for a party before anything is known of the others."""

from dataclasses import dataclass

import numpy as np

from pantau.simulation.habits import Habits

WALK_IN_S = 5.5
"""From the edge of the hall to the queue."""

FETCH_S = (16.0, 32.0)
"""How long an officer is away who fetches something."""

_TURNOVER_S = (3.0, 6.0)
_HANDOVER_S = (0.3, 1.7)
"""Between one party leaving the customer zone and an eager one entering it; walking speeds spread it to 0..2 s."""

_LEAN_S = (8.0, 25.0)
_ASSIST_S = (8.0, 16.0)


@dataclass(frozen=True)
class Mood:
    """How a party behaves; times in seconds. `handover_s` is None for those who wait until called."""

    turnover: float
    pace: float
    patience: float
    service: float
    moment: float
    fetch_s: float
    bold: bool
    reneges: bool
    returns: bool
    fetches: bool
    handover_s: float | None
    leans_s: float
    assists_s: float


def mood_of(habits: Habits, rng: np.random.Generator) -> Mood:
    """Draw a mood."""
    service = rng.lognormal(np.log(habits.service_median_s), habits.service_spread)
    return Mood(
        turnover=rng.uniform(*_TURNOVER_S),
        pace=rng.uniform(0.0, 1.0),
        patience=rng.uniform(25.0, 90.0),
        service=float(np.clip(service, *habits.service_range_s)),
        moment=rng.uniform(0.3, 0.5),
        fetch_s=rng.uniform(*FETCH_S),
        bold=rng.random() < 0.35,
        reneges=rng.random() < habits.reneges,
        returns=rng.random() < habits.returns,
        fetches=rng.random() < habits.fetches,
        handover_s=rng.uniform(*_HANDOVER_S) if happens(habits.eager, rng) else None,
        leans_s=rng.uniform(*_LEAN_S) if happens(habits.leans, rng) else 0.0,
        assists_s=rng.uniform(*_ASSIST_S) if happens(habits.assists, rng) else 0.0,
    )


def happens(share: float, rng: np.random.Generator) -> bool:
    """Whether something happens that happens so often; what never happens draws nothing."""
    return share > 0 and bool(rng.random() < share)


def apart(size: int, straggle_s: float, rng: np.random.Generator) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How much later each member comes and earlier leaves; the first one comes first, and one stays to the end."""
    if straggle_s <= 0 or size == 1:
        return (), ()
    late, early = rng.uniform(0.0, straggle_s, size), rng.uniform(0.0, straggle_s, size)
    late[0], early[int(rng.integers(size))] = 0.0, 0.0
    return tuple(late.tolist()), tuple(early.tolist())


def arrivals_of(
    per_hour: float, habits: Habits, opens: float, closes: float, rng: np.random.Generator
) -> list[tuple[float, int]]:
    """Poisson arrivals: when a party enters the hall, and how many they are."""
    found, t = [], opens - WALK_IN_S
    while per_hour > 0:
        t += rng.exponential(3600.0 / per_hour)
        if t >= closes - 30.0:
            break
        found.append((float(t), _size(habits, rng)))
    return found


def _size(habits: Habits, rng: np.random.Generator) -> int:
    pair = rng.random() < habits.pairs
    if happens(habits.groups, rng):
        return int(rng.integers(3, 5))
    return 2 if pair else 1
