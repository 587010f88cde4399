from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.listing import BEING_WRITTEN, Listed
from pantau.transforms.recordings.named.list_archive import ListedNow
from pantau.transforms.recordings.probed.held_while_written import (
    HoldWhileWritten,
    PartCorrected,
    PartHeld,
    as_it_stands,
    as_it_was,
)
from pantau.transforms.recordings.probed.probed_recording import probed_recording
from tests.transforms.seen import recording

ZONE = ZoneInfo("Asia/Jakarta")
HELD = probed_recording(recording("held", 0, 60))
OTHER = probed_recording(recording("other", 60, 60))
WRITTEN = Listed("held.mp4", 900, "ignored", ".mp4", BEING_WRITTEN)
NEW = Listed("new.mp4", 5, "ignored", ".mp4", BEING_WRITTEN)
DONE = Listed("other.mp4", 1, "recording", ".mp4")


def named(path, camera="one", hour=1):
    started = datetime(2026, 11, 2, hour, tzinfo=UTC).timestamp()
    return NamedRecording(path, 1, camera, "x", started, None, 0.0, 1.0, "x", run_id="run-2")


def test_only_what_is_held_and_being_written_is_listed_as_it_was():
    assert as_it_was(WRITTEN, HELD) == Listed("held.mp4", 1, "recording", ".mp4")
    # One that stands and is finished is the one that it is now.
    assert as_it_was(DONE, OTHER) == DONE


@pytest.mark.parametrize(
    ("changed", "stands"),
    [({}, True), ({"camera": "two"}, False), ({"hour": 20}, False)],
    ids=["as it was", "of another camera by now", "of another date by now"],
)
def test_it_stands_as_of_the_run_unless_the_site_file_has_it_elsewhere(changed, stands):
    found = list(as_it_stands(named("held.mp4", **changed), HELD, ZONE))
    assert found == [HELD._replace(run_id="run-2")] * stands


def test_as_steps_of_a_pipeline():
    with beam.Pipeline() as pipeline:
        listed = pipeline | "Listed" >> beam.Create([ListedNow(one, 7.0) for one in (WRITTEN, NEW, DONE)])
        standing = pipeline | "Standing" >> beam.Create([HELD, OTHER])
        holding = (listed, standing) | HoldWhileWritten()
        names = pipeline | "Named" >> beam.Create([named("held.mp4"), named("other.mp4")])
        new, kept = (names, holding.held) | PartHeld(ZONE)
        fresh, corrected = (standing, holding.held) | PartCorrected()
        for label, found, expected in (
            (
                "listed",
                holding.listed,
                [ListedNow(one, 7.0) for one in (as_it_was(WRITTEN, HELD), NEW, DONE)],
            ),
            ("held", holding.held, [HELD]),
            ("new", new, [named("other.mp4")]),
            ("kept", kept, [HELD._replace(run_id="run-2")]),
            ("fresh", fresh, [OTHER]),
            ("corrected", corrected, [HELD]),
        ):
            assert_that(found, equal_to(expected), label=label)
