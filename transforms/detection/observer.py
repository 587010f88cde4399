"""The observer of a site: which models look, how often, and the version by which what they saw is known."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np

from pantau.schemas.site import Site
from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.camera_view.zone_cells import CellTaker
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec
from pantau.transforms.detection.models.seat_detector import SeatSpec
from pantau.transforms.detection.models.version import fingerprint
from pantau.transforms.provenance import short_hash

REVISION = 13
"""Raised when the code that chooses or decodes frames, or measures them, changes its results."""

SEATS_APART_S = 6.0
"""At least so often each seat is looked at that has changed. Chosen: an absence that counts (10 s, unless the site file
says otherwise) then holds a look, and mostly two. On made-up days staffed shares are wrong by 0.16 points instead of
0.11 with a look each 4 and 6 s in turn."""

SEATS_APART_SHARE = 0.6
"""Where shorter absences count, seats are looked at more often: so many of the seconds from which they do. Chosen: as
`SEATS_APART_S` of the usual 10 s."""

VIEW_S = 30.0
"""So often the points of a camera's view are taken. Chosen: a camera that is moved is then known within that time; of a
core it takes about a second an hour."""

CELLS_APART_S, CELLS_APART_SHARE = 10.0, 0.1
"""So often, or ten times within `object_s` if that is more often, the cells of objects zones are taken. Chosen: as
often as frames of static intervals are looked at; and ten views tell what stands from what passes."""


@dataclass(frozen=True)
class Observer:
    """How the recordings of a site are observed."""

    site: Site
    detector: DetectorSpec
    seats: SeatSpec
    fingerprint: str

    @property
    def cadence_s(self) -> float:
        """Time between the frames observed."""
        return self.site.observer.cadence_s

    @property
    def beat(self) -> int:
        """Every so many grid points one is observed afresh, whatever has changed."""
        return max(1, round(self.site.observer.still_s / self.cadence_s))

    @property
    def rare_beat(self) -> int:
        """Where nobody is and nothing stirs, one of so many grid points is enough; a multiple of `beat`."""
        settings = self.site.observer
        return self.beat * max(1, round(settings.empty_s / settings.still_s)) if settings.still_s else self.beat

    @property
    def view_each(self) -> int:
        """The points of the view are taken each so many grid points."""
        return max(1, round(VIEW_S / self.cadence_s))

    def seats_each(self, day: date) -> int:
        """Seats that have changed are looked at on a beat and each so many grid points after it, on a date."""
        return max(1, int(self._seats_apart_s(day) / self.cadence_s))

    def _seats_apart_s(self, day: date) -> float:
        return min(SEATS_APART_S, SEATS_APART_SHARE * self.site.thresholds_on(day).presence_merge_s)

    def cell_taker(self, camera_id: str, day: date, seats: np.ndarray) -> CellTaker:
        """What takes the cells of a camera's objects zones on a date; `seats`: (k, 4) boxes of those to observe."""
        zones = tuple(self.site.camera(camera_id).view(day).of("objects"))
        return CellTaker(zones, self._cells_each(day), self.detector.confident, seats, self.site.observer.seat_keep)

    def _cells_each(self, day: date) -> int:
        apart_s = min(CELLS_APART_S, CELLS_APART_SHARE * self.site.thresholds_on(day).object_s)
        return max(1, round(apart_s / self.cadence_s))

    @property
    def closer_s(self) -> float:
        """Time between the frames observed where an event begins or ends."""
        return self.site.observer.closer_s

    def closer_version(self, camera_id: str) -> str:
        """What is seen on frames of a camera between the samples depends on this, beside the recording."""
        return short_hash(REVISION, self.fingerprint, self.cadence_s, self.closer_s, *self._shape(camera_id))

    def display_aspect(self, camera_id: str) -> Fraction | None:
        """Width by height of a camera's picture as displayed; None where its recordings say it."""
        return self.site.camera(camera_id).shown_aspect

    def _shape(self, camera_id: str) -> list[str]:
        aspect = self.display_aspect(camera_id)
        return [] if aspect is None else [f"display_aspect {aspect}"]

    def seat_zones(self, camera_id: str, day: date) -> list[Zone]:
        """The seats to observe, in the order of their names."""
        return sorted(self.site.camera(camera_id).view(day).of("seat"), key=lambda zone: zone.id)

    def version(self, camera_id: str, day: date) -> str:
        """What a camera's observations depend on beside the recording: moving a seat changes this camera's alone."""
        seats = [(zone.id, *zone.bounds) for zone in self.seat_zones(camera_id, day)]
        things = [zone.polygon for zone in self.site.camera(camera_id).view(day).of("objects")]
        asked = [("objects", self._cells_each(day), things)] if things else []
        return short_hash(REVISION, self.fingerprint, *self._looks(day), seats, *self._shape(camera_id), *asked)

    def version_anywhere(self, day: date) -> str:
        """The same without what is the camera's own: where it is equal, two offices are observed alike."""
        return short_hash(REVISION, self.fingerprint, *self._looks(day), self.closer_s)

    def _looks(self, day: date) -> tuple[float, ...]:
        settings = self.site.observer
        looks = self.cadence_s, settings.still_s, settings.empty_s, settings.seat_keep
        apart_s = self._seats_apart_s(day)
        return (*looks, apart_s) if apart_s < SEATS_APART_S else looks


def observer_of(site: Site, folder: str | Path) -> Observer:
    """The observer that a site file describes; `folder` is the site file's, from which a model of its own is named.

    Raises:
        FileNotFoundError: there is no such model.
        ValueError: a setting is out of range.
    """
    settings = site.observer.detector
    detector = DetectorSpec(
        model=Path(folder, settings.model).resolve() if settings.model else NANODET,
        kind=settings.kind,
        width=settings.width,
        height=settings.height,
        keep=settings.keep,
        confident=max(settings.keep, DetectorSpec.confident),
        precision=settings.precision,
    )
    seats = SeatSpec(precision=site.observer.seat_precision)
    if not detector.model.is_file():
        raise FileNotFoundError(f"observer.detector.model: {detector.model} does not exist; name an ONNX file")
    return Observer(site, detector, seats, short_hash(fingerprint(detector), fingerprint(seats)))
