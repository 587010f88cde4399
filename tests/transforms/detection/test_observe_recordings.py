from dataclasses import replace
from typing import ClassVar

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site.thresholds import BatchSettings
from pantau.schemas.tables import SAMPLES
from pantau.transforms import bulkhead
from pantau.transforms.dead_letters import DONE, REJECTED
from pantau.transforms.detection import observe_recordings
from pantau.transforms.detection.observe_recordings import FRESH, ObserveRecordings, decoding_order
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.expected import take_expected
from pantau.transforms.planned_run import RunDate
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.partition_files import write_partition
from tests.batch_runs import Here
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, recording

pytestmark = pytest.mark.slow

OBSERVER = observer_of(site(), ".")
OF_RUN = (RunDate("draft", DAY.isoformat(), 0.0, 3600.0),)


class Look:
    """Sees nothing in a recording, and cannot read one of that name; says which it was asked for."""

    asked: ClassVar[list[str]] = []

    def __init__(self, observer, archive, warehouse):
        self.warehouse = warehouse

    def __call__(self, ownership):
        name = ownership.recording["recording_id"]
        Look.asked.append(name)
        if name == "broken":
            raise Unreadable("undecodable", "broken.mp4: none of its frames")
        noted(self.warehouse, ownership)
        return name

    def pieces(self, ownership):
        return [ownership]

    def join(self, ownership, seen):
        (one,) = seen
        if isinstance(one, Exception):
            raise one
        return one

    def cached_outcome(self, ownership):
        if ownership.recording["recording_id"] == "failed":
            raise Unreadable("undecodable", "failed.mp4: noted before")

    def record_failure(self, ownership, lost):
        raise AssertionError(lost)


def noted(warehouse, ownership, **more):
    """Notes that a recording was observed."""
    version = OBSERVER.version("one", DAY)
    place = sample_partition(ownership.recording)
    notes = {"model_hash": version, "turn": ownership.digest, **more}
    write_partition(warehouse, place, SAMPLES.schema.empty_table(), notes)


@pytest.mark.parametrize("at_once", [1, 2])
def test_each_is_known_decoded_or_rejected_and_those_of_other_dates_are_left_out(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(bulkhead, "_Process", Here)
    monkeypatch.setattr(observe_recordings, "ObserveRecording", Look)
    Look.asked.clear()
    take_expected()
    names = ("known", "failed", "new", "broken")
    rows = [recording(name, 100 * number, 60) for number, name in enumerate(names)]
    ownerships = assign_ownership([{**row, "bytes": number} for number, row in enumerate(rows)], 10.0, 0.0)
    noted(tmp_path, ownerships[0], failure="")
    noted(tmp_path, ownerships[1], failure="failed.mp4: noted before")
    elsewhere = replace(ownerships[0], recording={**recording("other", 3 * 86_400, 60), "bytes": 9})
    given = [owned_recording(ownership)._replace(run_dates=OF_RUN) for ownership in ownerships]
    given.append(owned_recording(elsewhere))
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        made = pipeline | beam.Create(given, reshuffle=False).with_output_types(OwnedRecording)
        found = made | ObserveRecordings(OBSERVER, "no archive", str(tmp_path), at_once)
        done = found[DONE] | "Done" >> beam.Map(lambda one: one.recording.recording_id)
        assert_that(done, equal_to(["known", "new"]), label="done")
        rejected = found[REJECTED] | "Words" >> beam.Map(lambda one: (one.input, one.step, one.error))
        expected = [("failed.mp4", "observe", "undecodable"), ("broken.mp4", "observe", "undecodable")]
        assert_that(rejected, equal_to(expected), label="rejected")
        fresh = found[FRESH] | "Fresh" >> beam.Map(lambda one: one.recording.recording_id)
        assert_that(fresh, equal_to(["new", "broken"]), label="fresh")
    assert (found[DONE].element_type, found[REJECTED].element_type) == (OwnedRecording, Reject)
    # The largest first, if they are in one hand; what is known is not asked for.
    assert (Look.asked if at_once > 1 else sorted(Look.asked)) == ["broken", "new"]
    assert [(one.stage, one.name, one.seconds) for one in take_expected()] == [
        ("observe", "new.mp4", 60.0),
        ("observe", "broken.mp4", 60.0),
    ]


def test_the_site_file_says_what_is_decoded_first():
    sites = {
        first: site().model_copy(update={"night": BatchSettings(first=first)}) for first in ("largest", "restricted")
    }
    camera = sites["restricted"].camera("one")
    closed = camera.model_copy(update={"id": "closed", "zone_type": "restricted"})
    rows = [
        recording("old", 0, 60) | {"bytes": 9, "camera_id": "closed"},
        recording("large", 50, 60) | {"bytes": 99},
        recording("new", 100, 60) | {"bytes": 5},
        recording("newer", 200, 60) | {"bytes": 9, "camera_id": "closed"},
    ]
    owned = [owned_recording(assign_ownership([row], 0.0, 0.0)[0]) for row in rows]
    for first, names in (
        ("largest", ["large", "newer", "old", "new"]),
        ("restricted", ["newer", "old", "new", "large"]),
    ):
        both = sites[first].model_copy(update={"cameras": (camera, closed)})
        ordered = sorted(owned, key=lambda one: decoding_order(both, one))
        assert [one.recording.recording_id for one in ordered] == names
