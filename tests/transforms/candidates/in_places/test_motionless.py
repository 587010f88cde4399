"""A box that does not move for hours is a candidate, and nobody who only sits still is."""

from dataclasses import replace

import av
import cv2
import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.in_places.motionless import JITTER_HEIGHTS, motionless
from pantau.transforms.detection.models import PersonDetector
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from tests.transforms.staging import CUSTOMER, MIDNIGHT, QUEUE, camera_day

LIMITS = Thresholds()
HOURS, CADENCE_S = 3, 10.0
COUNT = int(HOURS * 3600 / CADENCE_S)
PLACE = np.array([0.56, 0.45, 0.64, 0.75])
COUNTERS = {"customer": "c1", "queue": None}


def jittered(place, count=COUNT, spread=0.005, seed=0):
    """(count, 4) boxes as a detector gives them of a thing that stands still; `spread` in heights of the box."""
    height = place[3] - place[1]
    return place + np.random.default_rng(seed).normal(0, spread * height, (count, 4)) * (9 / 16, 1, 9 / 16, 1)


def found(*people, limits=LIMITS):
    """Candidates of tracks, each (samples, boxes) of one person."""
    day = camera_day(seconds=(0.0, HOURS * 3600.0), cadence_s=CADENCE_S)
    samples = np.concatenate([samples for samples, _ in people])
    order = np.argsort(samples, kind="stable")
    boxes = np.concatenate([boxes for _, boxes in people])
    day = replace(day, person_sample=samples[order], person_box=boxes[order], person_score=np.full(len(samples), 0.7))
    tracks = [
        Track(np.arange(len(samples)), samples, boxes, np.full(len(samples), 0.7), np.ones(len(samples)))
        for samples, boxes in people
    ]
    return motionless(day, Visibility(day), tracks, [CUSTOMER, QUEUE], COUNTERS, limits)


EVER = np.arange(COUNT)


def test_a_figure_that_stands_at_the_counter_all_day():
    (candidate,) = found((EVER, jittered(PLACE)))
    assert (candidate.kind, candidate.counter, candidate.zone) == ("motionless", "c1", "customer")
    assert candidate.span.start.censored and candidate.span.end.censored
    assert candidate.observed_value == pytest.approx(HOURS * 3600)
    assert (candidate.expected_value, candidate.severity) == (7200.0, "low")
    assert candidate.detection_score == pytest.approx(0.7) and candidate.role_probability is None


def test_others_who_stand_before_it_part_its_track_and_not_the_candidate():
    hidden = (EVER // 30) % 3 == 1
    first, second = EVER[~hidden & (EVER < 500)], EVER[~hidden & (EVER >= 500)]
    boxes = jittered(PLACE)
    (candidate,) = found((first, boxes[first]), (second, boxes[second]), (EVER[hidden], boxes[hidden] + 0.02))
    assert candidate.observed_value == pytest.approx(HOURS * 3600)


def test_a_figure_that_is_put_up_and_taken_away():
    there = EVER[100:900]
    (candidate,) = found((there, jittered(PLACE)[there]))
    assert not candidate.span.start.censored and not candidate.span.end.censored
    start, end = (edge.at - MIDNIGHT - 8 * 3600 for edge in (candidate.span.start, candidate.span.end))
    assert (start, end) == pytest.approx((995, 8995))
    shorter = EVER[100:810]
    assert found((shorter, jittered(PLACE)[shorter])) == []
    assert len(found((shorter, jittered(PLACE)[shorter]), limits=Thresholds(motionless_s=7000))) == 1


def test_who_sits_still_for_hours_and_shifts_now_and_then_is_a_person():
    # Every five minutes some centimetres, of a person of a metre and a half.
    shifts = np.random.default_rng(1).normal(0, 0.02, (COUNT // 30, 4)).repeat(30, axis=0) * (9 / 16, 1, 9 / 16, 1)
    assert found((EVER, jittered(PLACE) + shifts)) == []


def test_people_who_come_to_the_same_place_one_after_the_other_are_no_figure():
    people = [
        (EVER[k : k + 90], jittered(np.add(PLACE, (0, k / 20_000, 0, 0)), 90)) for k in range(0, COUNT - COUNT % 90, 90)
    ]
    assert found(*people) == []


def test_who_changed_places_was_seen_nowhere_in_between():
    moved = np.concatenate([jittered(PLACE, COUNT // 2), jittered(np.add(PLACE, (0, 0.1, 0, 0.1)), COUNT // 2)])
    assert found((EVER, moved)) == []


def test_where_nobody_is_measured_a_figure_troubles_nobody():
    assert found((EVER, jittered(np.add(PLACE, (0.3, 0, 0.3, 0))))) == []


def test_two_figures_are_two():
    beside = np.subtract(PLACE, (0.45, 0, 0.45, 0))
    rows = found((EVER, jittered(PLACE)), (EVER, jittered(beside, seed=1)))
    assert sorted(row.zone for row in rows) == ["customer", "queue"]


def test_a_cut_out_moves_less_on_real_frames_than_people_who_stand_still_there(footage):
    """A person cut out of one frame stands on all others, in changing light; a real one waits at the till."""

    def frames(name, count):
        """One a second."""
        with av.open(str(footage / "real" / name)) as container:
            images = []
            for frame in container.decode(video=0):
                if frame.time >= len(images):
                    images.append(frame.to_ndarray(format="bgr24"))
                if len(images) == count:
                    return images

    def spread(images, drawn, most):
        height, width = images[0].shape[:2]
        there = []
        for image in images:
            people = detector.detect(image)
            shared = overlap(drawn[None], people.boxes)[0]
            if len(shared) and shared.max() > 0.3:
                there.append(people.boxes[shared.argmax()])
        assert len(there) >= most
        boxes = np.array(there)
        median = np.median(boxes, axis=0)
        apart = np.abs(boxes - median) * (width / height, 1, width / height, 1) / (median[3] - median[1])
        return np.quantile(apart.max(axis=1), 0.75)

    detector = PersonDetector()
    yard = frames("vtest.avi", 12)
    people = detector.detect(yard[5])
    height, width = yard[0].shape[:2]
    x1, y1, x2, y2 = (people.boxes[people.scores.argmax()] * (width, height, width, height)).astype(int)
    figure = cv2.resize(yard[5][y1:y2, x1:x2], None, fx=1.25, fy=1.25)
    left, top = int(0.3 * width), int(0.7 * height)
    right, bottom = left + figure.shape[1], top + figure.shape[0]
    random = np.random.default_rng(0)
    for number, image in enumerate(yard):
        image[top:bottom, left:right] = figure
        light = 1 + 0.15 * np.sin(number)
        image[:] = np.clip(image * light + random.normal(0, 4, image.shape), 0, 255)
    drawn = np.array([left / width, top / height, right / width, bottom / height])
    assert spread(yard, drawn, 11) <= JITTER_HEIGHTS
    # Behind the customer at the till, who moves more.
    assert spread(frames("checkout_cashier.mp4", 20), np.array([0.14, 0.33, 0.24, 0.87]), 15) > 2 * JITTER_HEIGHTS
