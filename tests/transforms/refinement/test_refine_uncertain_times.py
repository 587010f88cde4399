from typing import ClassVar

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms import bulkhead
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.planned_run import RunDate
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.refinement import refine_uncertain_times
from pantau.transforms.refinement.refine_uncertain_times import RefineUncertainTimes
from pantau.transforms.rejects import Reject
from tests.batch_runs import Here
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, EIGHT, recording

pytestmark = pytest.mark.slow

SITE = site()
OBSERVER = observer_of(SITE, ".")
TOMORROW = DAY + ONE_DAY
MIDNIGHT = day_bounds(SITE.zone, TOMORROW)[0]
TO_MIDNIGHT = MIDNIGHT - EIGHT.timestamp()


class Look:
    """Cannot read a recording of that name any more; says what it was asked for."""

    asked: ClassVar[dict] = {}

    def __init__(self, observer, archive, warehouse, held):
        pass

    def __call__(self, found):
        name = found.ownership.recording["recording_id"]
        Look.asked[name] = found.windows, found.bounds, found.left_out
        if name == "gone":
            raise Unreadable("missing", "gone.mp4: is not there any more")
        return name

    def cached_outcome(self, found):
        return None if found.windows else found.ownership.recording["recording_id"]


def windows(found_site, place, day):
    """A window at each midnight, and one left out at eight."""
    begins = day_bounds(found_site.zone, place.service_date)[0]
    eight = EIGHT.timestamp()
    return [(begins, begins + 2), (begins + 86_398, begins + 86_400)], [(eight, eight + 2)]


@pytest.mark.parametrize("at_once", [1, 2])
def test_recordings_are_refined_where_their_camera_days_are_in_doubt(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(bulkhead, "_Process", Here)
    monkeypatch.setattr(refine_uncertain_times, "RefineRecording", Look)
    monkeypatch.setattr(refine_uncertain_times, "refinement_windows", windows)
    Look.asked.clear()
    # One at eight, one over midnight, one of the next date; that of a third date is asked of nobody.
    rows = [
        recording("eight", 0, 60),
        recording("late", TO_MIDNIGHT - 30, 60),
        {**recording("gone", TO_MIDNIGHT + 60, 60), "service_date": TOMORROW},
        {**recording("other", TO_MIDNIGHT + 3 * 86_400, 60), "service_date": DAY + 4 * ONE_DAY},
    ]
    first, second = (RunDate("draft", day.isoformat(), 0.0, 3600.0) for day in (DAY, TOMORROW))
    shown = ((first,), (first, second), (second,), ())
    owned = [
        owned_recording(ownership)._replace(run_dates=dates)
        for ownership, dates in zip(assign_ownership(rows, 10.0, 0.0), shown, strict=True)
    ]
    (lost,) = map(owned_recording, assign_ownership([recording("lost", 600, 60)], 10.0, 0.0))
    lost = lost._replace(run_dates=(first,))
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        # One that was lost on the way to be observed is not done either: who finds events misses it.
        given = tuple(
            pipeline | name >> beam.Create(some, reshuffle=False).with_output_types(OwnedRecording)
            for name, some in (("all", [*owned, lost]), ("observed", owned))
        )
        found = given | RefineUncertainTimes(OBSERVER, "no archive", str(tmp_path), at_once)
        done = found.done | "Names" >> beam.Map(lambda one: one.recording.recording_id)
        assert_that(done, equal_to(["eight", "late"]), label="done")
        rejected = found[REJECTED] | "Words" >> beam.Map(lambda one: (one.input, one.step, one.error))
        assert_that(rejected, equal_to([("gone.mp4", "closer", "missing")]), label="rejected")
    assert (found.done.element_type, found[REJECTED].element_type) == (OwnedRecording, Reject)
    first, second = (day_bounds(SITE.zone, day) for day in (DAY, TOMORROW))
    of_both = [(begins + at, begins + at + 2) for begins in (first[0], second[0]) for at in (0, 86_398)]
    # Over midnight there are windows and bounds of both dates, and what is left out counts with who has its time.
    assert Look.asked == {
        "eight": (of_both[:2], [first], 1),
        "late": (sorted(set(of_both)), [first, second], 0),
        "gone": (of_both[2:], [second], 0),
    }
