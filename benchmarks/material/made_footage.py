"""What a made camera has of a day: recordings and coverage, as columns of rows.

Recorded from 07:00 to 17:00; where footage is missing, 20 minutes are.
"""

from datetime import date

import numpy as np
import pyarrow as pa

OPEN_S, CLOSE_S = 8 * 3600.0, 16 * 3600.0
UTC_OFFSET_S = 7 * 3600
GAP_S = 1200.0

Columns = dict[str, object]


def recordings(day, cameras) -> Columns:
    hours = np.tile(np.arange(7, 17) * 3600.0, len(cameras))
    whose = np.repeat(cameras, 10)
    names = [uri(camera, day, hour) for camera, hour in zip(whose, hours, strict=True)]
    return {
        "camera_id": whose,
        "recording_id": [name.rpartition("/")[2] for name in names],
        "recording_uri": names,
        "recording_sha256": [sha256_at(day, hour) for hour in hours],
        "started_at": instants(day, hours),
        "ended_at": instants(day, hours + 3600),
        "duration_s": np.full(len(whose), 3600.0),
        "bytes": np.full(len(whose), 900_000_000),
        "timeline_source": ["pts"] * len(whose),
    }


def coverage(day, cameras, who, ended, cut_end) -> Columns:
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


def closed(cameras, day) -> Columns:
    rows = len(cameras)
    made = {"camera_id": cameras, "from": [0.0] * rows, "to": [86400.0] * rows}
    return _stretches(day, made | {"coverage_state": ["out_of_schedule"] * rows, "in_service_hours": [False] * rows})


def _stretches(day, made) -> Columns:
    began, ended = np.array(made.pop("from")), np.array(made.pop("to"))
    recorded = np.array(made["coverage_state"]) == "recorded"
    return made | {
        "started_at": instants(day, began),
        "ended_at": instants(day, ended),
        "duration_s": np.round(ended - began, 6),
        "samples": np.where(recorded, (ended - began) / 2, 0).astype(np.int64),
        "recording_ids": [[] for _ in made["camera_id"]],
    }


def uri(camera: str, day: date, second: float) -> str:
    return f"{camera}/{day:%Y/%m/%d}/{camera}_{day:%Y%m%d}_{int(second) // 3600:02d}0000.mp4"


def sha256_at(day: date, second: float) -> str:
    return f"{day:%Y%m%d}{int(second):08d}" * 4


def instants(day: date, seconds: np.ndarray) -> pa.Array:
    midnight = (day - date(1970, 1, 1)).days * 86400 - UTC_OFFSET_S
    micros = np.round(seconds * 1e6).astype(np.int64) + midnight * 1_000_000
    return pa.array(micros).cast(pa.timestamp("us", tz="UTC"))
