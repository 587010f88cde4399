"""How well things that were left or taken are found, on real clips and rendered offices, altered.

    python -m benchmarks.left_things [FOOTAGE] [--fitted]

In each scene the site has stated 60 s (`alterations.LEAST_S`) of the whole frame. Judged are real clips whose camera
stands and rendered offices by which nothing was chosen; `--fitted` shows those by which constants were. A positive is
found if a candidate lies over it that came when it did, give or take a look at the cells; all else that is told is a
false alarm. Delay: from the change to the first frame on which it was seen to have come.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from benchmarks.camera_health import FOOTAGE
from benchmarks.left_things.alterations import CLEAR_SCORE, LEAST_S, POSITIVE, WAYS, AlteredScene, altered
from benchmarks.left_things.scenes import SAMPLES, STEP_S, scenes
from pantau.transforms.candidates.of_objects.lasting_changes import lasting_changes
from pantau.transforms.candidates.of_objects.objects import FoundObject, PeopleNearby, found_objects
from pantau.transforms.detection.camera_view.view_points import WRITTEN_SHARE
from pantau.transforms.detection.camera_view.zone_cells import packed_cells, unpacked_cells
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.models.detections import overlap

FITTED = ("CAVIAR2", "night_ir_loitering", "service_counter_queue", "store_crowd_h264_avi")
JUDGED = ("HallAndMonitor", "shop_front_osd_clock", "vtest")
"""Real clips whose camera stands, as in `benchmarks.moved_views`, and that last: in those of six seconds, played to and
fro, people are at one place again and again."""

TURNS = 2
"""Each scene is altered in each way so often."""

LOOKS_APART = 3
"""Samples between two looks at the cells, for the time that is stated."""


class JudgedScene(NamedTuple):
    """One altered scene: whether the truth was found, as the right kind, with what delay; how many others were told."""

    found: bool
    right: bool
    delay_s: float | None
    others: int


def main(folder: Path, fitted: bool) -> None:
    """Prints a line for each way, and all together."""
    cv2.setNumThreads(1)
    stems, seeds = (FITTED, range(3)) if fitted else (JUDGED, range(1000, 1006))
    outcomes: dict[str, list[JudgedScene]] = defaultdict(list)
    began = time.process_time()
    for number, scene in enumerate(scenes(folder, stems, seeds, "varied_office")):
        for turn in range(TURNS):
            for way_number, how in enumerate(WAYS):
                one = altered(scene, how, np.random.default_rng([fitted, number, turn, way_number]))
                if one:
                    outcomes[how].append(judged(one))
    for how, all_of in outcomes.items():
        found, others = sum(one.found for one in all_of), sum(one.others for one in all_of)
        right = sum(one.right for one in all_of)
        print(f"{how:24} {len(all_of):3} scenes, {found:3} found, {right:3} of the right kind, {others:3} others told")
    truth = [one for how in POSITIVE for one in outcomes[how]]
    hard = [one for how, all_of in outcomes.items() for one in all_of if how not in POSITIVE]
    found, false = sum(one.found for one in truth), sum(one.others for one in [*truth, *hard])
    delays = [one.delay_s for one in truth if one.delay_s is not None]
    print(
        f"{len(truth)} positives, {len(hard)} hard negatives: found {found}, false {false}, precision "
        f"{found / max(found + false, 1):.3f}, recall {found / len(truth):.3f}, F1 "
        f"{2 * found / (2 * found + false + len(truth) - found):.3f}; delay {np.median(delays):.0f}, at most "
        f"{max(delays):.0f} s; {time.process_time() - began:.0f} s"
    )


def judged(one: AlteredScene) -> JudgedScene:
    """What is told of an altered scene."""
    told = told_of(one)
    hits = [thing for thing in told if one.truth and _is_it(thing, one)]
    delays = [max(0.0, thing.came.after_s - one.at_s) for thing in hits]
    right = any(thing.left == (one.truth == "left") for thing in hits)
    return JudgedScene(bool(hits), right, min(delays, default=None), len(told) - len(hits))


def told_of(one: AlteredScene) -> list[FoundObject]:
    """The things found in a scene."""
    cells = [cells_of(frame) for frame in one.scene.frames]
    inside = np.ones(cells[0].shape, bool)
    written = int(np.ceil(WRITTEN_SHARE * len(inside)))
    inside[:written] = inside[len(inside) - written :] = False
    looks = range(0, SAMPLES, LOOKS_APART)
    clear = [found.at_least(CLEAR_SCORE).boxes for found in one.scene.people]
    packed = [packed_cells(cells[at], inside, clear[at], cells[at - 1] if at else None) for at in looks]
    times = STEP_S * np.arange(SAMPLES)
    changes = lasting_changes(times[::LOOKS_APART], unpacked_cells(packed, inside), LEAST_S)
    seen = np.repeat(times, [len(found) for found in one.scene.people])
    boxes = np.concatenate([found.boxes for found in one.scene.people])
    people = PeopleNearby(seen, boxes, np.arange(len(seen)))
    height, width = one.scene.frames[0].shape[:2]
    return list(found_objects(changes, people, times, LEAST_S, width / height))


def _is_it(thing: FoundObject, one: AlteredScene) -> bool:
    apart = LOOKS_APART * STEP_S
    there = overlap(thing.box[None], one.box[None])[0, 0] >= 0.2
    return bool(there and thing.came.before_s - apart <= one.at_s <= thing.came.after_s + apart)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("footage", nargs="?", type=Path, default=FOOTAGE)
    parser.add_argument("--fitted", action="store_true")
    asked = parser.parse_args()
    main(asked.footage, asked.fitted)
