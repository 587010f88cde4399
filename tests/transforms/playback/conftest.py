"""Recordings of numbered frames, and what probing said of them; made once for all tests here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from tests.transforms.evidence.conftest import Hall
from tests.transforms.numbered_clips import regular


@dataclass(frozen=True)
class NumberedRecording:
    """The file, and its row of `recordings`."""

    path: Path
    row: Mapping[str, Any]


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, NumberedRecording]:
    """Recordings at 25 frames a second with a key frame every 2 s, by what is special about each."""
    folder = tmp_path_factory.mktemp("numbered")
    (folder / "archive").mkdir()
    hall = Hall(folder / "archive", folder / "warehouse")
    fast = {"preset": "ultrafast"}
    made = {
        "h264": hall.record("ch01_20261102080000.mp4", "libx264", regular(150), **fast),
        "h265": hall.record(
            "ch01_20261102080100.mp4", "libx265", regular(60), **{**fast, "x265-params": "log-level=none"}
        ),
        "mpeg4": hall.record("ch01_20261102080200.avi", "mpeg4", regular(80)),
        "turned": hall.record("ch01_20261102080300.mp4", "libx264", regular(10), rotation=90, **fast),
        "gap": hall.record(
            "ch01_20261102080400.mp4", "libx264", np.concatenate([regular(25), 20 + regular(25)]), **fast
        ),
    }
    hall.take_inventory()
    rows = {row["recording_uri"]: row for row in read_table(hall.warehouse, RECORDINGS).to_pylist()}
    return {name: NumberedRecording(path, rows[path.name]) for name, path in made.items()}
