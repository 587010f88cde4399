"""Who was where on one camera day."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.transforms.counters.handovers import with_handovers
from pantau.transforms.counters.staffing import StaffingInterval, staffing_of
from pantau.transforms.intervals import subtract
from pantau.transforms.roles.roles import Role, role_of, staff_probabilities
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.duplicate_tracks import join_duplicates
from pantau.transforms.tracking.identity_switches import same_person, split_at_switches
from pantau.transforms.tracking.occlusion import feet_occluded
from pantau.transforms.tracking.tracker import link
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell, Visibility, dwells_in
from pantau.transforms.zones.membership import in_any
from pantau.transforms.zones.unobserved_time import UnobservedTime

ONE_DAY_S = 86400.0
"""More than any `…_merge_s`. Chosen: a day."""


@dataclass(frozen=True)
class TrackedCameraDay:
    """Who was where on one camera day; `staff` (tracks,) is the probability that each is of the staff."""

    day: CameraDay
    view: View
    visibility: Visibility
    tracks: list[Track]
    staff: np.ndarray
    thresholds: Thresholds

    @cached_property
    def unobserved(self) -> UnobservedTime:
        """When nobody observed the camera; of what was before and after the day another one tells."""
        start, end = self.day.bounds
        around = (start - ONE_DAY_S, end + ONE_DAY_S)
        return UnobservedTime(subtract([around], self.day.known), self.day.bounds)

    @cached_property
    def roles(self) -> list[Role]:
        """The role of each track."""
        return [role_of(probability) for probability in self.staff]

    def staffing(self, counter: str) -> list[StaffingInterval]:
        """Whether an officer was at a counter, over the whole day."""
        if counter not in self._staffing:
            self._staffing[counter] = staffing_of(
                counter, self.day, self.view, self.tracks, self.staff, self.thresholds
            )
        return self._staffing[counter]

    @cached_property
    def _staffing(self) -> dict[str, list[StaffingInterval]]:
        return {}

    def same(self, earlier: int, later: int) -> float:
        """Probability that somebody lost from sight is who was found there soon after; 0 if both were seen at once."""
        if self.tracks[later].samples[0] <= self.tracks[earlier].samples[-1]:
            return 0.0
        return same_person(self.day, self.tracks[earlier], self.tracks[later])

    def dwells(self, kinds: tuple[str, ...], role: Role, minimum_s: float, counter: str | None = None) -> list[Dwell]:
        """Dwells of people of a role in the zones of some kinds.

        Whose feet somebody hides came into no staff area for certain: the box ends where the other begins, and only
        seems to reach there. Edges sooner than `service_merge_s` before or after unobserved time are censored.
        """
        merge_s = self.thresholds.service_merge_s
        return [
            replace(dwell, span=self.unobserved.censored(dwell.span, merge_s))
            for dwell in self.dwells_as_seen(kinds, role, minimum_s, counter)
        ]

    def dwells_as_seen(
        self, kinds: tuple[str, ...], role: Role, minimum_s: float, counter: str | None = None
    ) -> list[Dwell]:
        """As `dwells`, each coming and leaving as it was seen, whatever may have been beside it."""
        sure = self.staff if role == "staff" else 1 - self.staff
        found = [
            replace(dwell, role_probability=float(sure[dwell.track]))
            for zone in self.view.of(*kinds, counter=counter)
            for dwell in self._in_zone(zone, minimum_s)
            if self.roles[dwell.track] == role
        ]
        return sorted(found, key=lambda dwell: (dwell.span.interval, dwell.track, dwell.zone))

    def _in_zone(self, zone: Zone, minimum_s: float) -> list[Dwell]:
        if (zone.id, minimum_s) not in self._dwells:
            unsure = self._feet_occluded if zone.kind in ("staff", "restricted") else None
            self._dwells[zone.id, minimum_s] = dwells_in(
                zone, self.tracks, self.visibility, self.thresholds.service_merge_s, minimum_s, unsure
            )
        return self._dwells[zone.id, minimum_s]

    @cached_property
    def _dwells(self) -> dict[tuple[str, float], list[Dwell]]:
        return {}

    def _feet_occluded(self, track: Track) -> np.ndarray:
        return self._hidden[track.detections]

    @cached_property
    def _hidden(self) -> np.ndarray:
        return feet_occluded(self.day)


def track_camera_day(
    day: CameraDay, view: View, thresholds: Thresholds, nobody: np.ndarray | None = None
) -> TrackedCameraDay:
    """The people of a camera day, linked over time, with their roles in the zones of a view.

    `nobody`: flags (p,) of the day's people that are none, see `of_figures`.
    """
    usable = ~in_any(view.of("ignore"), day.person_box)
    if nobody is not None:
        usable &= ~nobody
    tracks = split_at_switches(day, join_duplicates(day, link(day, thresholds, usable)))
    tracks = with_handovers(day, view, tracks)
    staff = staff_probabilities(day, view, tracks, thresholds)
    return TrackedCameraDay(day, view, Visibility(day), tracks, staff, thresholds)
