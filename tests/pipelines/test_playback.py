import os

import pytest

from pantau.pipelines import playback
from pantau.pipelines.playback import FootageLost, FootageRequest, make
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.playback.footage_maker import NICENESS, FootageMaker
from pantau.transforms.tables.partition_files import read_table
from tests.pipelines.slow_maker import SlowMaker
from tests.transforms.evidence.conftest import hall  # noqa: F401
from tests.transforms.numbered_clips import regular

pytestmark = pytest.mark.slow


@pytest.fixture
def request_of(hall):  # noqa: F811
    """A request for a still of a recording of two seconds."""
    hall.record("ch01_20261102080000.mp4", "libx264", regular(50), preset="ultrafast")
    hall.take_inventory()
    (row,) = read_table(hall.warehouse, RECORDINGS).to_pylist()
    return FootageRequest(str(hall.archive), row, 1.0)


class NiceMaker(FootageMaker):
    """Tells how far its process gives way."""

    def __call__(self, request):
        return os.nice(0)


def test_a_process_of_its_own_that_gives_way_makes_it(request_of, monkeypatch):
    monkeypatch.setattr(playback, "FootageMaker", NiceMaker)
    assert make(request_of) == min(19, os.nice(0) + NICENESS)


def test_a_recording_of_another_size_or_none_is_not_shown(request_of, hall):  # noqa: F811
    with (hall.archive / "ch01_20261102080000.mp4").open("ab") as file:
        file.write(b"more")
    with pytest.raises(FootageLost, match=r"has \d+ bytes, and had") as lost:
        make(request_of)
    assert lost.value.word == "altered"
    (hall.archive / "ch01_20261102080000.mp4").unlink()
    with pytest.raises(FootageLost, match="cannot be read in the archive") as lost:
        make(request_of)
    assert lost.value.word == "gone"


def test_a_name_that_leads_out_of_the_archive_is_not_read(request_of, hall):  # noqa: F811
    (hall.archive.parent / "secret.mp4").write_bytes(b"x" * request_of.row["bytes"])
    outside = FootageRequest(request_of.archive, {**request_of.row, "recording_uri": "../secret.mp4"}, 1.0)
    with pytest.raises(FootageLost, match=r"\.\./secret\.mp4: cannot be read in the archive \(leads out of") as lost:
        make(outside)
    assert lost.value.word == "unreachable"


def test_the_process_ends_with_who_waits_for_it_and_at_its_bound(request_of, monkeypatch):
    monkeypatch.setattr(playback, "FootageMaker", SlowMaker)
    asked = iter([False] * 3)
    with pytest.raises(FootageLost) as lost:
        make(request_of, lambda: next(asked, True))
    assert lost.value.word == "left"
    monkeypatch.setattr(playback, "MOST_SECONDS", 0.3)
    with pytest.raises(FootageLost) as lost:
        make(request_of)
    assert lost.value.word == "too_slow"
