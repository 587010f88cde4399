"""What the events of a date were made without, since it never moves."""

from datetime import date

import numpy as np

from pantau.schemas.tables import COVERAGE
from pantau.transforms.tables.partition_files import read_file
from pantau.transforms.tables.visible_files import standing_files


def left_out(warehouse: str, camera_id: str, day: date) -> np.ndarray:
    """(4, n) edges of the figures of a camera, fractions of the frame, by the run that stands.

    Of a draft by the run that it builds upon.
    """
    files = standing_files(warehouse, COVERAGE, service_date=day)
    rows = [row for file in files for row in read_file(file, ["camera_id", "static_figures"]).to_pylist()]
    found = [box for row in rows if row["camera_id"] == camera_id for box in row["static_figures"] or ()]
    return np.array(found, dtype=float).reshape(-1, 4).T
