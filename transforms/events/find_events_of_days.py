"""Finding events as a step: all that is known of each camera day becomes pieces of tables."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import apache_beam as beam

from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost
from pantau.transforms.dead_letters import Try
from pantau.transforms.detection.observer import Observer
from pantau.transforms.events.camera_day_tables import ALLOCATION, FindOnCameraDay, KnownCameraDay, PiecesOfDay
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import RunDate
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.named.name_recordings import RunOfDate
from pantau.transforms.recordings.owned.by_date_shown import ByDateShown
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.writing.pieces import PartitionPiece

FEW = 6
"""Camera days that are found here before processes of their own would have started."""

Planned = tuple[CameraDayKey, tuple[RunDate, bool]]
"""A camera day of a run, and whether all of it is wanted."""


@dataclass
class FindEvents(beam.PTransform):
    """What is known of camera days → `PartitionPiece`s of their coverage and events.

    Of a mapping: `owned`, all recordings; `looked`, those that were observed or refined, after which this begins;
    `rejects`, of the dates and of those before; `runs`, the `RunOfDate` of each; `newest`, the `NewestRecording` of
    cameras; and `RunDate`s: `whole`, of which all
    is wanted, and `covered`, of which coverage alone. Each camera has a camera day on each, with a recording or
    without. `listed`: see `FindOnCameraDay`.
    """

    observer: Observer
    listed: bool
    at_once: int = 1

    def expand(self, known: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """The pieces."""
        find = FindOnCameraDay(self.observer, self.listed)
        apart = Bulkhead(find, _unbounded, allocation=ALLOCATION) if self.at_once > 1 else find
        found = self._known(known) | "Find" >> Try(
            "events", apart, refuse, KnownCameraDay, PiecesOfDay, self.at_once, first=_by_date
        )
        return found.done | "Pieces" >> beam.FlatMap(_pieces).with_input_types(PiecesOfDay).with_output_types(
            PartitionPiece
        )

    def _known(self, known: Mapping[str, beam.PCollection]) -> beam.PCollection:
        shown = ByDateShown(self.observer.site.zone)
        gathered = {
            "whole": known["whole"] | "Whole" >> beam.FlatMap(self._planned, True).with_output_types(Planned),
            "covered": known["covered"] | "Covered" >> beam.FlatMap(self._planned, False).with_output_types(Planned),
            "run": known["runs"] | "Runs" >> beam.FlatMap(self._of_cameras).with_output_types(tuple[CameraDayKey, str]),
            "newest": known["newest"] | "Newest" >> beam.Map(tuple).with_output_types(tuple[CameraDayKey, float]),
            "owned": known["owned"] | "Recordings" >> shown,
            "looked": known["looked"] | "Looked at" >> ByDateShown(self.observer.site.zone, names=True),
            "rejects": known["rejects"] | "Near" >> beam.FlatMap(_near).with_output_types(tuple[CameraDayKey, Reject]),
        }
        return (
            gathered
            | "Gather camera days" >> beam.CoGroupByKey()
            | "All that is known" >> beam.FlatMapTuple(self._gathered).with_output_types(KnownCameraDay)
        )

    def _planned(self, one: RunDate, whole: bool) -> Iterator[Planned]:
        return ((CameraDayKey(camera.id, one.service_date), (one, whole)) for camera in self.observer.site.cameras)

    def _of_cameras(self, run: RunOfDate) -> Iterator[tuple[CameraDayKey, str]]:
        return ((CameraDayKey(camera.id, run.service_date), run.run_id) for camera in self.observer.site.cameras)

    def _gathered(self, key: CameraDayKey, found: Mapping[str, Iterable[Any]]) -> Iterator[KnownCameraDay]:
        planned = [*found["whole"], *found["covered"]]
        if planned:
            run = next(iter(found["run"]), None) or run_id(self.observer.site, key.day, [])
            recordings = sorted(
                found["owned"], key=lambda owned: (owned.recording.started_s, owned.recording.recording_uri)
            )
            rejects = sorted(found["rejects"], key=_place)
            _refuse_lost(key, recordings, set(found["looked"]), {reject.input for reject in rejects})
            whole = any(whole for _, whole in planned)
            newest_s = max(found["newest"], default=float("-inf"))
            yield KnownCameraDay(key, planned[0][0], run, whole, newest_s, tuple(recordings), tuple(rejects))


def found_at_once(at_once: int, days: int, cameras: int) -> int:
    """How many camera days are worth working on at once, of those that a run is about."""
    return 1 if days * cameras <= FEW else at_once


def refuse(known: KnownCameraDay, error: Exception) -> NoReturn:
    """Ends the run: events that are missing would be taken for nothing having happened.

    Raises:
        RuntimeError: always; it names the camera and the date.
    """
    what = f"its process was lost ({error.word}); run it again" if isinstance(error, Lost) else error
    raise RuntimeError(f"events of {known.key.camera_id} on {known.key.service_date}: {what}") from error


def _refuse_lost(key: CameraDayKey, recordings: list[OwnedRecording], looked: set[str], rejected: set[str]) -> None:
    """Who came to be looked at was looked at or rejected; else the engine has lost it, and nobody would know.

    A reject is known on two dates: of a recording that began before, it may not have come.
    """
    for owned in recordings:
        one = owned.recording
        near = key.service_date in _two_dates(CameraDayKey(one.camera_id, one.service_date))
        if owned.run_dates and near and one.recording_id not in looked and one.recording_uri not in rejected:
            raise RuntimeError(
                f"{one.recording_uri}: was neither looked at nor rejected on {key.service_date}; the engine has lost "
                "it, and nothing of this run is shown: run it again"
            )


def _two_dates(key: CameraDayKey) -> tuple[str, str]:
    return key.service_date, (key.day + ONE_DAY).isoformat()


def _near(reject: Reject) -> Iterator[tuple[CameraDayKey, Reject]]:
    """Rejects count on their date and on the one after, into which a recording may have reached."""
    if reject.camera_id and reject.service_date:
        for day in _two_dates(CameraDayKey(reject.camera_id, reject.service_date)):
            yield CameraDayKey(reject.camera_id, day), reject


def _place(reject: Reject) -> tuple[str, str, str, str]:
    return reject.input, reject.step, reject.error, reject.reason


def _by_date(known: KnownCameraDay) -> tuple[str, str]:
    return known.key.service_date, known.key.camera_id


def _pieces(found: PiecesOfDay) -> tuple[PartitionPiece, ...]:
    return found.pieces


def _unbounded(known: KnownCameraDay) -> Bounds:
    """Events are found for as long as it takes: the program is to blame for all that goes wrong."""
    return Bounds(" ".join(known.key), float("inf"), sys.maxsize)
