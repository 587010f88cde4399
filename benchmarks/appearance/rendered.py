"""People of a rendered scenario, to show how much easier they are to tell apart."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.appearance.clips import ClipPeople, ClipSource, frames_of
from benchmarks.appearance.tracklets import CONTINUES
from benchmarks.tracking.rendered_days import matched
from pantau.simulation.day_script import write_script
from pantau.simulation.scenario import load_scenario
from pantau.simulation.truth.boxes import boxes_at
from pantau.transforms.detection.models.person_detector import PersonDetector

SCENARIO, SEED = "tiny", 7
RATE = 2.0
"""Frames a second. Chosen: the gaps are multiples of half a second."""


def rendered_people(folder: Path, detector: PersonDetector) -> ClipPeople:
    """The people of the first camera in the folder that `pantau simulate --scenario tiny --seed 7 --out` made.

    The clock of this one is right, so the names of the files tell how long after the first each begins.
    """
    scenario = load_scenario(SCENARIO)
    camera = write_script(scenario, SEED).cameras[0]
    files = sorted((folder / "archive").rglob("*.mp4"))
    begins = [datetime.strptime(path.stem[-14:], "%Y%m%d%H%M%S").replace(tzinfo=UTC) for path in files]
    seen = [
        ((begin - begins[0]).total_seconds() + at_s, bgr)
        for path, begin in zip(files, begins, strict=True)
        for at_s, bgr in frames_of(path, RATE)
    ]
    frames, times = [bgr for _, bgr in seen], np.array([at_s for at_s, _ in seen])
    found, rows = [detector.detect(bgr) for bgr in frames], []
    aspect = frames[0].shape[1] / frames[0].shape[0]
    for number, one in enumerate(found):
        people = boxes_at(camera, float(times[number]))
        usable = np.flatnonzero(one.scores >= CONTINUES)
        scripted = np.array([box for _, box in people]).reshape(-1, 4)
        for row, column in matched(scripted, one.boxes[usable], aspect):
            rows.append((number, int(usable[column]), people[row][0].id))
    frame, which, person = (np.array(column) for column in zip(*rows, strict=True))
    names = sorted(set(person.tolist()))
    return ClipPeople(
        ClipSource(f"rendered: {SCENARIO}", RATE, "rendered", all_differ=True),
        frames,
        times,
        found,
        frame,
        which,
        np.array([found[at].boxes[one] for at, one in zip(frame, which, strict=True)]),
        person,
        frozenset((one, other) for one in names for other in names if one != other),
    )
