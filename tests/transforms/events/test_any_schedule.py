"""Any schedule of visits, seen perfectly at any cadence, comes back with every boundary inside its interval."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.sessions import sessions_of, visits_of
from pantau.transforms.counters.staffing import staffing_of
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.roles.roles import staff_probabilities
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.identity_switches import same_person, split_at_switches
from pantau.transforms.tracking.tracker import link
from pantau.transforms.zones.dwells import Visibility, dwells_in
from pantau.transforms.zones.spans import within
from tests.transforms.events.test_seams import HALL
from tests.transforms.staging import AT_COUNTER, DAY, MIDNIGHT, VIEW, camera_day

START = MIDNIGHT + 8 * 3600
LIMITS = Thresholds()

schedules = st.lists(
    st.tuples(st.floats(0, 90), st.floats(12, 180)).map(lambda pair: (round(pair[0], 1), round(pair[1], 1))),
    min_size=1,
    max_size=6,
)


def inside(edge, second):
    """Whether a second lies in an edge's interval, to the precision of epoch seconds as floats."""
    return edge.lo - 1e-5 <= START + second <= edge.hi + 1e-5


def there(start, end):
    return lambda second: AT_COUNTER if start <= second < end else None


@pytest.mark.slow
@settings(max_examples=80)
@given(schedules, st.floats(1.0, 4.0), st.floats(0.0, 1.0))
def test_every_boundary_lies_inside_its_interval(schedule, cadence_s, phase):
    edges = np.cumsum([20.0] + [seconds for pair in schedule for seconds in pair])
    visits = list(zip(edges[1::2], edges[2::2], strict=True))
    day = camera_day(
        [there(start, end) for start, end in visits],
        seated=lambda second: True,
        seconds=(phase * cadence_s, edges[-1] + 30),
        cadence_s=cadence_s,
    )

    tracks = split_at_switches(day, link(day, LIMITS, day.person_score > 0))

    def same(earlier, later):
        return same_person(day, tracks[earlier], tracks[later])

    staffing = staffing_of("c1", day, VIEW, tracks, staff_probabilities(day, VIEW, tracks, LIMITS), LIMITS)
    dwells = dwells_in(VIEW.zones[1], tracks, Visibility(day), LIMITS.service_merge_s, LIMITS.service_min_s)
    sessions = sessions_of(visits_of(dwells, within(LIMITS.service_merge_s), same), [], staffing, day.known, LIMITS)

    assert len(sessions) == len(visits)
    for session, (start, end) in zip(sessions, visits, strict=True):
        assert inside(session.span.start, start)
        assert inside(session.span.end, end)
    for before, after in pairwise(sessions):
        assert before.span.end.at <= after.span.start.at


@pytest.mark.slow
@settings(max_examples=60)
@given(schedules, st.floats(1.0, 4.0), st.floats(0.0, 1.0))
def test_a_closer_look_tells_every_boundary_to_half_a_second(schedule, cadence_s, phase):
    # One after the other with a pause, so that every boundary is one of a stay.
    edges = np.cumsum([20.0] + [seconds for pause, length in schedule for seconds in (pause + 12, length)])
    visits = list(zip(edges[1::2], edges[2::2], strict=True))

    def seen(windows=()):
        return camera_day(
            [there(start, end) for start, end in visits],
            seconds=(phase * cadence_s, edges[-1] + 30),
            cadence_s=cadence_s,
            closer=[(a - START, b - START) for a, b in windows],
        )

    samples = seen()
    unlimited = HALL.model_copy(update={"observer": HALL.observer.model_copy(update={"closer_share": 100.0})})
    windows, left_out = refinement_windows(unlimited, CameraDate("hall", "one", DAY), samples)
    assert left_out == []
    day = seen(windows)
    assert day.closer.any() and (day.times[~day.closer] == samples.times).all()

    tracks = link(day, LIMITS, day.person_score > 0)
    dwells = dwells_in(VIEW.zones[1], tracks, Visibility(day), LIMITS.service_merge_s, LIMITS.service_min_s)
    closely = [edge for dwell in dwells for edge in (dwell.span.start, dwell.span.end)]
    for second in edges[1:]:
        assert min(edge.hi - edge.lo for edge in closely if inside(edge, second)) <= 0.75 + 1e-5
