"""A scenario that varies, as one seed has it."""

from zlib import crc32

import numpy as np
import yaml

from pantau.simulation.habits import Habits
from pantau.simulation.recorders import Video
from pantau.simulation.rendering.geometry import clip_to_frame
from pantau.simulation.rendering.hall import Hall, hall_of
from pantau.simulation.scenario import CameraScene, Scenario
from pantau.simulation.surroundings import Decor, Light, Mount
from pantau.simulation.varied.variation import Span, Variation
from pantau.simulation.varied.wardrobes import drawn_wardrobe

TRIES = 2000
"""Mounts drawn for a camera. Of the default ranges one in four to fifty shows the counters."""

CUSTOMER_HEIGHT = 0.2, 0.6
"""How tall a customer is at least and at most, in frame heights: smaller ones no operator would call shown."""


def drawn(scenario: Scenario, seed: int) -> Scenario:
    """The scenario of a seed, with nothing left to draw; one that does not vary is the same for all seeds.

    Raises:
        ValueError: no mount of the ranges shows the counters of a camera.
    """
    varies = scenario.varies
    if varies is None:
        return scenario
    rng = np.random.default_rng([seed, crc32(scenario.name.encode()), crc32(b"varied")])
    video, wardrobe = _video(varies, scenario.video, rng), drawn_wardrobe(int(rng.integers(1 << 31)))
    crowd = _in(varies.crowd, rng)
    habits = _habits(varies, scenario.habits, crowd, rng)
    cameras = tuple(_camera(varies, camera, video, crowd, rng) for camera in scenario.cameras)
    changes = {"video": video, "habits": habits, "wardrobe": wardrobe, "cameras": cameras, "varies": None}
    return scenario.model_copy(update=changes)


def description(scenario: Scenario) -> str:
    """The scenario as YAML, which `load_scenario` reads: what was drawn, in plain sight."""
    content = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)


def _in(span: Span, rng: np.random.Generator, digits: int = 3) -> float:
    return round(float(rng.uniform(*span)), digits)


def _video(varies: Variation, video: Video, rng: np.random.Generator) -> Video:
    width, height = varies.sizes[int(rng.integers(len(varies.sizes)))]
    changes = {
        "width": width,
        "height": height,
        "fps": int(rng.choice(varies.fps)),
        "codec": "hevc" if rng.random() < varies.hevc else "h264",
        "key_interval_s": float(rng.choice(varies.key_interval_s)),
        "crf": round(_in(varies.crf, rng)),
        "kbit_s": varies.kbit_s[int(rng.integers(len(varies.kbit_s)))],
        "noise": _in(varies.noise, rng),
    }
    return video.model_copy(update=changes)


def _habits(varies: Variation, habits: Habits, crowd: float, rng: np.random.Generator) -> Habits:
    changes = {
        "pace": _in(varies.pace, rng),
        "alike": _in(varies.alike, rng),
        "passers_per_hour": round(habits.passers_per_hour * crowd, 1),
        "lingerers_per_hour": round(habits.lingerers_per_hour * crowd, 1),
    }
    return habits.model_copy(update=changes)


def _camera(
    varies: Variation, camera: CameraScene, video: Video, crowd: float, rng: np.random.Generator
) -> CameraScene:
    counters = tuple(
        counter.model_copy(update={"arrivals_per_hour": round(counter.arrivals_per_hour * crowd, 1)})
        for counter in camera.counters
    )
    changes = {
        "counters": counters,
        "desk_height": _in(varies.desk_height, rng),
        "light": _light(varies, rng),
        "decor": _decor(rng),
        "light_swing": _in(varies.light_swing, rng),
    }
    camera = camera.model_copy(update=changes)
    for _ in range(TRIES):
        mounted = camera.model_copy(update={"mount": _mount(varies, rng)})
        if shows_counters(hall_of(mounted, video)):
            return mounted
    raise ValueError(
        f"{camera.id}: none of {TRIES} mounts drawn shows its counters; widen the ranges of 'varies', hfov_deg first"
    )


def _mount(varies: Variation, rng: np.random.Generator) -> Mount:
    names = ("x", "y", "height", "pan_deg", "tilt_deg", "hfov_deg", "bend")
    return Mount(**{name: _in(getattr(varies, name), rng) for name in names})


def shows_counters(hall: Hall) -> bool:
    """Whether who is served, who is next and the officers are in the frame, and tall enough."""
    officers = [
        (*seat, 1.42 if seated else 1.8)
        for c, seated in zip(hall.counters, hall.seated, strict=True)
        for seat in c.seats
    ]
    feet = [(*place, 0.0) for c in hall.counters for place in (c.stand(0), c.stand(1), c.lane[0])]
    heads = [(x, y, 1.75) for x, y, _ in feet]
    x, y = hall.view.fractions(np.array(officers + feet + heads)).T
    if x.min() < 0.03 or x.max() > 0.97 or y.min() < 0.03 or y.max() > 0.98:
        return False
    tall = [np.ptp(hall.view.fractions(np.array([(*c.stand(0), z) for z in (0.0, 1.65)]))[:, 1]) for c in hall.counters]
    if min(tall) < CUSTOMER_HEIGHT[0] or max(tall) > CUSTOMER_HEIGHT[1]:
        return False
    # A zone of the site file may be cut at the edge of the frame, but not lie outside.
    try:
        for c in hall.counters:
            for zone in (c.customer_zone, c.queue_zone, *((c.waiting_zone,) if c.bench else ())):
                clip_to_frame(hall.view.fractions(np.column_stack([zone, np.zeros(len(zone))])))
    except ValueError:
        return False
    return True


def _light(varies: Variation, rng: np.random.Generator) -> Light:
    warm = _in(varies.warmth, rng)
    daylight = _in(varies.daylight, rng) if rng.random() < 0.5 else 0.0
    return Light(
        brightness=_in(varies.brightness, rng),
        colour=(round(1 - warm / 2, 3), 1.0, round(1 + warm / 2, 3)),
        daylight=daylight,
        windows=float(rng.choice((-1.0, 1.0))),
        shadow=round(0.5 * daylight, 3),
    )


def _decor(rng: np.random.Generator) -> Decor:
    """Pale walls, floors from dark stone to white tiles, desks of any wood or paint."""

    def near(low: int, high: int, spread: int) -> tuple[int, int, int]:
        grey = rng.integers(low, high)
        blue, green, red = (int(v) for v in np.clip(grey + rng.integers(-spread, spread + 1, 3), 0, 255))
        return blue, green, red

    return Decor(wall=near(150, 225, 18), floor=near(95, 205, 12), desk=near(60, 190, 45), top=near(120, 225, 15))
