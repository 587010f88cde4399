"""Nights through the command line, and what they left in a warehouse."""

import pickle
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import EVENT_TABLES, TABLES
from pantau.transforms import bulkhead
from pantau.transforms.tables.partition_files import read_file
from pantau.transforms.tables.visible_files import visible_files
from tests.known_frames import KnownFrames
from tests.transforms.numbered_clips import draw_number, encode, marked, regular
from tests.warm_processes import warm_processes

CAMERA = """\
  - id: {id}
    agency: permits
    recorder: nvr
    channel: {channel}
    purpose: security
    notice_date: 2018-12-06
    zone_type: service
    retention_days: 30
"""

SITE = """\
id: hall
name: Hall
agencies: [{{id: permits, name: Permits}}]
recorders:
  - {{id: nvr, folder: nvr, clocks: [{{offset_s: {clock_s}, uncertainty_s: 2, source: seen}}]}}
cameras:
{cameras}
calendar: {{periods: [{{hours: {{mon: 08:00-09:00, tue: 08:00-09:00}}, source: decree}}]}}
"""


class Here:
    """What stands behind a bulkhead, in this process: it is called, and what goes in and out is pickled, all the same.

    To start a process and build its models takes longer than a short recording. Nothing here can be lost.
    """

    def __init__(self, function: Callable[[Any], Any], allocation: Mapping[str, str]) -> None:
        self.calls = 0
        self._function = _pickled(function)
        if hasattr(self._function, "setup"):
            self._function.setup()

    def call(self, element: Any, bounds: bulkhead.Bounds) -> Any:
        self.calls += 1
        try:
            return _pickled(self._function(_pickled(element)))
        except Exception as error:
            raise _pickled(error) from None

    def kill(self) -> int:
        return 0


def _pickled(given: Any) -> Any:
    return pickle.loads(pickle.dumps(given))


def run_batch(
    site: Path,
    archive: Path,
    warehouse: Path,
    *more: str,
    command: str = "nightly",
    whole: bool = False,
    indexed: bool = False,
) -> int:
    """Does a batch run, or a stage, in one thread, and gives its exit status.

    It is `whole`, with processes of its own and an index, or saves the time that most tests have no use for: decoding
    is done in this process, frames that another test had looked at are not looked at again, and the index of the
    questions is left as it is unless the run is `indexed`.
    """
    given = ["--site", str(site), "--archive", str(archive), "--warehouse", str(warehouse)]
    if not whole and not indexed and command in ("nightly", "events", "watch"):
        given.append("--no-index")
    with pytest.MonkeyPatch.context() as here:
        if whole:
            warm_processes(here)
        else:
            here.setattr(bulkhead, "_Process", Here)
            KnownFrames.shared().used_in(here)
        return main([command, *given, *more, "--runner=FnApiRunner"])


def tables(warehouse: Path, *but: str) -> dict[str, bytes]:
    """Folder and bytes of every visible file of a warehouse, without the tables named."""
    return {folder: path.read_bytes() for folder, path in _visible(warehouse, set(TABLES) - set(but)).items()}


IDS = ("event_id", "service_event_id", "related_event_ids")


def tables_but_ids(warehouse: Path, *but: str) -> dict[str, bytes | pa.Table]:
    """As `tables`; event tables as rows without their ids, which depend on the runs before, and nothing else does."""
    found = dict(tables(warehouse, *but))
    for table in EVENT_TABLES:
        for file in visible_files(warehouse, table):
            rows = read_file(file)
            found[f"{table.name}/{file.partition.folder}"] = rows.drop_columns(
                [name for name in IDS if name in rows.column_names]
            )
    return found


def touched(warehouse: Path, *names: str) -> dict[str, int]:
    """Folder and time of the last change, in ns, of the visible files of some tables."""
    return {folder: path.stat().st_mtime_ns for folder, path in _visible(warehouse, set(names)).items()}


def _visible(warehouse: Path, names: set[str]) -> dict[str, Path]:
    return {
        f"{name}/{file.partition.folder}": file.path
        for name in sorted(names)
        for file in visible_files(warehouse, TABLES[name])
    }


def write_site(folder: Path, channels: int = 1, clock_s: float = 0.0, more: str = "") -> Path:
    """The site file of a hall without counters, with cameras cam-1 to cam-`channels`."""
    cameras = "".join(CAMERA.format(id=f"cam-{channel}", channel=channel) for channel in range(1, channels + 1))
    path = folder / "site.yaml"
    path.write_text(SITE.format(cameras=cameras.rstrip("\n"), clock_s=clock_s) + more, encoding="utf-8")
    return path


def record(archive: Path, local: str, seconds: float, channel: int = 1, first: int = 0) -> Path:
    """A recording that begins at a local time of the recorder, ISO 8601: frames numbered from `first`, five a second.

    Its bytes are its own, as a recorder's are: the name is in them as well.
    """
    path = archive / "nvr" / f"ch{channel:02}_{datetime.fromisoformat(local):%Y%m%d%H%M%S}.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = partial(_numbered, first)
    encode(path, "libx264", regular(round(seconds * 5), 5), gop=10, fps=5, draw=draw, preset="ultrafast")
    return marked(path, path.name)


def _numbered(first: int, number: int) -> np.ndarray:
    return draw_number(first + number)
