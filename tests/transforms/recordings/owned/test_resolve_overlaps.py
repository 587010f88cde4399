from datetime import timedelta

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site import parse_site
from pantau.transforms.hours import day_bounds
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import RunDate
from pantau.transforms.recordings.owned.by_date_shown import ByDateShown
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording, time_ownership
from pantau.transforms.recordings.owned.resolve_overlaps import ResolveOverlaps
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording
from pantau.transforms.recordings.time_ownership import assign_ownership
from tests.transforms.recordings.test_camera_assignment import SITE
from tests.transforms.seen import DAY, recording

LEAD_S = 10.0
EVENING = DAY - timedelta(days=1)
OF_EVENING, OF_DAY = (RunDate("draft", day.isoformat(), 0.0, 3600.0) for day in (EVENING, DAY))


@pytest.fixture(scope="module")
def site():
    return parse_site(SITE)


@pytest.fixture
def rows(site):
    """One of the evening before that reaches over midnight, one that begins in it, one later, and of another camera."""
    midnight = day_bounds(site.zone, DAY)[0]
    eight = recording("x", 0, 1)["started_at"].timestamp()
    at = midnight - eight
    return [
        {**recording("evening", at - 60, 120), "service_date": EVENING},
        recording("night", at + 30, 100),
        recording("morning", 0, 60),
        recording("other", 0, 60, camera_id="two"),
    ]


@pytest.mark.slow
def test_each_recording_owns_what_none_before_it_shows_over_midnight_too(site, rows):
    expected = {
        ownership.recording["recording_id"]: owned_recording(ownership)
        for some in (rows[:1], rows[:3], rows[3:])
        for ownership in assign_ownership(some, LEAD_S, day_bounds(site.zone, some[-1]["service_date"])[0])
    }
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        probed = [probed_recording(row) for row in reversed(rows)]
        made = pipeline | beam.Create(probed, reshuffle=False).with_output_types(ProbedRecording)
        dates = pipeline | "Dates" >> beam.Create([OF_DAY]).with_output_types(RunDate)
        found = (made, dates) | ResolveOverlaps(site, LEAD_S)
        of_run = [one._replace(run_dates=(OF_DAY,)) for one in expected.values()]
        assert_that(found, equal_to(of_run), label="owned")
        both = pipeline | "Both" >> beam.Create([OF_DAY, OF_EVENING]).with_output_types(RunDate)
        dates_shown = (
            (made, both)
            | "Of both" >> ResolveOverlaps(site, LEAD_S)
            | "Dates shown" >> beam.Map(lambda one: (one.recording.recording_id, one.run_dates))
        )
        own = [(name, (OF_DAY,)) for name in ("night", "morning", "other")]
        assert_that(dates_shown, equal_to([("evening", (OF_EVENING, OF_DAY)), *own]), label="dates")
        shown = (
            found
            | ByDateShown(site.zone)
            | "Names" >> beam.MapTuple(lambda key, one: (key, one.recording.recording_id))
        )
        on_day = [(CameraDayKey("one", DAY.isoformat()), name) for name in ("evening", "night", "morning")]
        evening = [(CameraDayKey("one", EVENING.isoformat()), "evening")]
        assert_that(
            shown, equal_to([*on_day, *evening, (CameraDayKey("two", DAY.isoformat()), "other")]), label="shown"
        )
        wanted = (
            found
            | "Of run" >> ByDateShown(site.zone, of_run=True, names=True)
            | "Wanted" >> beam.Filter(lambda one: one[0].camera_id == "one")
        )
        assert_that(wanted, equal_to(on_day), label="wanted")
    assert found.element_type is OwnedRecording
    whole = rows[1]["started_at"].timestamp() + 30, rows[1]["ended_at"].timestamp()
    assert expected["night"].spans == (pytest.approx(whole),)


def test_what_flows_says_the_same_as_what_observing_takes(site, rows):
    for ownership in assign_ownership(rows[:3], LEAD_S, day_bounds(site.zone, DAY)[0]):
        again = time_ownership(owned_recording(ownership))
        assert (again.digest, again.spans) == (ownership.digest, ownership.spans)
        assert again.recording["started_at"] == ownership.recording["started_at"]
