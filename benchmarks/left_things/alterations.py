"""What is done to a scene: a thing comes, goes or stays for good; and what looks like it and is none of these.

A thing is cut out of another part of the same footage, and put where a person stands: its light and its noise are those
of the footage. All frames get noise, and light that swings by 8 %.
"""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from benchmarks.left_things.scenes import SAMPLES, STEP_S, Scene
from pantau.transforms.detection.camera_view.view_points import WRITTEN_SHARE
from pantau.transforms.detection.models.detections import Detections

LEAST_S = 60.0
"""The time that the site of all scenes has stated."""

EARLIEST, LATEST = 50, 70
"""Between these samples it comes or goes: what stood before has stood for longer than asked, what follows too."""

CLEAR_SCORE, LEAST_HEIGHT = 0.37, 0.15
"""A person who puts something down is one who is found clearly, and is so high, in heights of the frame."""

FREE_SHARE = 0.2
"""A place is one where something is left if people are over it on no more of the frames."""

LEAST_SIDE, SEEN_LEVELS = 14, 30
"""Pixels of the shorter side of a thing, of frames 320 wide; how much it differs from where it lies, in the mean: less
is seen by nobody."""


class AlteredScene(NamedTuple):
    """A scene with a thing in it or not: what is to be found (`left`, `taken` or `None`), where and when it changed."""

    scene: Scene
    how: str
    truth: str | None
    box: np.ndarray
    at_s: float


class ThingPlace(NamedTuple):
    """A rectangle of pixels of a frame, and the sample at which somebody stands beside it."""

    sample: int
    left: int
    top: int
    width: int
    height: int

    @property
    def part(self) -> tuple[slice, slice]:
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


Drawn = Callable[[np.ndarray, int, np.random.Generator], np.ndarray]


def altered(scene: Scene, how: str, rng: np.random.Generator) -> AlteredScene | None:
    """A scene, altered in one of the ways of `WAYS`; `None` where nobody stands where something could be put."""
    place = _place(scene, rng, free=how in POSITIVE)
    thing = place and _thing(scene, place, rng)
    if not thing:
        return None
    truth, people, drawn = WAYS[how](scene, place, thing, rng)
    frames, (height, width) = [], scene.frames[0].shape[:2]
    noise = rng.normal(0, 3, (height + 64, width + 64, 1)).astype(np.float32)
    for number, frame in enumerate(scene.frames):
        shown = drawn(frame.astype(np.float32), number) * np.float32(
            1 + 0.08 * np.sin(2 * np.pi * number * STEP_S / 200)
        )
        top, left = rng.integers(0, 64, 2).tolist()
        shown += noise[top : top + height, left : left + width]
        frames.append(cv2.convertScaleAbs(np.maximum(shown, 0)))
    box = np.array([place.left, place.top, place.left + place.width, place.top + place.height], float)
    return AlteredScene(
        Scene(scene.name, frames, people), how, truth, box / [width, height, width, height], place.sample * STEP_S
    )


def _place(scene: Scene, rng: np.random.Generator, free: bool) -> ThingPlace | None:
    """Beside the feet of somebody, half behind them; `free`: where hardly anybody is for the rest of the time."""
    height, width = scene.frames[0].shape[:2]
    for sample in rng.permutation(np.arange(EARLIEST, LATEST)).tolist():
        found = scene.people[sample].at_least(CLEAR_SCORE).boxes * [width, height, width, height]
        for x1, y1, x2, y2 in rng.permutation(found[found[:, 3] - found[:, 1] >= LEAST_HEIGHT * height]):
            tall = min(y2 - y1, 0.8 * height) * rng.uniform(0.2, 0.4)
            across, down = round(tall * rng.uniform(0.7, 1.4)), round(tall)
            left = round(x1 - across / 2 if rng.random() < 0.5 else x2 - across / 2)
            top = round(y2 - down + rng.uniform(-0.05, 0.05) * (y2 - y1))
            written = WRITTEN_SHARE * height
            inside = left >= 1 and left + across < width - 1 and top >= written and top + down <= height - written
            place = ThingPlace(sample, left, top, across, down)
            if min(across, down) >= LEAST_SIDE and inside and not (free and _crowded(scene, place)):
                return place
    return None


