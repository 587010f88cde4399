"""Footage for measuring: stretches of a rendered counter hall, busy, normal, quiet and at night, as recorders store it.

A stretch is drawn once, stored in each form, and kept in a folder outside of the project, by what it depends on. People
who are there when a stretch begins or ends would come and go in mid-frame: visitors whose party is not wholly inside
are left out, officers are there all along. Rendered people are easier to see than real ones, and their walls have less
life than real rooms; see `packet_sizes` for how the files compare with real clips.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

import av
import cv2

from pantau.simulation.behaviour.motion import Knot, ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay, write_script
from pantau.simulation.recorders import Video
from pantau.simulation.rendering.render import add_stream, draw, frame_of
from pantau.simulation.scenario import Scenario, load_scenario
from pantau.transforms.provenance import short_hash

FPS = 25
SCRIPTS = 20
MARGIN_MIN = 4
"""Minutes of script after a stretch, so that its officers stay and its queue is that of a day going on."""


@dataclass(frozen=True)
class Kind:
    """What goes on: parties a counter and hour, people passing an hour, how many scripts are busier, is it open; where
    counters stand, metres from the middle, or those of the scenario."""

    name: str
    arrivals: float
    passers: float
    busier: int = 0
    is_open: bool = True
    counters_at: tuple[float, ...] = ()


BUSY, NORMAL, QUIET, NIGHT = KINDS = (
    Kind("busy", 75, 40),
    Kind("normal", 15, 10, busier=8),
    Kind("quiet", 0, 0),
    Kind("night", 0, 0, is_open=False),
)
HOUR = Kind("busy hour", 33, 20, busier=9, counters_at=(-2.2, 0.0, 2.2))
"""A busy hour of an office: three counters, about a hundred services; of twenty scripts those in the middle."""


@dataclass(frozen=True)
class Form:
    """How a recorder stores it. 704×576 holds the whole wide frame, squeezed, as analogue recorders do."""

    name: str
    video: Video


def _video(
    codec: str, width: int, height: int, kbit_s: int, constant: bool = False, key_interval_s: float = 2.0
) -> Video:
    size = {"width": width, "height": height, "fps": FPS, "kbit_s": kbit_s, "constant_rate": constant}
    size["key_interval_s"] = key_interval_s
    return Video(codec=codec, crf=27, preset="superfast" if codec == "h264" else "ultrafast", noise=1.5, **size)


VARIABLE = Form("1080p H.264", _video("h264", 1920, 1080, 4000))
CONSTANT = Form("1080p H.264, constant rate", _video("h264", 1920, 1080, 3000, constant=True))
FULL_HD_HEVC = Form("1080p H.265", _video("hevc", 1920, 1080, 3000))
SMALL = Form("704×576 H.264", _video("h264", 704, 576, 1000))
SMALL_HEVC = Form("704×576 H.265", _video("hevc", 704, 576, 800))
FORMS = (VARIABLE, CONSTANT, FULL_HD_HEVC, SMALL, SMALL_HEVC)
HOUR_FORMS = (
    VARIABLE,
    CONSTANT,
    Form("1080p, key frames 1 s apart", _video("h264", 1920, 1080, 4000, key_interval_s=1.0)),
    Form("1080p, 4 s apart", _video("h264", 1920, 1080, 4000, key_interval_s=4.0)),
    Form("1080p, 10 s apart", _video("h264", 1920, 1080, 4000, key_interval_s=10.0)),
    Form("720p", _video("h264", 1280, 720, 2000)),
    Form("720p, constant rate", _video("h264", 1280, 720, 1500, constant=True)),
    Form("720p, 4 s apart", _video("h264", 1280, 720, 2000, key_interval_s=4.0)),
)
"""How recorders store a busy hour: with key frames 2 s apart unless said, 1080p at up to 4 Mb/s, 720p at up to 2."""


@dataclass(frozen=True)
class FootageStretch:
    """Some seconds of a kind; `number` tells stretches of one kind apart."""

    kind: Kind
    number: int
    seconds: int

    @property
    def scenario(self) -> Scenario:
        """The scenario that its frames are drawn from."""
        full_hd = load_scenario("full_hd", self.seconds / 60 + MARGIN_MIN)
        camera = full_hd.cameras[0]
        places = self.kind.counters_at or tuple(counter.x for counter in camera.counters)
        counters = tuple(
            camera.counters[0].model_copy(
                update={"id": f"loket-{n}", "name": f"Loket {n}", "x": x, "arrivals_per_hour": self.kind.arrivals}
            )
            for n, x in enumerate(places, start=1)
        )
        camera = camera.model_copy(update={"counters": counters, "infrared": not self.kind.is_open})
        short = {"service_median_s": 35.0, "service_range_s": (20.0, 70.0)}
        habits = full_hd.habits.model_copy(update={"passers_per_hour": self.kind.passers, **short})
        noisy = VARIABLE.video.model_copy(update={"noise": VARIABLE.video.noise * (1 if self.kind.is_open else 2)})
        return full_hd.model_copy(update={"video": noisy, "habits": habits, "cameras": (camera,)})

    @cached_property
    def day(self) -> ScriptedCameraDay:
        """Its people, seconds from its start: those of one of some scripts, by how much goes on in each."""
        if not self.kind.is_open:
            return replace(self._script(0), people=())
        scripts = [self._script(seed) for seed in range(SCRIPTS)]
        return sorted(scripts, key=_person_s, reverse=True)[self.kind.busier + self.number]

    def _script(self, seed: int) -> ScriptedCameraDay:
        day = write_script(self.scenario, seed).cameras[0]
        return replace(day, people=tuple(self._there(day)))

    def _there(self, day: ScriptedCameraDay) -> Iterator[ScriptedPerson]:
        cut = {p.party for p in day.people if p.role == "visitor" and not 0 < p.span[0] <= p.span[1] < self.seconds}
        for person in day.people:
            if person.role == "officer" and person.span[0] < self.seconds and person.span[1] > 0:
                yield during(person, 0.0, float(self.seconds))
            elif person.role == "visitor" and person.party not in cut:
                yield person


def _person_s(day: ScriptedCameraDay) -> float:
    return sum(person.span[1] - person.span[0] for person in day.people if person.role == "visitor")


def during(person: ScriptedPerson, start: float, end: float) -> ScriptedPerson:
    """Somebody from one moment to another."""
    inside = [knot for knot in person.knots if start < knot.t < end]
    edges = [_knot_at(person, max(start, person.span[0])), _knot_at(person, min(end, person.span[1]))]
    return replace(person, knots=(edges[0], *inside, edges[1]))


def _knot_at(person: ScriptedPerson, t: float) -> Knot:
    before = max((knot for knot in person.knots if knot.t <= t), key=lambda knot: knot.t)
    standing = person.at(t)
    return before._replace(t=t, x=standing.x, y=standing.y)


def rendered(
    stretches: Sequence[FootageStretch], forms: Sequence[Form], folder: Path
) -> dict[tuple[FootageStretch, Form], Path]:
    """The file of each stretch in each form, all of one frame rate, rendered on all cores where it is not there yet."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        files = list(pool.map(_render, stretches, [tuple(forms)] * len(stretches), [folder] * len(stretches)))
    return {
        (stretch, form): file
        for stretch, of_stretch in zip(stretches, files, strict=True)
        for form, file in zip(forms, of_stretch, strict=True)
    }


