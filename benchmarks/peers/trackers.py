"""Detections followed by supervision's ByteTrack and by norfair, with what they do by default.

Run by the peers' own Python as `python trackers.py SEEN.npz`; prints JSON: by tracker, rows of frame, identity and box
in fractions. The file has frame (n,), box (n, 4) in fractions, score (n,), `every`, `frames`, `rate` (frames a second)
and `size` (width, height) in pixels.
"""

import json
import sys
import warnings

import numpy as np
import supervision as sv

CONFIDENT, KEPT = 0.37, 0.2
"""Scores at which a detection may begin a track, and at which it is used: as the product has them."""


def byte_track(given: dict[str, np.ndarray]) -> list[list[float]]:
    """supervision's."""
    tracker = sv.ByteTrack(frame_rate=max(1, round(float(given["rate"]))), track_activation_threshold=CONFIDENT)
    size, found = np.tile(given["size"], 2), []
    for frame in range(0, int(given["frames"]), int(given["every"])):
        here = given["frame"] == frame
        seen = sv.Detections(
            xyxy=given["box"][here] * size, confidence=given["score"][here], class_id=np.zeros(here.sum(), int)
        )
        told = tracker.update_with_detections(seen)
        found += [[frame, int(i), *(b / size).tolist()] for i, b in zip(told.tracker_id, told.xyxy, strict=True)]
    return found


def norfair(given: dict[str, np.ndarray]) -> list[list[float]]:
    """norfair's, by the overlap of boxes; it uses what could begin a track alone, as its examples do."""
    from norfair import Detection, Tracker

    tracker = Tracker(distance_function="iou", distance_threshold=0.7)
    size, found = np.tile(given["size"], 2), []
    for frame in range(0, int(given["frames"]), int(given["every"])):
        here = (given["frame"] == frame) & (given["score"] >= CONFIDENT)
        boxes = given["box"][here] * size
        for one in tracker.update([Detection(points=box.reshape(2, 2), scores=np.ones(2)) for box in boxes]):
            if one.last_detection is not None and one.hit_counter_is_positive:
                found.append([frame, int(one.id), *(one.estimate.ravel() / size).tolist()])
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with np.load(sys.argv[1]) as held:
        content = {name: held[name] for name in held.files}
    print(json.dumps({"ByteTrack": byte_track(content), "norfair": norfair(content)}))
