"""Recordings observed for another machine: what was noted in the bucket is known; another program does not look."""

import pickle

import pytest

from pantau.schemas.tables import SAMPLES
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.remote import ObserveRemotely, OtherProgram
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.tables.partition_files import write_partition
from tests.transforms.detection.test_observe_recording import TURN
from tests.transforms.detection.test_observer import site


@pytest.fixture
def look(bucket: Bucket) -> ObserveRemotely:
    """As it comes to a worker."""
    return pickle.loads(pickle.dumps(ObserveRemotely(site(), "gs://archive", f"gs://{bucket.bucket}/hall")))


def note(look: ObserveRemotely, **notes: str) -> None:
    """What another worker notes with a recording's samples."""
    recording = TURN.recording
    version = observer_of(look.site, "").version(recording["camera_id"], recording["service_date"])
    noted = {"model_hash": version, "turn": TURN.digest, "failure": "", **notes}
    write_partition(look.warehouse, sample_partition(recording), SAMPLES.arrow([]), noted)


def test_what_another_worker_has_looked_at_is_known(look: ObserveRemotely):
    assert look.cached_outcome(TURN) is None
    note(look)
    assert look.cached_outcome(TURN) == TURN.recording["recording_id"]


@pytest.mark.parametrize("other", [{"model_hash": "another"}, {"turn": "another"}])
def test_what_was_seen_otherwise_is_looked_at_again(look: ObserveRemotely, other: dict[str, str]):
    note(look, **other)
    assert look.cached_outcome(TURN) is None


def test_what_could_not_be_looked_at_is_not_tried_again(look: ObserveRemotely):
    note(look, failure="no frame could be decoded")
    with pytest.raises(Unreadable, match="no frame could be decoded"):
        look.cached_outcome(TURN)


def test_another_program_does_not_look(look: ObserveRemotely):
    look.code = "another"
    with pytest.raises(OtherProgram, match="the one that asked another; build the workers' image from the version"):
        look.setup()
