"""Nights that are kept in a folder, so that a changed program is judged on them without observing them again.

What the detector saw depends on the recordings and the observer, not on how people are followed. So the night by the
command line runs once; from then on its warehouse has the samples, and each later judgement is tracking and events
alone. Refined frames depend on the windows that are asked for. What is seen in a window does not depend on the others:
so a window that nobody has asked for before is decoded and added, and events are found from the windows that are asked
for now. That gives what a whole night would give; `tests/benchmarks/tracking/test_kept_nights.py` compares them.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from pantau.pipelines.command_line import main as pantau
from pantau.schemas.site import Site, load_site
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.transforms.detection.observed_recordings import is_observed, ownership_of, place
from pantau.transforms.detection.observer import Observer, observer_of
from pantau.transforms.detection.refine_recording import RefinementWindows, RefineRecording
from pantau.transforms.hours import camera_hours, day_bounds
from pantau.transforms.intervals import Intervals
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, TimeOwnership
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.tables.partition_files import partitions_of, read_table
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import NEEDED, CameraDay, assemble
from pantau.transforms.tracking.camera_days.load import load_samples


@dataclass(frozen=True)
class KeptNight:
    """A folder with `archive`, `site.yaml` and, once the night has run, `warehouse`."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def site_file(self) -> Path:
        return self.folder / "site.yaml"

    @cached_property
    def site(self) -> Site:
        return load_site(self.site_file)

    @cached_property
    def observer(self) -> Observer:
        return observer_of(self.site, self.folder)

    def recorded(self, record: Callable[[Path], object]) -> None:
        """Has `record` write the site file and the archive into a folder, unless that has been done to its end."""
        if self.folder.exists():
            return
        part = self.folder.with_name(f"{self.folder.name}.part")
        part.mkdir(parents=True, exist_ok=True)
        record(part)
        os.replace(part, self.folder)

    def observed(self) -> None:
        """Runs the night by the command line, unless the present observer has observed all recordings.

        Raises:
            RuntimeError: the night failed.
        """
        if self._is_observed():
            return
        given = {"--site": self.site_file, "--archive": self.archive, "--warehouse": self.warehouse}
        words = [str(word) for pair in given.items() for word in pair]
        if pantau(["nightly", "--no-index", *words]):
            raise RuntimeError(f"{self.folder}: the night did not end well; see what it printed above")

    def _is_observed(self) -> bool:
        days = [CameraDate(self.site.id, camera.id, day) for camera in self.site.cameras for day in self.days]
        ownerships = [one for day in days for one in self._ownerships(day)]
        return bool(ownerships) and all(is_observed(str(self.warehouse), self.observer, one) for one in ownerships)

    @property
    def days(self) -> list[date]:
        """The service dates of which there are recordings; none before the night has run."""
        return sorted({part.values[0] for part in partitions_of(str(self.warehouse), RECORDINGS)})

    def camera_days(self) -> Iterator[tuple[CameraDate, CameraDay]]:
        """Each camera day as a night of the present program would have it, with the refined frames it asks for."""
        for camera in self.site.cameras:
            for day in self.days:
                where = CameraDate(self.site.id, camera.id, day)
                yield where, self._camera_day(where)

    def _camera_day(self, where: CameraDate) -> CameraDay:
        seen = load_samples(str(self.warehouse), self.observer, where.camera_id, where.service_date)
        windows, _ = refinement_windows(self.site, where, seen)
        ownerships = self._ownerships(where)
        self._refine(ownerships, windows)
        recordings = [one.recording for one in ownerships]
        return assemble(
            day_bounds(self.site.zone, where.service_date),
            self.site.observer.cadence_s,
            self.site.thresholds_on(where.service_date),
            recordings,
            {row["recording_id"] for row in recordings},
            *(self._rows(table, recordings) for table in (SAMPLES, OBSERVATIONS)),
            *(self._rows(table, recordings, windows) for table in (CLOSER_SAMPLES, CLOSER_OBSERVATIONS)),
            service_hours=camera_hours(self.site, self.site.camera(where.camera_id), where.service_date),
        )

    def _ownerships(self, where: CameraDate) -> list[TimeOwnership]:
        index = RecordingIndex(str(self.warehouse))
        recordings = recordings_of(index, self.site, where.camera_id, where.service_date)
        owned = ownership_of(index, self.site, recordings)
        return [owned[row["recording_id"]] for row in recordings]

    def _refine(self, ownerships: list[TimeOwnership], windows: Intervals) -> None:
        """Decodes the windows, epoch seconds, that have not been before; those that have been are kept."""
        refine = RefineRecording(self.observer, str(self.archive), str(self.warehouse))
        ready = False
        for ownership in ownerships:
            # Windows outside of the bounds of what is asked for are kept: without bounds, all of them.
            asked = RefinementWindows(ownership, windows, [], 0)
            if refine.cached_outcome(asked) is None:
                if not ready:
                    refine.setup()
                    ready = True
                refine(asked)

    def _rows(self, table: Table, recordings: list[dict], windows: Intervals | None = None) -> pa.Table:
        """The rows of recordings; with windows, of the frames in them, and of the samples at their ends."""
        columns = [name for name in table.columns if name in NEEDED]
        parts = [table.schema.empty_table().select(columns)]
        for recording in recordings:
            rows = read_table(str(self.warehouse), table, columns, **place(recording))
            if windows is not None:
                start = recording["started_at"].timestamp()
                # Rounded as those that are written.
                spans = [(round(a - start, 3), round(b - start, 3)) for a, b in windows]
                rows = rows.filter(pa.array(inside(rows["offset_s"].to_numpy(), spans), pa.bool_()))
            parts.append(rows)
        return pa.concat_tables(parts)


def inside(at_s: np.ndarray, windows: Intervals) -> np.ndarray:
    """(n,) whether times are in one of the windows, which do not overlap, or at its end: the beginning is of none."""
    starts, ends = np.array(sorted(windows)).reshape(-1, 2).T + SAME_TIME_S
    before = np.searchsorted(starts, at_s) - 1
    return (before >= 0) & (at_s <= np.append(ends, 0.0)[before])
