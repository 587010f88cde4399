"""What happens at the made counters of an agency on a day, as columns of rows: parties, waiting, presence, reviews."""

from datetime import date

import numpy as np
import pyarrow as pa

from benchmarks.material.made_footage import (
    CLOSE_S,
    GAP_S,
    OPEN_S,
    Columns,
    coverage,
    instants,
    recordings,
    sha256_at,
    uri,
)
from pantau.schemas.tables import ANOMALIES, COVERAGE, RECORDINGS, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS

MOST_PARTIES = 150
AT_ONCE_S = 5.0
"""The next party steps up so soon that the counter goes on serving."""


def agency_day(random: np.random.Generator, day: date, cameras: list[str]) -> dict[str, Columns]:
    """The columns of each table for the counters of an agency."""
    counters, shape = len(cameras), (len(cameras), MOST_PARTIES)
    lasts = np.round(random.lognormal(4.95, 0.6, shape) + 20, 3)
    at_once = random.random(shape) < 0.6
    apart = np.where(at_once, random.uniform(0.5, AT_ONCE_S - 0.5, shape), AT_ONCE_S + random.exponential(280, shape))
    cut_after = np.where(random.random(counters) < 0.1, random.integers(5, 40, counters), -1)
    place = np.arange(MOST_PARTIES)[None, :] == cut_after[:, None]
    apart = np.round(np.where(place, GAP_S, apart), 3)
    starts = OPEN_S + np.round(np.cumsum(lasts + apart, axis=1) - lasts, 3)
    kept = starts + lasts < CLOSE_S
    place &= kept & np.roll(kept, -1, axis=1)
    ends = np.round(starts + lasts, 3)
    who = np.broadcast_to(np.arange(counters)[:, None], shape)[kept]
    began, ended, cut_end = starts[kept], ends[kept], place[kept]
    cut_start = np.roll(place, 1, axis=1)[kept]
    rows = len(began)
    known = random.random(rows) > 0.1
    waited = np.where(random.random(rows) < 0.3, 0.0, np.round(random.exponential(600, rows), 3))
    services = event_columns(random, SERVICE_TIME, day, cameras, who, began, ended, cut_start, cut_end) | {
        "waiting_s": where_known(known, waited),
        "waiting_lo_s": where_known(known, np.maximum(waited - 2, 0)),
        "waiting_hi_s": where_known(known, waited + 2),
        "queue_length": where_known(known, random.poisson(2, rows)),
        "staffed_share": np.ones(rows),
        "seen_share": np.round(random.uniform(0.5, 1, rows), 4),
        "session_probability": np.round(random.uniform(0.5, 1, rows), 4),
        "party_size": 1 + random.poisson(0.3, rows),
    }
    led = known & (waited > 0)
    left = random.random(rows) < 0.04
    visits = _visits(random, day, cameras, services, who, began, waited, led, left)
    presence = _presence(random, day, cameras, who, began, ended, cut_end)
    return {
        SERVICE_TIME.name: services,
        WAITING_VISITS.name: visits,
        STAFF_PRESENCE.name: presence,
        ANOMALIES.name: _candidates(random, day, cameras, presence),
        COVERAGE.name: coverage(day, cameras, who, ended, cut_end),
        RECORDINGS.name: recordings(day, cameras),
    }


def _visits(random, day, cameras, services, who, began, waited, led, left) -> Columns:
    whose = np.concatenate([who[led], who[left]])
    ends = np.concatenate([began[led], began[left]])
    lasted = np.concatenate([waited[led], np.round(random.exponential(900, int(left.sum())) + 1, 3)])
    rows, served = len(whose), int(led.sum())
    lost = np.arange(rows) >= served
    unknown = lost & (random.random(rows) < 0.25)
    made = event_columns(
        random, WAITING_VISITS, day, cameras, whose, np.round(ends - lasted, 3), ends, np.zeros(rows, bool), unknown
    )
    shares = whose >= len(cameras) - 2
    queue = [cameras[-2:] if shared else [cameras[one]] for one, shared in zip(whose, shares, strict=True)]
    return made | {
        "waiting_outcome": np.where(lost, np.where(unknown, "unknown", "reneged"), "served"),
        "service_event_id": [*np.asarray(services["event_id"])[led], *[None] * (rows - served)],
        "counter_ids": queue,
        "counter_id": where_known(~(shares & lost), np.array(cameras)[whose]),
        "party_size": np.ones(rows, np.int64),
    }


