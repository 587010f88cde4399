"""From what is known of a camera day to pieces of event tables: work that a process of its own can do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pantau.schemas.tables import COVERAGE, EVENT_TABLES, TABLES
from pantau.transforms.baselines.standing_baselines import baselines_on
from pantau.transforms.detection.camera_view.view_reference import view_reference
from pantau.transforms.detection.observer import Observer
from pantau.transforms.elements import flows
from pantau.transforms.events.continued_events import FormerRows, continued, on_clock_of
from pantau.transforms.events.coverage_rows import coverage_rows, lost_spans
from pantau.transforms.events.event_rows import Provenance, Row
from pantau.transforms.events.find_events import find_events
from pantau.transforms.events.former_events import former_events, listed_until
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import RunDate
from pantau.transforms.provenance import code_hash, config_hash
from pantau.transforms.recordings.coverage import arrived_until
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, time_ownership
from pantau.transforms.rejects import Reject, reject_row
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.writing.pieces import PartitionPiece, write_pieces
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.load import ONLY_SAMPLES, REFINED, camera_day_of
from pantau.transforms.tracking.static_figures.earlier_dates import EarlierDates
from pantau.transforms.tracking.static_figures.left_out import left_out

FOUND = (COVERAGE, *EVENT_TABLES)
"""The tables that are made of a camera day."""


ALLOCATION = {
    "MALLOC_MMAP_THRESHOLD_": "32000000",
    "MALLOC_TRIM_THRESHOLD_": "64000000",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""glibc's, in bytes, and Arrow's: the arrays of a camera day, with millions of pairs, take the memory of those of the
day before, instead of getting it from the system and giving it back each time."""


class KnownCameraDay(NamedTuple):
    """All that is known of a camera day before its events are.

    run_date: its date, and the draft of the run. run_id: the run of its date. whole: whether its events are wanted, or
    its coverage alone. newest_s: when the newest recording of the camera begins, of any date, epoch seconds.
    recordings: those that show a part of it. rejects: those of the camera, of the date and of the
    one before.
    """

    key: CameraDayKey
    run_date: RunDate
    run_id: str
    whole: bool
    newest_s: float
    recordings: tuple[OwnedRecording, ...]
    rejects: tuple[Reject, ...]


class PiecesOfDay(NamedTuple):
    """What was found of a camera day."""

    pieces: tuple[PartitionPiece, ...]


flows(KnownCameraDay, PiecesOfDay)


@dataclass(frozen=True)
class FindOnCameraDay:
    """`KnownCameraDay` → pieces of the tables of `FOUND`, or of coverage alone, in the draft of its run.

    What would be recorded after the run is yet to come; where the archive was not `listed` by this run, what was yet to
    come still is.
    """

    observer: Observer
    listed: bool

    def __call__(self, known: KnownCameraDay) -> PiecesOfDay:
        found = self.rows(known)
        parts = (
            (Partition(TABLES[name], values), TABLES[name].arrow(rows))
            for name, all_rows in found.items()
            for values, rows in _by_partition(TABLES[name].partition, all_rows)
        )
        name = f"{known.key.service_date}-{known.key.camera_id}.arrows"
        return PiecesOfDay(tuple(write_pieces(known.run_date.draft, name, parts)))

    def rows(self, known: KnownCameraDay) -> Mapping[str, list[Row]]:
        """By the name of each table, its rows."""
        site, camera_id, day = self.observer.site, known.key.camera_id, known.key.day
        place = CameraDate(site.id, camera_id, day)
        ownerships = [time_ownership(owned) for owned in known.recordings]
        tables = REFINED if known.whole else ONLY_SAMPLES
        asked = known.run_date.draft, self.observer, camera_id, day
        reference = view_reference(*asked)
        seen = camera_day_of(*asked, ownerships, tables, reference)
        rejects = [reject_row(reject) for reject in known.rejects]
        arrived_s = self._arrived(known, place, seen, rejects)
        found = {}
        # Of whom nobody is tracked again the run before tells what never moves.
        figures = None if known.whole else list(left_out(known.run_date.draft, camera_id, day).T) or None
        if known.whole:
            provenance = Provenance(known.run_id, code_hash(), config_hash(site), self.observer.version(camera_id, day))
            usual = baselines_on(known.run_date.draft, site.id, day)
            # Who was before a camera that had moved was there all the same, in whatever zone.
            anywhere = camera_day_of(*asked, ownerships, tables, reference, zones_void=False) if seen.moved else seen
            stood_before = EarlierDates(*asked, seen.aspect, site.thresholds_on(day).motionless_s)
            events = find_events(site, place, provenance, seen, arrived_s, usual, anywhere, stood_before)
            kept = continued(events, _former(known.run_date.draft, place, seen))
            found, figures = {table.name: getattr(kept, table.name) for table in EVENT_TABLES}, kept.figures
        return found | {COVERAGE.name: coverage_rows(site, place, known.run_id, seen, rejects, arrived_s, figures)}

    def _arrived(self, known: KnownCameraDay, place: CameraDate, seen: CameraDay, rejects: list[Row]) -> float:
        run = known.run_date
        if not self.listed:
            return listed_until(run.draft, place.camera_id, place.service_date)
        recorded = [(row["started_at"].timestamp(), row["ended_at"].timestamp()) for row in seen.recordings]
        shown = [*recorded, *lost_spans(rejects, seen.recordings)]
        return arrived_until(run.now_s, shown, run.lateness_s, known.newest_s)


def _former(draft: str, place: CameraDate, seen: CameraDay) -> FormerRows:
    """The rows of the run before, on the clocks that hold now."""
    return on_clock_of(former_events(draft, place.camera_id, place.service_date), seen.recordings)


def _by_partition(columns: tuple[str, ...], rows: list[Row]) -> Iterator[tuple[tuple, list[Row]]]:
    parts: dict[tuple, list[Row]] = {}
    for row in rows:
        parts.setdefault(tuple(row[name] for name in columns), []).append(row)
    yield from parts.items()
