from pantau.schemas.tables import RECORDINGS
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings import recording_index
from pantau.transforms.recordings.recording_index import RecordingIndex
from pantau.transforms.tables.partition_files import Partition, write_partition
from tests.transforms.seen import DAY, recording


def test_the_recordings_of_a_camera_by_date_each_table_read_once(tmp_path, monkeypatch):
    rows = [recording("a", 0, 60), recording("b", 60, 60, camera_id="two"), recording("c", 120, 60)]
    write_partition(tmp_path, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(rows))
    reads = []
    read = recording_index.read_table
    monkeypatch.setattr(recording_index, "read_table", lambda *of, **where: reads.append(where) or read(*of, **where))
    found = RecordingIndex(str(tmp_path))
    for _ in range(2):
        names = [[row["recording_id"] for row in found.on("permits", one, DAY)] for one in ("one", "two", "three")]
        assert names == [["a", "c"], ["b"], []]
        assert found.on("permits", "one", DAY + ONE_DAY) == []
    assert len(reads) == 2
