"""A camera day whose detections are made up from a script, as the observer would have written it, frames and all.

Everything is made on the grid of the refined frames; on its samples alone, or with the frames of the windows that the
refinement asks for, it becomes rows of the warehouse's own tables and from these a camera day by the product's code.
Light, covered lenses and wrong clocks are other exams: here each frame is sharp, and the recorder's clock right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zlib import crc32

import numpy as np
import pyarrow as pa

from benchmarks.material.camera_days import SCENE, filled, lists_of
from benchmarks.tracking.made.made_detector import NoisyDetections, made_detections
from benchmarks.tracking.made.made_looks import looks_of, looks_of_views, similarity
from benchmarks.tracking.made.made_seats import SeatDetections, made_seats
from benchmarks.tracking.made.scripted_views import ScriptedViews, scripted_views
from pantau.schemas.site import Site, parse_site
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.simulation.day_script import ScriptedCameraDay, ScriptedDay, write_script
from pantau.simulation.recorded_files import segments
from pantau.simulation.scenario import Scenario, load_scenario
from pantau.simulation.site import site_file
from pantau.transforms.detection.appearance_memory import MEMORY_S, REACH_HEIGHTS
from pantau.transforms.detection.refined_frames import LEAD_CADENCES
from pantau.transforms.detection.sampling.sampled_frames import DETECTIONS_A_MILLISECOND
from pantau.transforms.hours import camera_hours, day_bounds
from pantau.transforms.intervals import Intervals
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay, assemble
from pantau.transforms.tracking.camera_days.index_ranges import ranges

ROUNDING = 1e-6
"""Seconds by which two reckonings of one moment may differ."""


@dataclass(frozen=True)
class MadeDay:
    """One camera of a scenario: its script, what could be seen, what was detected and how that looks."""

    script: ScriptedDay
    site: Site
    camera: ScriptedCameraDay
    views: ScriptedViews
    people: NoisyDetections
    looks: np.ndarray
    seats: SeatDetections

    @property
    def scenario(self) -> Scenario:
        return self.script.scenario

    @property
    def name(self) -> str:
        """Scenario, seed and camera."""
        return f"{self.scenario.name}-{self.script.seed}/{self.camera.scene.id}"

    @property
    def place(self) -> CameraDate:
        return CameraDate(self.site.id, self.camera.scene.id, self.scenario.day)

    @property
    def step_s(self) -> float:
        """Seconds from tick to tick: the cadence of refined frames."""
        return self.site.observer.closer_s

    @property
    def each(self) -> int:
        """Ticks from sample to sample."""
        return round(self.site.observer.cadence_s / self.step_s)

    @property
    def first_s(self) -> float:
        """The first tick, epoch seconds."""
        return self.scenario.started_at.timestamp()

    @property
    def ticks(self) -> int:
        return round(self.scenario.seconds / self.step_s)

    @cached_property
    def _begins(self) -> np.ndarray:
        """(ticks + 1,) where in the detections those of each tick begin."""
        return np.searchsorted(self.people.tick, np.arange(self.ticks + 1))

    def ticks_of(self, times: np.ndarray) -> np.ndarray:
        """(n,) the ticks at some times, epoch seconds."""
        return np.round((times - self.first_s) / self.step_s).astype(int)

    def detections_of(self, seen: CameraDay) -> np.ndarray:
        """(p,) which of the detections made up each person of a camera day is: all of a tick are there, in order."""
        first = np.searchsorted(seen.person_sample, seen.person_sample)
        tick = self.ticks_of(seen.times[seen.person_sample])
        return self._begins[tick] + np.arange(len(tick)) - first

    def camera_day(self, windows: Intervals | None = None) -> CameraDay:
        """What the product makes of the samples, and of the refined frames in the windows, epoch seconds."""
        samples, observations = self._sampled
        closer = (None, None) if windows is None else self._refined(windows)
        camera = self.site.camera(self.camera.scene.id)
        return assemble(
            day_bounds(self.site.zone, self.scenario.day),
            self.site.observer.cadence_s,
            self.site.thresholds_on(self.scenario.day),
            self._recordings,
            {row["recording_id"] for row in self._recordings},
            samples,
            observations,
            *closer,
            service_hours=camera_hours(self.site, camera, self.scenario.day),
        )

    @cached_property
    def _recordings(self) -> list[dict]:
        mine = [one for one in segments(self.scenario) if one.camera == self.camera.scene.id]
        video, scenario = self.scenario.video, self.scenario
        nothing = dict.fromkeys(RECORDINGS.columns)
        rows = []
        for number, one in enumerate(mine):
            begun = scenario.started_at + timedelta(seconds=one.start)
            ended = begun + timedelta(seconds=one.seconds)
            rows.append(
                {
                    **nothing,
                    "recording_id": f"{self.camera.scene.id}-{number:04}",
                    "site_id": self.site.id,
                    "agency_id": scenario.agency.id,
                    "camera_id": self.camera.scene.id,
                    "service_date": scenario.day,
                    "recording_uri": one.path,
                    "recording_sha256": "0" * 64,
                    "recorder_started_at": begun,
                    "clock_offset_s": 0.0,
                    "clock_uncertainty_s": 0.0,
                    "started_at": begun,
                    "ended_at": ended,
                    "duration_s": one.seconds,
                    "width": video.width,
                    "height": video.height,
                    "inner_gaps_s": [],
                    "defects": [],
                }
            )
        return rows

    @cached_property
    def _sampled(self) -> tuple[pa.Table, pa.Table]:
        """Rows of samples and observations: every tick that is a sample, of each recording that shows it."""
        grid = np.arange(0, self.ticks, self.each)
        people = np.flatnonzero(self.people.tick % self.each == 0)
        compared = self._compared(people, people, self.first_tick_compared(self.people.tick[people], MEMORY_S))
        seated = np.flatnonzero(self.seats.tick % self.each == 0)
        samples, observations = [], []
        for row in self._recordings:
            shows = self._shows(row)
            samples.append(self._frames(row, grid[shows(grid)], seats_looked=True))
            observations.append(self._people(row, people, compared, shows(self.people.tick[people])))
            observations.append(self._seated(row, seated[shows(self.seats.tick[seated])]))
        return _together(SAMPLES, samples), _together(OBSERVATIONS, observations)

    def _refined(self, windows: Intervals) -> tuple[pa.Table, pa.Table]:
        """Rows of closer_samples and closer_observations, as the refinement pass writes them: what is seen in a window
        is compared with the samples before it, and the sample at its end with what is seen in it."""
        samples, observations = [], []
        lead = round(LEAD_CADENCES * self.each)
        for start, end in windows:
            first, last = self.ticks_of(np.array([start, end])).tolist()
            inside = np.arange(first + 1, last)
            chosen = np.arange(self._begins[max(first - lead, 0)], self._begins[min(last + 1, self.ticks)])
            tick = self.people.tick[chosen]
            among = chosen[(tick > first) | (tick % self.each == 0)]
            told = among[self.people.tick[among] > first]
            compared = self._compared(told, among, np.full(len(told), -self.ticks))
            for row in self._recordings:
                shows = self._shows(row)
                if shows(np.array([first, last])).any():
                    samples.append(self._frames(row, inside[shows(inside)], seats_looked=False))
                    observations.append(self._people(row, told, compared, shows(self.people.tick[told])))
        return _together(CLOSER_SAMPLES, samples), _together(CLOSER_OBSERVATIONS, observations)

    def first_tick_compared(self, tick: np.ndarray, seconds: float) -> np.ndarray:
        """(n,) the earliest ticks that are no more than so many seconds before."""
        return tick - int(seconds / self.step_s + ROUNDING)

    def _compared(
        self, told: np.ndarray, among: np.ndarray, oldest: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What each detection of `told` is compared with of those `among`, both ascending: `first` (told + 1,) into the
        others and the similarities; with ticks before its own, from `oldest` (told,) on, and not too far away."""
        tick, box = self.people.tick, self.people.box
        begin = np.searchsorted(tick[among], oldest)
        counts = np.searchsorted(tick[among], tick[told]) - begin
        later, earlier = np.repeat(np.arange(len(told)), counts), among[ranges(begin, counts)]
        one = told[later]
        height = box[:, 3] - box[:, 1]
        across = (box[:, 0] + box[:, 2]) / 2 * self._aspect
        apart = np.hypot(across[one] - across[earlier], box[one, 1] - box[earlier, 1])
        near = apart <= REACH_HEIGHTS * np.maximum(height[one], height[earlier])
        later, earlier = later[near], earlier[near]
        first = np.append(0, np.cumsum(np.bincount(later, minlength=len(told))))
        return first, earlier, similarity(self.looks[told[later]], self.looks[earlier])

    @property
    def _aspect(self) -> float:
        return self.scenario.video.width / self.scenario.video.height

    def _shows(self, row: dict):
        """Which of some ticks (n,) a recording shows."""
        start, end = (row[edge].timestamp() - self.first_s for edge in ("started_at", "ended_at"))
        return lambda tick: (tick * self.step_s >= start - ROUNDING) & (tick * self.step_s < end - ROUNDING)

    def _offsets(self, row: dict, tick: np.ndarray) -> np.ndarray:
        return np.round(tick * self.step_s - (row["started_at"].timestamp() - self.first_s), 6)

    def _numbers(self, detections: np.ndarray) -> np.ndarray:
        """(n,) the numbers of detections, in the observer's way: by time, and best first on a frame."""
        tick = self.people.tick[detections]
        milliseconds = np.round((self.first_s + tick * self.step_s) * 1000).astype(np.int64)
        return milliseconds * DETECTIONS_A_MILLISECOND + detections - self._begins[tick]

    def _shared(self, row: dict) -> dict:
        named = ("site_id", "agency_id", "camera_id", "service_date", "recording_id")
        return {**{name: row[name] for name in named}, "model_hash": "made up"}

    def _frames(self, row: dict, tick: np.ndarray, seats_looked: bool) -> pa.Table:
        people = self._begins[tick + 1] - self._begins[tick]
        return filled(
            SAMPLES,
            len(tick),
            **self._shared(row),
            offset_s=self._offsets(row, tick),
            basis="looked",
            key_frame=True,
            width=row["width"],
            height=row["height"],
            brightness=120.0,
            sharpness=300.0,
            scene=SCENE,
            change=1.0,
            change_median=1.0,
            change_height=0.2,
            change_people=1.0,
            people=people,
            seats_looked=seats_looked,
        )

    def _people(
        self, row: dict, told: np.ndarray, compared: tuple[np.ndarray, np.ndarray, np.ndarray], shown: np.ndarray
    ) -> pa.Table:
        first, earlier, value = compared
        mine = np.flatnonzero(shown)
        counts = np.diff(first)[mine]
        pairs, own = ranges(first[mine], counts), told[mine]
        lists = np.append(0, np.cumsum(counts))
        box = self.people.box[own]
        return filled(
            OBSERVATIONS,
            len(mine),
            **self._shared(row),
            offset_s=self._offsets(row, self.people.tick[own]),
            detection=self._numbers(own),
            observation_kind="person",
            **dict(zip(("x1", "y1", "x2", "y2"), box.T, strict=True)),
            score=self.people.score[own],
            carried_forward=False,
            compared_to=lists_of(lists, self._numbers(earlier[pairs])),
            appearance_similarity=lists_of(lists, value[pairs]),
        )

    def _seated(self, row: dict, rows: np.ndarray) -> pa.Table:
        seats, seen = seats_of(self.site, self.camera.scene.id, self.scenario), self.seats
        tick = seen.tick[rows]
        bounds = np.array([seat.bounds for seat in seats]).reshape(-1, 4)[seen.seat[rows]]
        milliseconds = np.round((self.first_s + tick * self.step_s) * 1000).astype(np.int64)
        numbers = milliseconds * DETECTIONS_A_MILLISECOND + DETECTIONS_A_MILLISECOND - 1 - seen.seat[rows]
        none = np.zeros(len(rows) + 1, int)
        return filled(
            OBSERVATIONS,
            len(rows),
            **self._shared(row),
            offset_s=self._offsets(row, tick),
            detection=numbers,
            observation_kind="seat",
            zone_id=np.array([seat.id for seat in seats], dtype=object)[seen.seat[rows]],
            **dict(zip(("x1", "y1", "x2", "y2"), bounds.T, strict=True)),
            head_x=seen.head[rows, 0],
            head_y=seen.head[rows, 1],
            score=seen.score[rows],
            carried_forward=False,
            compared_to=lists_of(none, np.zeros(0, np.int64)),
            appearance_similarity=lists_of(none, np.zeros(0)),
        )


