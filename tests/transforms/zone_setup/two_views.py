"""An archive of one camera over several dates, on some of which it looks elsewhere; its site file and warehouse."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import cv2

from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.recordings.camera_assignment import CameraAssigner
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.recordings.recording_rows import inspect
from pantau.transforms.tables.partition_files import Partition, write_partition
from tests.transforms.detection.camera_view.test_view_shift import moved, place
from tests.transforms.evidence.conftest import SITE
from tests.transforms.numbered_clips import encode, regular

FIRST = date(2026, 11, 2)


class SeveralDates(NamedTuple):
    """Where they lie."""

    site: Path
    archive: Path
    warehouse: Path


def several_dates(folder: Path, *shifts: int | None) -> SeveralDates:
    """Two seconds at 08:00 of each date from `FIRST` on, shifted by so many of 640 pixels; `None`: another place."""
    made = SeveralDates(folder / "site.yaml", folder / "archive", folder / "warehouse")
    made.archive.mkdir()
    made.site.write_text(SITE, encoding="utf-8")
    for number, shift in enumerate(shifts):
        luma = place(2) if shift is None else moved(place(), [[1, 0, shift], [0, 1, 0]])
        bgr = cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR)
        name = f"ch01_2026110{FIRST.day + number}080000.mp4"
        size, drawn = luma.shape[::-1], lambda _, bgr=bgr: bgr
        encode(made.archive / name, "libx264", regular(10, 5), fps=5, size=size, draw=drawn, crf="20")
    site = parse_site(SITE)
    for listed in list_archive(made.archive):
        named = CameraAssigner(site).assign(listed)._replace(run_id="run")
        day = named.service_date(site.zone)
        rows = RECORDINGS.arrow([inspect(named, str(made.archive), site)])
        write_partition(made.warehouse, Partition(RECORDINGS, (day, "permits")), rows)
    return made