def _presence(random, day, cameras, who, began, ended, cut_end) -> Columns:
    """The hours of each counter from end to end: runs of parties, what lies between, and what was not seen."""
    first = np.concatenate([[True], who[1:] != who[:-1]])
    new_run = first | np.concatenate([[True], began[1:] - ended[:-1] >= AT_ONCE_S])
    run_starts, run_ends = began[new_run], ended[np.concatenate([new_run[1:], [True]])]
    whose, unseen = who[new_run], cut_end[np.concatenate([new_run[1:], [True]])]
    opens = np.concatenate([[True], whose[1:] != whose[:-1]])
    closes = np.concatenate([opens[1:], [True]])
    between_from, between_to = run_ends, np.where(closes, CLOSE_S, np.concatenate([run_starts[1:], [CLOSE_S]]))
    away = np.where(unseen, "unknown", np.where(random.random(len(whose)) < 0.2, "unattended", "idle"))
    counters = len(cameras)
    owner = np.concatenate([np.arange(counters), whose, whose])
    starts = np.concatenate([np.full(counters, OPEN_S), run_starts, between_from])
    ends = np.concatenate([run_starts[opens], run_ends, between_to])
    state = np.concatenate([np.full(counters, "idle"), np.full(len(whose), "serving"), away])
    real = ends > starts
    order = np.lexsort([starts[real], owner[real]])
    owner, starts, ends, state = (column[real][order] for column in (owner, starts, ends, state))
    rows, dark = len(owner), state == "unknown"
    uncut = np.zeros(rows, bool)
    waiting = np.where(random.random(rows) < 0.5, 0.0, np.round(random.exponential(2, rows), 4))
    return event_columns(random, STAFF_PRESENCE, day, cameras, owner, starts, ends, uncut, uncut) | {
        "state": state,
        "customers_waiting": where_known(~dark & (random.random(rows) > 0.02), waiting),
        "observed_share": np.where(dark, 0.0, 1.0),
    }


def _candidates(random, day, cameras, presence) -> Columns:
    state, counters = np.asarray(presence["state"]), np.asarray(presence["counter_id"])
    chosen = (state == "unknown") | (state == "unattended") & (random.random(len(state)) < 0.05)
    rows = int(chosen.sum())
    whose = np.searchsorted(np.array(cameras), counters[chosen])
    began, ended = presence["local_from"][chosen], presence["local_to"][chosen]
    uncut = np.zeros(rows, bool)
    return event_columns(random, ANOMALIES, day, cameras, whose, began, ended, uncut, uncut) | {
        "kind": np.where(state[chosen] == "unknown", "footage_missing", "unattended_waiting"),
        "severity": random.choice(["low", "medium", "high"], rows),
        "review_status": random.choice(["open", "confirmed", "dismissed"], rows),
        "observed_value": ended - began,
        "expected_value": np.full(rows, 60.0),
        "value_unit": ["s"] * rows,
        "related_event_ids": [[one] for one in np.asarray(presence["event_id"])[chosen]],
    }


def event_columns(random, table, day, cameras, who, began, ended, cut_start, cut_end) -> Columns:
    """The columns that all events have, of counters `who`, with local times in seconds of the day."""
    rows, lasted = len(who), np.round(ended - began, 3)
    camera = np.array(cameras)[who]
    hours = np.clip(began // 3600, 7, 16) * 3600
    return {
        "event_id": [f"{one:016x}" for one in random.integers(0, 2**63, rows)],
        "counter_id": camera,
        "camera_id": camera,
        "zone_id": ["queue" if table is WAITING_VISITS else "front"] * rows,
        "started_at": instants(day, began),
        "ended_at": instants(day, ended),
        "duration_s": lasted,
        "started_at_lo": instants(day, began - 1),
        "started_at_hi": instants(day, began + 1),
        "ended_at_lo": instants(day, ended - 1),
        "ended_at_hi": instants(day, ended + 1),
        "duration_lo_s": np.maximum(lasted - 2, 0),
        "duration_hi_s": lasted + 2,
        "start_censored": cut_start,
        "end_censored": cut_end,
        "detection_score": np.round(random.uniform(0.7, 1, rows), 4),
        "frame_agreement": np.round(random.uniform(0.7, 1, rows), 4),
        "observed_share": np.ones(rows),
        "recording_uri": [uri(one, day, hour) for one, hour in zip(camera, hours, strict=True)],
        "recording_sha256": [sha256_at(day, hour) for hour in hours],
        "offset_s": np.round(np.maximum(began - hours, 0), 3),
        "model_hash": [f"observer{day.year}"] * rows,
        "identity_confidence": np.round(random.uniform(0.6, 1, rows), 4),
        "role_probability": np.round(random.uniform(0.8, 1, rows), 4),
        "local_from": began,
        "local_to": ended,
    }


def where_known(known: np.ndarray, values: np.ndarray) -> pa.Array:
    return pa.array(values, mask=~known)
