"""A warehouse of years of cameras, made up with a seed: the real schemas, layout and writer, plausible contents.

Each camera shows one counter, open from 08:00 to 16:00 on five days a week, with a party every five minutes. One day in
ten misses 20 minutes, so that some rows are cut; the last two counters of an agency share a queue. Tables of single
pictures are left out: no question reads them.
"""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import Table
from schemas.tables import (
    ANOMALIES,
    COVERAGE,
    EVENT_TABLES,
    RECORDINGS,
    REJECTS,
    RUNS,
    SERVICE_TIME,
    STAFF_PRESENCE,
    WAITING_VISITS,
)
from transforms.warehouse.manifest import Entry, commit, sha256_of
from transforms.warehouse.partitions import Partition, write_partition
from transforms.warehouse.visible import visible_files

SITE, ZONE = "mall", "Asia/Jakarta"
AGENCIES = 5
OPEN_S, CLOSE_S = 8 * 3600.0, 16 * 3600.0
UTC_OFFSET_S = 7 * 3600
MOST_PARTIES = 150
GAP_S = 1200.0
MADE = (RECORDINGS, COVERAGE, *EVENT_TABLES, REJECTS, RUNS)
AT_ONCE_S = 5.0
"""The next party steps up so soon that the counter goes on serving."""

Columns = dict[str, object]


@dataclass(frozen=True)
class Size:
    """How much is made: `days` service dates from `first` on, of `cameras`, a multiple of `AGENCIES`."""

    days: int
    cameras: int
    first: date = date(2021, 11, 1)
    seed: int = 4

    @property
    def last(self) -> date:
        """The last service date."""
        return self.first + timedelta(days=self.days - 1)


def make_warehouse(folder: str | Path, size: Size, workers: int = 2) -> Path:
    """Writes the warehouse; the same size gives the same rows."""
    with ProcessPoolExecutor(workers) as pool:
        for _ in pool.map(partial(_make_day, str(folder), size), range(size.days), chunksize=8):
            pass
    undated = {"service_date": [None], "input": ["hiv00000.mp4"], "step": ["name"], "error": ["no_time"]}
    _write(str(folder), REJECTS, (None,), undated)
    return Path(folder)


def commit_days(folder: str | Path, size: Size) -> None:
    """Commits what `make_warehouse` wrote as one night a date, as nights do; from then on only runs may write."""
    root = Path(folder)
    found = {table.name: defaultdict(list) for table in MADE}
    for table in MADE:
        for file in visible_files(root, table):
            found[table.name][file.partition.values[0]].append(file)
    for number in range(size.days):
        day = size.first + timedelta(days=number)
        files = [file for table in MADE for one in (day, *[None] * (not number)) for file in found[table.name][one]]
        entries = [
            Entry(
                file.partition.table.name,
                file.partition.folder,
                file.path.name,
                pq.read_metadata(file.path).num_rows,
                sha256_of(file.path),
                file.partition.table.layout,
            )
            for file in files
        ]
        notes = {"command": "nightly", "site_id": SITE, "service_dates": [str(day)], "who": "made"}
        commit(root, number + 1, {**notes, "committed_at": f"{day + timedelta(days=1)}T01:00:00+00:00"}, entries)


def _make_day(folder: str, size: Size, number: int) -> None:
    day = size.first + timedelta(days=number)
    random = np.random.default_rng([size.seed, number])
    working = day.weekday() < 5
    for agency in range(AGENCIES):
        cameras = [f"C{c + 1:03d}" for c in range(agency, size.cameras, AGENCIES)]
        made = _agency_day(random, day, cameras) if working else {COVERAGE.name: _closed(cameras, day)}
        for table in (RECORDINGS, COVERAGE, *EVENT_TABLES):
            _write(folder, table, (day, f"agency{agency + 1}"), made.get(table.name, {}))
    refused = int(random.poisson(0.5))
    names = [f"broken{number}_{i}.mp4" for i in range(refused)]
    _write(folder, REJECTS, (day,), {"input": names, "camera_id": ["C001"] * refused, "step": ["probe"] * refused})
    began = [_instants(day, np.array([86400.0 + 3600]))]
    _write(
        folder,
        RUNS,
        (day,),
        {"run_id": [f"run{number}"], "time_zone": [ZONE], "outcome": ["complete"], "started_at": began[0]},
    )