def _render(stretch: FootageStretch, forms: Sequence[Form], folder: Path) -> list[Path]:
    files = [
        folder / f"{stretch.kind.name.replace(' ', '-')}-{stretch.number}-{_version(stretch, form)}.mp4"
        for form in forms
    ]
    missing = [(form, file) for form, file in zip(forms, files, strict=True) if not file.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    parts = [file.with_suffix(".part") for _, file in missing]
    fps = forms[0].video.fps
    with ExitStack() as stack:
        containers = [stack.enter_context(av.open(str(part), "w", format="mp4")) for part in parts]
        streams = [add_stream(container, form.video) for container, (form, _) in zip(containers, missing, strict=True)]
        frames = draw(stretch.scenario, stretch.day, fps, 0.0, stretch.seconds) if missing else ()
        for number, frame in enumerate(frames):
            for container, stream in zip(containers, streams, strict=True):
                size = stream.width, stream.height
                fits = frame if size == frame.shape[1::-1] else cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
                container.mux(stream.encode(frame_of(fits, number, fps)))
        for container, stream in zip(containers, streams, strict=True):
            container.mux(stream.encode(None))
    for part, (_, file) in zip(parts, missing, strict=True):
        os.replace(part, file)
    return files


def _version(stretch: FootageStretch, form: Form) -> str:
    sources = sorted(Path(draw.__code__.co_filename).parent.rglob("*.py"))
    drawn = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return short_hash(stretch.scenario.model_dump_json(), form.video.model_dump_json(), stretch.seconds, drawn)