def _together(table: Table, parts: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(parts).cast(table.schema) if parts else table.schema.empty_table()


def seats_of(site: Site, camera: str, scenario: Scenario) -> list:
    """The seats of a camera of a scenario's site."""
    return site.camera(camera).view(scenario.day).of("seat")


def made_days(scenario: str, seed: int, minutes: float | None = None) -> Iterator[MadeDay]:
    """The camera days of a shipped scenario, by its name; the same for the same seed."""
    return days_of(load_scenario(scenario, minutes), seed)


def days_of(scenario: Scenario, seed: int) -> Iterator[MadeDay]:
    """The camera days of a scenario; the same for the same seed."""
    script = write_script(scenario, seed)
    written = script.scenario
    site = parse_site(site_file(written), scenario.name)
    for camera in script.cameras:
        rng = np.random.default_rng([seed, crc32(scenario.name.encode()), crc32(camera.scene.id.encode())])
        step_s = site.observer.closer_s
        views = scripted_views(camera, written.seconds, step_s)
        ticks = round(written.seconds / step_s)
        aspect = written.video.width / written.video.height
        people = made_detections(views, ticks, step_s, aspect, rng)
        looks = looks_of(people, views, looks_of_views(views, camera.people, step_s, rng), rng)
        seats = made_seats(views, seats_of(site, camera.scene.id, written), ticks, step_s, rng)
        yield MadeDay(script, site, camera, views, people, looks, seats)
