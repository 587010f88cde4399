"""Scenarios: small YAML files that say what an office day looks like."""

from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from pantau.schemas.site.base import Identifier, Seconds, Share, Strict
from pantau.schemas.site.counters import Agency
from pantau.schemas.site.recorders import check_zone
from pantau.simulation.habits import Habits
from pantau.simulation.recorders import SimulatedRecorder, Video
from pantau.simulation.surroundings import Decor, Light, Mount
from pantau.simulation.varied.variation import Variation
from pantau.simulation.varied.wardrobes import Wardrobe

People = Literal["rendered", "cutouts"]
PEOPLE: tuple[People, ...] = get_args(People)

SCENARIOS = Path(__file__).parent / "scenarios"


class ScenarioError(ValueError):
    """The scenario cannot be used; the message has a line for each problem."""


class ScenarioLimits(Strict):
    """Thresholds of the site file, short enough for a short day."""

    unattended_waiting_s: Seconds = 60.0
    out_of_hours_margin_s: Seconds = 60.0
    out_of_hours_min_s: Seconds = 10.0
    staff_area_s: Seconds = 10.0
    footage_missing_s: Seconds = 30.0
    service_min_s: Seconds = 5.0
    service_merge_s: Seconds = 10.0
    queue_min_s: Seconds = 4.0
    presence_merge_s: Seconds = 10.0
    reneged_after_s: Seconds = 30.0


class CounterScene(Strict):
    """A counter and those who come to it."""

    id: Identifier
    name: str = Field(min_length=1)
    x: float = Field(ge=-3, le=3, description="metres from the middle of the hall")
    officer: Literal["seated", "standing"] = "seated"
    seats: Literal[1, 2] = Field(1, description="officers' places; the second one is taken by happenings")
    served_by: Identifier | None = Field(
        None, description="neighbouring counter whose officer serves here too, in turn"
    )
    stool: bool = Field(False, description="applicants sit down")
    arrivals_per_hour: float = Field(25.0, ge=0)


class Happening(Strict):
    """Something that must happen. A negative time counts from the end of the footage."""

    kind: Literal[
        "officer_away",
        "second_officer",
        "colleague_visits",
        "long_wait",
        "visitor_in_staff_area",
        "out_of_hours",
        "approaches",
    ]
    at_s: float
    seconds: float = Field(
        gt=0, description="without the way there and back, which an officer_away by the door includes"
    )
    counter: Identifier | None = None
    times: int = Field(3, ge=1, description="comings of `approaches`, each for `seconds`")
    by: Literal["door", "hall", "queue"] = Field("door", description="where an officer_away goes; see `desk.Errand`")

    def moment(self, footage_s: float) -> float:
        """Seconds from the start of footage of a length."""
        return self.at_s if self.at_s >= 0 else footage_s + self.at_s


def _alone(counters: tuple[CounterScene, ...]) -> list[str]:
    """Counters with an officer of their own."""
    return [counter.id for counter in counters if counter.served_by is None]


