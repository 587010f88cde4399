"""The rows of one recording divided among pieces of it, in whatever order: the same events."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.schemas.site import parse_site
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.events.event_rows import Provenance
from pantau.transforms.events.find_events import find_events
from pantau.transforms.hours import day_bounds
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import assemble
from tests.transforms.events.test_find_events import SITE
from tests.transforms.seen import DAY, EIGHT, detection, recording, sample
from tests.transforms.staging import AT_COUNTER, IN_HALL, IN_QUEUE, VIEW, camera_day, path

PLAIN = parse_site(SITE.replace("HOURS", "mon: 08:00-09:00"))
HALL = PLAIN.model_copy(
    update={"cameras": (Camera(**{**PLAIN.cameras[0].model_dump(), "views": (VIEW,)}),)},
)
LENGTH_S = 180.0
LEADS_HOME = {"recording_uri", "recording_sha256", "offset_s"}

visitors = st.lists(
    st.tuples(st.floats(0, 160), st.floats(0, 30), st.floats(2, 60)).map(
        lambda t: path(
            (t[0], IN_HALL), (t[0] + 2, IN_QUEUE), (t[0] + 4 + t[1], AT_COUNTER), (t[0] + 4 + t[1] + t[2], None)
        )
    ),
    max_size=5,
)


def number(day, i):
    at = int(np.count_nonzero(day.person_sample[:i] == day.person_sample[i]))
    return round(day.times[day.person_sample[i]] * 1000) * 1000 + at


def rows(day, owner, begin, end):
    """Samples and observations of a piece from `begin` to `end` seconds after eight."""
    within = [i for i, at in enumerate(day.offset) if begin <= at < end]
    numbers = [number(day, i) for i in range(len(day.person_box))]
    persons = [
        detection(
            owner,
            day.offset[day.person_sample[i]] - begin,
            numbers[i],
            **dict(zip(("x1", "y1", "x2", "y2"), box, strict=True)),
            score=day.person_score[i],
            compared_to=[numbers[j] for j in day.similarity.of(i)[0]],
            appearance_similarity=day.similarity.of(i)[1].tolist(),
        )
        for i, box in enumerate(day.person_box.tolist())
        if day.person_sample[i] in within
    ]
    seats = [
        detection(owner, day.offset[i] - begin, round(day.times[i] * 1e6) + 900, seat="seat", head_x=0.55, head_y=0.15)
        for i in day.seat_sample
        if i in within
    ]
    return [sample(owner, day.offset[i] - begin) for i in within], persons + seats


def assembled(day, pieces, order=None):
    """The camera day of (begin, end) pieces."""
    recordings, samples, observations = [], [], []
    for i, (begin, end) in enumerate(pieces):
        owner = recording(f"r{i}", begin, end - begin)
        shown, seen = rows(day, owner, begin, end)
        recordings.append(owner)
        samples += shown
        observations += seen
    for listed in (recordings, samples) if order else ():
        order.shuffle(listed)
    return assemble(
        day_bounds(HALL.zone, DAY),
        day.cadence_s,
        Thresholds(),
        recordings,
        {row["recording_id"] for row in recordings},
        SAMPLES.arrow(samples),
        OBSERVATIONS.arrow(observations),
    )


def people(day):
    """When and where everybody was seen, and how like whom."""
    alike = [tuple(part.tolist() for part in day.similarity.of(i)) for i in range(len(day.person_box))]
    return list(zip(day.times[day.person_sample].tolist(), day.person_box.tolist(), alike, strict=True))


def events(day):
    """The rows of events, without what names the recording."""
    found = find_events(HALL, CameraDate("hall", "one", DAY), Provenance("run", "code", "config", "model"), day)
    return {
        table: [{name: value for name, value in row.items() if name not in LEADS_HOME} for row in listed]
        for table, listed in vars(found).items()
    }


@pytest.mark.slow
@settings(max_examples=40)
@given(
    visitors,
    st.sampled_from([1.0, 2.0, 2.5]),
    st.sets(st.integers(1, 179), max_size=6),
    st.sampled_from([0.0, 1.0, 3.0]),
    st.randoms(use_true_random=False),
)
def test_a_recording_cut_anywhere_gives_the_same_events(visits, cadence_s, cuts, overlap_s, order):
    day = camera_day(
        visits,
        seated=lambda second: second % 70 < 40,
        seconds=(0, LENGTH_S),
        cadence_s=cadence_s,
        start=EIGHT.timestamp(),
    )
    edges = [0.0, *sorted(cuts), LENGTH_S]
    pieces = [(begin, min(end + overlap_s, LENGTH_S)) for begin, end in pairwise(edges)]
    whole, cut = assembled(day, [(0.0, LENGTH_S)]), assembled(day, pieces, order)
    assert people(cut) == people(whole) and len(people(whole)) == len(day.person_box)
    assert cut.known == whole.known
    assert events(cut) == events(whole) and events(whole)["staff_presence"]