def _agency_day(random: np.random.Generator, day: date, cameras: list[str]) -> dict[str, Columns]:
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
    services = _event(random, SERVICE_TIME, day, cameras, who, began, ended, cut_start, cut_end) | {
        "waiting_s": _where(known, waited),
        "waiting_lo_s": _where(known, np.maximum(waited - 2, 0)),
        "waiting_hi_s": _where(known, waited + 2),
        "queue_length": _where(known, random.poisson(2, rows)),
        "staffed_share": np.ones(rows),
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
        COVERAGE.name: _coverage(day, cameras, who, ended, cut_end),
        RECORDINGS.name: _recordings(day, cameras),
    }


def _visits(random, day, cameras, services, who, began, waited, led, left) -> Columns:
    whose = np.concatenate([who[led], who[left]])
    ends = np.concatenate([began[led], began[left]])
    lasted = np.concatenate([waited[led], np.round(random.exponential(900, int(left.sum())) + 1, 3)])
    rows, served = len(whose), int(led.sum())
    lost = np.arange(rows) >= served
    unknown = lost & (random.random(rows) < 0.25)
    made = _event(
        random, WAITING_VISITS, day, cameras, whose, np.round(ends - lasted, 3), ends, np.zeros(rows, bool), unknown
    )
    shares = whose >= len(cameras) - 2
    queue = [cameras[-2:] if shared else [cameras[one]] for one, shared in zip(whose, shares, strict=True)]
    return made | {
        "waiting_outcome": np.where(lost, np.where(unknown, "unknown", "reneged"), "served"),
        "service_event_id": [*np.asarray(services["event_id"])[led], *[None] * (rows - served)],
        "counter_ids": queue,
        "counter_id": _where(~(shares & lost), np.array(cameras)[whose]),
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
    return _event(random, STAFF_PRESENCE, day, cameras, owner, starts, ends, uncut, uncut) | {
        "state": state,
        "customers_waiting": _where(~dark & (random.random(rows) > 0.02), waiting),
        "observed_share": np.where(dark, 0.0, 1.0),
    }


def _candidates(random, day, cameras, presence) -> Columns:
    state, counters = np.asarray(presence["state"]), np.asarray(presence["counter_id"])
    chosen = (state == "unknown") | (state == "unattended") & (random.random(len(state)) < 0.05)
    rows = int(chosen.sum())
    whose = np.searchsorted(np.array(cameras), counters[chosen])
    began, ended = presence["local_from"][chosen], presence["local_to"][chosen]
    uncut = np.zeros(rows, bool)
    return _event(random, ANOMALIES, day, cameras, whose, began, ended, uncut, uncut) | {
        "kind": np.where(state[chosen] == "unknown", "footage_missing", "unattended_waiting"),
        "severity": random.choice(["low", "medium", "high"], rows),
        "review_status": random.choice(["open", "confirmed", "dismissed"], rows),
        "observed_value": ended - began,
        "expected_value": np.full(rows, 60.0),
        "value_unit": ["s"] * rows,
        "related_event_ids": [[one] for one in np.asarray(presence["event_id"])[chosen]],
    }


def _coverage(day, cameras, who, ended, cut_end) -> Columns:
    gaps = {int(one): at for one, at in zip(who[cut_end], ended[cut_end], strict=True)}
    made = {"camera_id": [], "from": [], "to": [], "coverage_state": [], "in_service_hours": []}
    for number, camera in enumerate(cameras):
        cuts = [0.0, 25200.0, OPEN_S, CLOSE_S, 61200.0, 86400.0]
        states = ["out_of_schedule", "recorded", "recorded", "recorded", "out_of_schedule"]
        inside = [False, False, True, False, False]
        if number in gaps:
            cuts[3:3] = [gaps[number], np.round(gaps[number] + GAP_S, 3)]
            states[3:3], inside[3:3] = ["gap", "recorded"], [True, True]
        made["camera_id"] += [camera] * len(states)
        made["from"] += cuts[:-1]
        made["to"] += cuts[1:]
        made["coverage_state"] += states
        made["in_service_hours"] += inside
    return _stretches(day, made)


def _closed(cameras, day) -> Columns:
    rows = len(cameras)
    made = {"camera_id": cameras, "from": [0.0] * rows, "to": [86400.0] * rows}
    return _stretches(day, made | {"coverage_state": ["out_of_schedule"] * rows, "in_service_hours": [False] * rows})


def _stretches(day, made) -> Columns:
    began, ended = np.array(made.pop("from")), np.array(made.pop("to"))
    recorded = np.array(made["coverage_state"]) == "recorded"
    return made | {
        "started_at": _instants(day, began),
        "ended_at": _instants(day, ended),
        "duration_s": np.round(ended - began, 6),
        "samples": np.where(recorded, (ended - began) / 2, 0).astype(np.int64),
        "recording_ids": [[] for _ in made["camera_id"]],
    }


def _recordings(day, cameras) -> Columns:
    hours = np.tile(np.arange(7, 17) * 3600.0, len(cameras))
    whose = np.repeat(cameras, 10)
    names = [_uri(camera, day, hour) for camera, hour in zip(whose, hours, strict=True)]
    return {
        "camera_id": whose,
        "recording_id": names,
        "recording_uri": names,
        "recording_sha256": [_sha256(day, hour) for hour in hours],
        "started_at": _instants(day, hours),
        "ended_at": _instants(day, hours + 3600),
        "duration_s": np.full(len(whose), 3600.0),
        "bytes": np.full(len(whose), 900_000_000),
        "timeline_source": ["pts"] * len(whose),
    }


def _event(random, table, day, cameras, who, began, ended, cut_start, cut_end) -> Columns:
    """The columns that all events have, of counters `who`, with local times in seconds of the day."""
    rows, lasted = len(who), np.round(ended - began, 3)
    camera = np.array(cameras)[who]
    hours = np.clip(began // 3600, 7, 16) * 3600
    return {
        "event_id": [f"{one:016x}" for one in random.integers(0, 2**63, rows)],
        "counter_id": camera,
        "camera_id": camera,
        "zone_id": ["queue" if table is WAITING_VISITS else "front"] * rows,
        "started_at": _instants(day, began),
        "ended_at": _instants(day, ended),
        "duration_s": lasted,
        "started_at_lo": _instants(day, began - 1),
        "started_at_hi": _instants(day, began + 1),
        "ended_at_lo": _instants(day, ended - 1),
        "ended_at_hi": _instants(day, ended + 1),
        "duration_lo_s": np.maximum(lasted - 2, 0),
        "duration_hi_s": lasted + 2,
        "start_censored": cut_start,
        "end_censored": cut_end,
        "confidence": np.round(random.uniform(0.7, 1, rows), 4),
        "observed_share": np.ones(rows),
        "recording_uri": [_uri(one, day, hour) for one, hour in zip(camera, hours, strict=True)],
        "recording_sha256": [_sha256(day, hour) for hour in hours],
        "offset_s": np.round(np.maximum(began - hours, 0), 3),
        "model_hash": [f"observer{day.year}"] * rows,
        "stitch_confidence": np.round(random.uniform(0.6, 1, rows), 4),
        "role_probability": np.round(random.uniform(0.8, 1, rows), 4),
        "local_from": began,
        "local_to": ended,
    }


def _uri(camera: str, day: date, second: float) -> str:
    return f"{camera}/{day:%Y/%m/%d}/{camera}_{day:%Y%m%d}_{int(second) // 3600:02d}0000.mp4"


def _sha256(day: date, second: float) -> str:
    return f"{day:%Y%m%d}{int(second):08d}" * 4


def _instants(day: date, seconds: np.ndarray) -> pa.Array:
    midnight = (day - date(1970, 1, 1)).days * 86400 - UTC_OFFSET_S
    micros = np.round(seconds * 1e6).astype(np.int64) + midnight * 1_000_000
    return pa.array(micros).cast(pa.timestamp("us", tz="UTC"))


def _where(known: np.ndarray, values: np.ndarray) -> pa.Array:
    return pa.array(values, mask=~known)


def _write(folder: str, table: Table, values: tuple, columns: Columns) -> None:
    """Writes a partition; what is not given is null where it may be, else `x`, 0 or false."""
    rows = len(next(iter(columns.values()), []))
    fixed = dict(zip(table.partition, values, strict=True)) | {"site_id": SITE}
    made = []
    for field in table.schema:
        if field.name in fixed:
            column = pa.array([fixed[field.name]] * rows, field.type)
        elif field.name in columns:
            given = columns[field.name]
            column = given if isinstance(given, pa.Array) else pa.array(given)
        else:
            column = pa.array([None if table.nullable(field.name) else _plain(field.type)] * rows, field.type)
        made.append(column.cast(field.type))
    stored = pa.Table.from_arrays(made, schema=table.schema)
    write_partition(folder, Partition(table, values), stored.sort_by([(name, "ascending") for name in table.order]))


def _plain(kind: pa.DataType) -> object:
    if pa.types.is_list(kind):
        return []
    if pa.types.is_timestamp(kind):
        return 0
    return "x" if pa.types.is_string(kind) else False if pa.types.is_boolean(kind) else 0
