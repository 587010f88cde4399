"""Days on which things that look like people stand at counters without moving."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.candidate_kinds.days import LIMITS, around, office_habits
from benchmarks.candidate_kinds.judging import Told
from benchmarks.tracking.made.made_days import MadeDay
from benchmarks.tracking.made.made_detector import NoisyDetections
from pantau.simulation.rendering.composing import Standing
from pantau.simulation.scenario import Scenario
from pantau.simulation.truth.boxes import box_of

STILL_HEIGHTS = 0.012
"""How far the farthest edge of a thing's box is from its median on three quarters of the frames, at most: measured on
cut-outs in real clips, see `transforms/candidates/in_places/motionless.py`."""

FOUND, SCORES = 0.8, (0.4, 0.7)
"""Share of the ticks on which a figure is found, and how it scores. Chosen: as somebody who stands in view."""

STARTS, BESIDE = (60.0, 480.0, 900.0), ((0.45, 4.55), (0.7, 5.0), (0.8, 4.7))
"""At each counter one stands after the other, each in a place of its own beside those who are served: metres outwards
from these, and from the camera."""


def plain_day(_: int) -> Scenario:
    """A day of the shipped office on which all is as usual."""
    return office_habits({})


def with_figures(day: MadeDay) -> MadeDay:
    """The day with figures beside those who are served, for longer than the limit or for less."""
    found, looks = [day.people], [day.looks]
    rng = np.random.default_rng([day.script.seed, 195])
    for (_, start, end), box in zip(_figures(day), _boxes(day), strict=True):
        ticks = np.arange(np.ceil(start / day.step_s), np.floor(end / day.step_s), dtype=int)
        ticks = ticks[rng.random(len(ticks)) < FOUND]
        # The farthest of four edges with normal noise lies within 1.82 standard deviations on three quarters of frames.
        moved = STILL_HEIGHTS / 1.82 * (box[3] - box[1]) * rng.standard_normal((len(ticks), 4))
        moved[:, ::2] /= day.scenario.video.width / day.scenario.video.height
        nobody = np.full(len(ticks), -1)
        score = rng.uniform(*SCORES, len(ticks))
        found.append(
            NoisyDetections(ticks, nobody, nobody, np.clip(box + moved, 0, 1), score, np.ones(len(ticks), bool))
        )
        looks.append(np.repeat(rng.standard_normal((1, day.looks.shape[1])), len(ticks), axis=0))
    people = NoisyDetections(*(np.concatenate(values) for values in zip(*found, strict=True)))
    order = np.lexsort([-people.score, people.tick])
    return replace(day, people=people.part(order), looks=np.concatenate(looks)[order])


def standing_still(day: MadeDay) -> Iterator[Told]:
    for counter, start, end in _figures(day):
        yield Told("motionless", counter, start, end)


def _figures(day: MadeDay) -> list[tuple[str, float, float]]:
    """Counter, start and end of each, seconds from the start of the footage."""
    rng = np.random.default_rng([day.script.seed, 196])
    return [
        (places.id, start, min(start + around(LIMITS["motionless_s"], rng), start + 400.0))
        for places in day.camera.hall.counters
        for start in STARTS
    ]


def _boxes(day: MadeDay) -> Iterator[np.ndarray]:
    look = day.camera.people[0].look
    for places in day.camera.hall.counters:
        for outwards, y in BESIDE:
            figure = Standing(look, "stand", 0, places.stand_x + outwards * places.out, y, 0.0)
            yield np.clip(box_of(figure, day.camera.hall.view), 0, 1)