def _crowded(scene: Scene, place: ThingPlace) -> bool:
    """Whether people are over a place on too many of the frames for anything there to be called left."""
    height, width = scene.frames[0].shape[:2]
    low = np.array([place.left, place.top]) / [width, height]
    high = np.array([place.left + place.width, place.top + place.height]) / [width, height]
    over = [bool(((one.boxes[:, :2] < high) & (one.boxes[:, 2:] > low)).all(axis=1).any()) for one in scene.people]
    since, until = over[: place.sample - 2], over[place.sample + 2 :]
    return max(np.mean(since), np.mean(until)) > FREE_SHARE


class Thing(NamedTuple):
    """Levels float32[h, w, 3] in a frame of this mean, and how much of each pixel it hides, float32[h, w, 1]."""

    levels: np.ndarray
    hides: np.ndarray
    lit: float


def _thing(scene: Scene, place: ThingPlace, rng: np.random.Generator) -> Thing | None:
    height, width = scene.frames[0].shape[:2]
    behind = scene.frames[place.sample][place.part].astype(np.float32)
    down, across = np.mgrid[-1 : 1 : place.height * 1j, -1 : 1 : place.width * 1j]
    shape = (np.abs(down) ** 4 + np.abs(across) ** 4 <= 1).astype(np.float32)
    hides = cv2.GaussianBlur(shape, (0, 0), 0.7)[..., None]
    for _ in range(20):
        share = rng.uniform(0.5, 1.0)
        high, wide = max(2, round(place.height * share)), max(2, round(place.width * share))
        top, left = int(rng.integers(height - high)), int(rng.integers(width - wide))
        cut = scene.frames[int(rng.integers(SAMPLES))][top : top + high, left : left + wide]
        levels = cv2.resize(cut, (place.width, place.height)).astype(np.float32) * rng.uniform(0.5, 1.2)
        if np.abs(levels - behind).mean() >= SEEN_LEVELS:
            return Thing(levels, hides, float(scene.frames[place.sample].mean()))
    return None


def _put(frame: np.ndarray, thing: Thing, place: ThingPlace) -> np.ndarray:
    frame = frame.copy()
    part = frame[place.part]
    part[:] = part * (1 - thing.hides) + thing.levels * thing.hides * np.float32(frame.mean() / thing.lit)
    return frame


def _while(since: int, until: int, thing: Thing, place: ThingPlace) -> Drawn:
    return lambda frame, number: _put(frame, thing, place) if since <= number < until else frame


def _left(scene, place, thing, rng):
    return "left", scene.people, _while(place.sample, SAMPLES, thing, place)


def _left_for_a_time(scene, place, thing, rng):
    until = place.sample + round(float(rng.uniform(1.4, 2.0)) * LEAST_S / STEP_S)
    return "left", scene.people, _while(place.sample, until, thing, place)


def _taken(scene, place, thing, rng):
    return "taken", scene.people, _while(0, place.sample, thing, place)


def _taken_up(scene, place, thing, rng):
    """Put down and taken up by its owner, sooner than the time that is asked for."""
    until = place.sample + round(float(rng.uniform(0.2, 0.6)) * LEAST_S / STEP_S)
    return None, scene.people, _while(place.sample, until, thing, place)


def _moved(scene, place, thing, rng):
    """It stood a little beside before, as a chair."""
    width = scene.frames[0].shape[1]
    aside = round(float(rng.uniform(0.3, 1.5)) * place.width)
    left = place.left + aside if place.left + aside + place.width < width else place.left - aside
    before = place._replace(left=int(np.clip(left, 0, width - place.width)))
    return None, scene.people, lambda frame, number: _put(frame, thing, before if number < place.sample else place)


