"""Cameras of one office whose recorders all begin a new file on the quarter hour."""

import random
from pathlib import Path

from benchmarks.material.footage import FootageStretch
from benchmarks.material.joining import join
from benchmarks.office_day import Archive
from pantau.pipelines.simulate import ARCHIVE, SITE
from pantau.simulation.recorded_files import segments
from pantau.simulation.scenario import CameraScene
from pantau.simulation.site import site_file

FILE_MIN = 15


def many_cameras(count: int, files: dict[FootageStretch, Path], folder: Path, quarters: int) -> Archive:
    """An archive of so many cameras, and a file of each for every quarter of an hour, in a new folder.

    The files hold the same few stretches of a minute, in an order drawn for each, so that none is a copy of another.
    """
    chance, stretches = random.Random(1), list(files)
    first = stretches[0].scenario
    scenario = first.model_copy(
        update={
            "minutes": float(FILE_MIN * quarters),
            "opens_after_min": 0,
            "closes_before_min": 0,
            "cameras": tuple(_camera(first.cameras[0], n) for n in range(1, count + 1)),
        }
    )
    for segment in segments(scenario):
        pieces = chance.choices(stretches, k=FILE_MIN * 60 // stretches[0].seconds)
        join([files[one] for one in pieces], folder / ARCHIVE / segment.path)
    (folder / SITE).write_text(site_file(scenario), encoding="utf-8")
    return Archive(folder, scenario.seconds, scenario.started_at.timestamp())


def _camera(one: CameraScene, number: int) -> CameraScene:
    counters = tuple(c.model_copy(update={"id": f"{c.id}-of-{number}"}) for c in one.counters)
    stored = {"recorder": "hikvision_export", "segment_s": FILE_MIN * 60.0, "overlap_s": 0.0}
    return one.model_copy(update={"id": f"cam-{number}", "channel": number, "counters": counters, **stored})