class CameraScene(SimulatedRecorder):
    """One camera and its recorder, and the part of the hall that it sees."""

    id: Identifier
    mount: Mount = Mount()
    bench: Identifier | None = Field(None, description="counter whose applicants wait on the bench")
    desk_height: float = Field(0.76, ge=0.65, le=1.15, description="metres")
    light: Light = Light()
    decor: Decor = Decor()
    light_swing: Share = Field(0.1, description="how far the light changes over the day")
    infrared: bool = Field(False, description="dark, lit by the camera's own infrared lamp: grey and dim")
    counters: Annotated[tuple[CounterScene, ...], Field(min_length=1, max_length=3)]
    happenings: tuple[Happening, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> "CameraScene":
        names = [counter.id for counter in self.counters]
        for happening in self.happenings:
            self._check(happening)
        for counter in self.counters:
            if counter.served_by and counter.served_by not in _alone(self.counters):
                raise ValueError(
                    f"{counter.id} is served by {counter.served_by!r}; name a counter of this camera with an officer"
                )
        if self.bench and self.bench not in names:
            raise ValueError(f"bench belongs to {self.bench!r}, which is not one of {', '.join(names)}")
        places = sorted(counter.x for counter in self.counters)
        if any(b - a < 2.0 for a, b in pairwise(places)):
            raise ValueError(f"counters at x = {places} are closer than 2.0 m; move them apart")
        return self

    def _check(self, happening: Happening) -> None:
        """Raises ValueError if a happening cannot take place at its counter."""
        at_counter = ("officer_away", "second_officer", "colleague_visits", "long_wait")
        if happening.kind not in at_counter:
            return
        shared = {counter.served_by for counter in self.counters} | {c.id for c in self.counters if c.served_by}
        possible = {
            "officer_away": [counter.id for counter in self.counters if counter.id not in shared],
            "second_officer": [counter.id for counter in self.counters if counter.seats == 2],
            "colleague_visits": [counter.id for counter in self.counters],
            "long_wait": [self.bench] if self.bench and self.bench not in shared else [],
        }[happening.kind]
        if happening.counter not in possible:
            raise ValueError(
                f"{happening.kind} at {happening.at_s} s needs 'counter', "
                + (f"one of {', '.join(possible)}" if possible else "and no counter of this camera can have it")
            )


class Scenario(Strict):
    """An office day."""

    name: Identifier
    site: Identifier
    title: str
    agency: Agency
    timezone: str = "Asia/Jakarta"
    day: date = Field(alias="date")
    starts: time = Field(description="local time at which the footage starts")
    minutes: float = Field(gt=0)
    opens_after_min: int = Field(ge=0, description="minutes of footage before the office opens")
    closes_before_min: int = Field(ge=0, description="minutes of footage after the office closes")
    video: Video = Video()
    limits: ScenarioLimits = ScenarioLimits()
    habits: Habits = Habits()
    people: People = Field("rendered", description="figures that are drawn, or cut-outs of real people")
    wardrobe: Wardrobe | None = Field(None, description="what people wear; without it that of the older scenarios")
    varies: Variation | None = Field(None, description="what is drawn anew for each seed; see `varied.drawn`")
    cameras: Annotated[tuple[CameraScene, ...], Field(min_length=1)]

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return check_zone(value)

    @model_validator(mode="after")
    def _whole(self) -> "Scenario":
        if self.starts.second or self.starts.microsecond:
            raise ValueError(f"starts {self.starts} is not a whole minute")
        counters = [counter.id for camera in self.cameras for counter in camera.counters]
        cameras = [camera.id for camera in self.cameras]
        for group, names in (("counters", counters), ("cameras", cameras)):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{group} {', '.join(twice)} are named twice; give each a name of its own")
        if self.minutes - self.opens_after_min - self.closes_before_min < 1:
            raise ValueError(
                f"{self.minutes:g} minutes leave no minute of service hours between {self.opens_after_min} min before "
                f"opening and {self.closes_before_min} min after closing; ask for more minutes"
            )
        for camera in self.cameras:
            unknown = max(abs(camera.clock_at(t) - camera.clock_offset_s) for t in (0.0, self.seconds))
            if unknown > camera.clock_uncertainty_s and not camera.clock_jumps:
                raise ValueError(
                    f"the clock of {camera.id} is up to {unknown:g} s from clock_offset_s, more than the "
                    f"clock_uncertainty_s of {camera.clock_uncertainty_s:g} that the site file will state; raise it"
                )
        return self

    @property
    def started_at(self) -> datetime:
        """The first moment of the footage, aware, in the site's time zone."""
        return datetime.combine(self.day, self.starts, ZoneInfo(self.timezone))

    @property
    def seconds(self) -> float:
        """Length of the footage."""
        return self.minutes * 60

    @property
    def hours(self) -> tuple[float, float]:
        """Opening and closing, seconds from the start of the footage, on whole minutes."""
        return self.opens_after_min * 60.0, (int(self.minutes) - self.closes_before_min) * 60.0


def scenario_names() -> list[str]:
    """The names of the shipped scenarios."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def load_scenario(name: str, minutes: float | None = None) -> Scenario:
    """A shipped scenario by name, or one read from the YAML file at a path; `minutes` replaces its length.

    Raises:
        ScenarioError: there is none of that name, or the file says something that cannot be.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else SCENARIOS / f"{name}.yaml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError(
            f"scenario {name!r} cannot be read ({error.strerror}); "
            f"name one of {', '.join(scenario_names())}, or a YAML file"
        ) from error
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path}: is not valid YAML: {' '.join(str(error).split())}") from error
    if minutes is not None and isinstance(content, dict):
        content["minutes"] = minutes
    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        lines = [
            f"{path}: {'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg'].removeprefix('Value error, ')}"
            + (f" (found {e['input']!r})" if isinstance(e["input"], str | int | float) else "")
            for e in error.errors()
        ]
        raise ScenarioError("\n".join(lines)) from error
