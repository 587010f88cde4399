"""In which hour most was seen on a camera: what shows best whether its zones are right."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from pantau.schemas.tables import OBSERVATIONS
from pantau.transforms.intervals import Interval
from pantau.transforms.tables.partition_files import read_table

HOUR_S = 3600.0


def busiest_hour(warehouse: str | Path, recordings: Sequence[Mapping[str, Any]]) -> Interval | None:
    """The hour, from a full one of UTC on in epoch seconds, in which most people were found on `recordings`.

    These are rows of that table, of one camera and service date. `None` where nobody was found.
    """
    starts = {row["recording_id"]: row["started_at"].timestamp() for row in recordings}
    keys = {name: recordings[0][name] for name in ("service_date", "agency_id", "camera_id")}
    seen = read_table(warehouse, OBSERVATIONS, ("recording_id", "offset_s", "observation_kind"), **keys)
    seen = seen.filter(pc.equal(seen["observation_kind"], "person"))
    times = [
        starts[name] + offset_s
        for name, offset_s in zip(seen["recording_id"].to_pylist(), seen["offset_s"].to_pylist(), strict=True)
        if name in starts
    ]
    if not times:
        return None
    hours, found = np.unique(np.floor_divide(times, HOUR_S), return_counts=True)
    start = float(hours[found.argmax()] * HOUR_S)
    return start, start + HOUR_S