def _sits(scene, place, thing, rng):
    """Somebody who keeps still and is found on half of the frames: cut out of the footage where they are."""
    height, width = scene.frames[0].shape[:2]
    sides = np.array([width, height, width, height])
    boxes = scene.people[place.sample].at_least(CLEAR_SCORE).boxes
    box = boxes[int(rng.integers(len(boxes)))]
    x1, y1, x2, y2 = np.round(box * sides).astype(int)
    own = ThingPlace(place.sample, x1, y1, x2 - x1, y2 - y1)
    body = scene.frames[place.sample][own.part].astype(np.float32)
    down, across = np.mgrid[-1 : 1 : body.shape[0] * 1j, -1 : 1 : body.shape[1] * 1j]
    hides = cv2.GaussianBlur((down**2 + across**2 <= 1).astype(np.float32), (0, 0), 1.0)[..., None]
    people = []
    for number, found in enumerate(scene.people):
        more = number >= place.sample and rng.random() < 0.5
        boxes = np.concatenate([found.boxes, box[None]]) if more else found.boxes
        scores = np.append(found.scores, np.float32(0.5)) if more else found.scores
        people.append(Detections(boxes.astype(np.float32), scores.astype(np.float32)))

    def drawn(frame: np.ndarray, number: int) -> np.ndarray:
        if number < place.sample:
            return frame
        sways = np.float32([[1, 0, rng.normal(0, 0.7)], [0, 1, rng.normal(0, 0.4)]])
        swayed = cv2.warpAffine(body, sways, body.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        return _put(frame, Thing(swayed, hides, thing.lit), own)

    return None, people, drawn


def _lit(scene, place, thing, rng):
    """A patch of light or shadow, with a sharp edge or a soft one, comes and stays."""
    gain = float(rng.choice([rng.uniform(0.6, 0.8), rng.uniform(1.25, 1.6)]))
    soft = cv2.GaussianBlur(np.ones(thing.hides.shape[:2], np.float32), (0, 0), 1.0)[..., None]
    hides = thing.hides if rng.random() < 0.5 else soft * thing.hides

    def drawn(frame: np.ndarray, number: int) -> np.ndarray:
        if number < place.sample:
            return frame
        frame = frame.copy()
        frame[place.part] *= 1 + (gain - 1) * hides
        return frame

    return None, scene.people, drawn


def _lamps(scene, place, thing, rng):
    """Lamps go on or off: brighter or darker, on one side more than on the other."""
    width = scene.frames[0].shape[1]
    one, other = (float(rng.choice([rng.uniform(0.55, 0.85), rng.uniform(1.15, 1.5)])) for _ in range(2))
    gain = np.linspace(one, other, width, dtype=np.float32)[None, :, None]
    return None, scene.people, lambda frame, number: frame if number < place.sample else frame * gain


def _headlights(scene, place, thing, rng):
    """Beams pass over the floor for some seconds, again and again."""
    height, width = scene.frames[0].shape[:2]
    down, across = np.mgrid[:height, :width]
    begins = np.sort(rng.integers(0, SAMPLES - 6, 5))

    def drawn(frame: np.ndarray, number: int) -> np.ndarray:
        for begin in begins.tolist():
            if begin <= number < begin + 5:
                middle = width * (number - begin + 0.5) / 5
                beam = np.exp(-(((across - middle) / 30) ** 2) - ((down - 0.7 * height) / 20) ** 2)
                return frame + 120 * beam[..., None].astype(np.float32)
        return frame

    return None, scene.people, drawn


def _screen(scene, place, thing, rng):
    """A monitor that shows now this and now that, for one to nine samples each."""
    shown = [thing, thing._replace(levels=255 - thing.levels), thing._replace(levels=np.full_like(thing.levels, 40))]
    order = np.repeat(rng.integers(0, 3, SAMPLES), rng.integers(1, 10, SAMPLES))[:SAMPLES].tolist()
    return None, scene.people, lambda frame, number: _put(frame, shown[order[number]], place)


def _curtain(scene, place, thing, rng):
    """Stripes that sway, and hang otherwise from a moment on."""
    height = scene.frames[0].shape[0]
    tall = ThingPlace(place.sample, place.left, max(0, place.top - 2 * place.height), place.width, 0)
    tall = tall._replace(height=min(3 * place.height, height - tall.top))
    folds = rng.uniform(5, 9)

    def drawn(frame: np.ndarray, number: int) -> np.ndarray:
        hung = 0.0 if number < place.sample else folds * 0.4
        phase = np.arange(tall.width) + hung + rng.normal(0, 0.5)
        levels = np.broadcast_to(140 + 60 * np.sin(2 * np.pi * phase / folds), (tall.height, tall.width))
        return _put(frame, Thing(np.dstack([levels] * 3).astype(np.float32), np.float32(1), thing.lit), tall)

    return None, scene.people, drawn


def _nothing(scene, place, thing, rng):
    return None, scene.people, lambda frame, number: frame


WAYS = {
    "left": _left,
    "left for a time": _left_for_a_time,
    "taken": _taken,
    "put down and taken up": _taken_up,
    "moved": _moved,
    "sits still": _sits,
    "light or shadow": _lit,
    "lamps": _lamps,
    "headlights": _headlights,
    "screen": _screen,
    "curtain": _curtain,
    "nothing": _nothing,
}

POSITIVE = ("left", "left for a time", "taken")
"""Of these something is to be found."""
