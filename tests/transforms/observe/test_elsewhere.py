"""Recordings looked at for another machine: what was noted in the bucket is known; another program does not look."""

import pickle

import pytest

from schemas.tables import SAMPLES
from tests.transforms.observe.test_look import TURN
from tests.transforms.observe.test_observer import site
from transforms.inventory.opening import Unreadable
from transforms.observe.elsewhere import LookElsewhere, OtherProgram
from transforms.observe.observer import observer_of
from transforms.observe.watching import sample_partition
from transforms.storage.bucket import Bucket
from transforms.storage.mirrors import mirror_of
from transforms.warehouse.partitions import write_partition


@pytest.fixture
def look(bucket: Bucket) -> LookElsewhere:
    """As it comes to a worker."""
    return pickle.loads(pickle.dumps(LookElsewhere(site(), "gs://archive", f"gs://{bucket.bucket}/hall")))


def note(look: LookElsewhere, **notes: str) -> None:
    """What another worker notes with a recording's samples; then this machine forgets it."""
    recording = TURN.recording
    version = observer_of(look.site, "").version(recording["camera_id"], recording["service_date"])
    noted = {"model_hash": version, "turn": TURN.digest, "failure": "", **notes}
    file = write_partition(mirror_of(look.warehouse), sample_partition(recording), SAMPLES.arrow([]), noted)
    file.unlink()


def test_what_another_worker_has_looked_at_is_known(look: LookElsewhere):
    assert look.recall(TURN) is None
    note(look)
    assert look.recall(TURN) == TURN.recording["recording_id"]


@pytest.mark.parametrize("other", [{"model_hash": "another"}, {"turn": "another"}])
def test_what_was_seen_otherwise_is_looked_at_again(look: LookElsewhere, other: dict[str, str]):
    note(look, **other)
    assert look.recall(TURN) is None


def test_what_could_not_be_looked_at_is_not_tried_again(look: LookElsewhere):
    note(look, failure="no picture could be decoded")
    with pytest.raises(Unreadable, match="no picture could be decoded"):
        look.recall(TURN)


def test_another_program_does_not_look(look: LookElsewhere):
    look.code = "another"
    with pytest.raises(OtherProgram, match="the one that asked another; build the workers' image from the version"):
        look.setup()
