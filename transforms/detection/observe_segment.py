"""What is seen on the frames of a segment of a recording, as rows."""

import numpy as np

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.appearance_memory import MEMORY_S, Memory, people_on
from pantau.transforms.detection.frame_detector import FrameDetector
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatWatcher
from pantau.transforms.detection.observation_rows import person_rows, sample_row, seat_row
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.row_buffer import RowBuffer
from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.detection.sampling.decode import DecodeTally
from pantau.transforms.detection.sampling.sampled_frames import OpenedRecording, frames_of
from pantau.transforms.detection.sampling.segments import Segment
from pantau.transforms.detection.sampling.skipping import skip_static
from pantau.transforms.recordings.time_ownership import Row
from pantau.transforms.tables.partition import Partition


def observe_segment(
    segment: Segment,
    observer: Observer,
    archive: str,
    models: tuple[PersonDetector, SeatWatcher],
    own: OpenedRecording,
    plan: Plan,
) -> tuple[RowBuffer, RowBuffer]:
    """The rows of `samples` and of `observations`: what of `plan` lies in the segment of the recording opened as `own`.

    Raises:
        Unreadable: the recording cannot be opened any more.
    """
    detector, watcher = models
    recording = segment.recording
    version = observer.version(recording["camera_id"], recording["service_date"])
    zones = observer.seat_zones(recording["camera_id"], recording["service_date"])
    bounds = np.array([zone.bounds for zone in zones]).reshape(-1, 4)
    shared = {name: recording[name] for name in SAMPLES.partition} | {
        "site_id": recording["site_id"],
        "model_hash": version,
    }
    keep, beat = observer.site.observer.seat_keep, observer.beat
    beats = beat, observer.rare_beat
    fresh = FrameDetector(detector, watcher, observer.seats, bounds)
    view_each = observer.view_each
    taker = observer.cell_taker(recording["camera_id"], recording["service_date"], bounds)
    skipped = skip_static(own, plan, beats, fresh, keep, shared, view_each, segment.near, segment.own, taker)
    place, tally = sample_partition(recording), DecodeTally()
    samples, people = RowBuffer(place), RowBuffer(Partition(OBSERVATIONS, place.values))
    samples.add(skipped.rows)
    memory, before, measured_s = Memory(), None, 0.0
    seats_each = observer.seats_each(recording["service_date"])
    frame_detector, looked_beat = FrameDetector(detector, watcher, observer.seats, bounds), None
    for sampled in frames_of(segment, archive, own, skipped.rest, tally):
        frame, at_s, number = sampled.frame, sampled.at_s, sampled.first_detection
        # At the grid points that are the same for all recordings and, where those have no frame, at the next one:
        # whoever begins at such a point sees what they see who began before.
        afresh = frame.slot % beat == 0 or sampled.slot // beat != looked_beat
        looked_beat = sampled.slot // beat
        known = skipped.seen.get(frame.slot) if sampled.own else None
        due = frame.slot % beat % seats_each == 0
        sight = frame_detector.detect(frame.bgr, afresh, sampled.own, known, due)
        found = sight.people
        previous = before if round(at_s - measured_s, 3) <= MEMORY_S else None
        view = sampled.own and frame.slot % view_each == 0
        health, measured = measure_image_health(frame.bgr, sight.cells, sight.boxes(bounds, keep), previous, view)
        similarity = [([], [])] * len(found.boxes)
        # What another recording speaks for is not remembered, or everybody would be there twice.
        if sampled.speaks:
            before, measured_s = measured, at_s
            similarity = memory.compare(people_on(at_s, frame.bgr, found.boxes, number))
        if not sampled.own or sampled.slot < segment.own[0]:
            continue
        if health.change is None:
            health = health._replace(**skipped.changes.get(frame.slot, {}))
        basis = "unchanged" if sight.people_carried else "looked"
        confident = len(found.at_least(detector.spec.confident))
        things = taker.taken(frame.slot, sight, previous)
        samples.add([sample_row(frame, health, confident, shared, basis, sight.seats_looked, things)])
        people.add(person_rows(frame, found, similarity, number, shared, sight.people_carried))
        if not sight.seats_looked:
            continue
        seated = [seen for seen in zip(zones, sight.seats, sight.seat_carried, strict=True) if seen[1].score >= keep]
        people.add(
            seat_row(frame, zone, seat, number + len(found.boxes) + i, shared, carried)
            for i, (zone, seat, carried) in enumerate(seated)
        )
    return samples, people


def sample_partition(recording: Row) -> Partition:
    """The partition of a recording's samples."""
    return Partition(SAMPLES, tuple(recording[name] for name in SAMPLES.partition))
