"""Dwell in zones as users of supervision write it: every frame detected, tracked by ByteTrack, tested against polygons.

Run by the peers' own Python as `python zones.py ZONES.json RECORDING`; prints JSON. The detector is this project's, so
that what differs is what is done with it. A zone is {"name", "polygon" in fractions, "anchor": "BOTTOM_CENTER" or
"CENTER"}; the answer has for each zone the time each tracker id was first and last inside, and the share of frames with
anybody inside.
"""

import json
import sys
import warnings

import numpy as np
import supervision as sv

from pantau.transforms.detection.models.person_detector import PersonDetector


def watch(zones: list[dict], recording: str) -> dict:
    """Watches a recording to its end."""
    video = sv.VideoInfo.from_video_path(recording)
    size = np.array([video.width, video.height])
    detector = PersonDetector()
    tracker = sv.ByteTrack(frame_rate=video.fps, track_activation_threshold=detector.spec.confident)
    polygons = [
        sv.PolygonZone((np.array(zone["polygon"]) * size).astype(int), (sv.Position[zone["anchor"]],)) for zone in zones
    ]
    stays: list[dict[int, list[float]]] = [{} for _ in zones]
    occupied, frames = [0] * len(zones), 0
    for frame in sv.get_video_frames_generator(recording):
        people = detector.detect(frame)
        detections = sv.Detections(
            xyxy=people.boxes * np.tile(size, 2), confidence=people.scores, class_id=np.zeros(len(people), int)
        )
        detections = tracker.update_with_detections(detections)
        now = frames / video.fps
        for number, polygon in enumerate(polygons):
            inside = detections.tracker_id[polygon.trigger(detections)]
            occupied[number] += bool(len(inside))
            for one in inside.tolist():
                stays[number].setdefault(one, [now, now])[1] = now
        frames += 1
    return {
        zone["name"]: {"stays": sorted(stays[number].values()), "occupied_share": occupied[number] / max(frames, 1)}
        for number, zone in enumerate(zones)
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(watch(json.load(file), sys.argv[2])))
