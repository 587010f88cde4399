from schemas.tables import RECORDINGS
from tests.transforms.events.seen import DAY, recording
from transforms.hours import ONE_DAY
from transforms.inventory import begun
from transforms.inventory.begun import Begun
from transforms.warehouse.partitions import Partition, write_partition


def test_the_recordings_of_a_camera_by_date_each_table_read_once(tmp_path, monkeypatch):
    rows = [recording("a", 0, 60), recording("b", 60, 60, camera_id="two"), recording("c", 120, 60)]
    write_partition(tmp_path, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow(rows))
    reads = []
    read = begun.read_table
    monkeypatch.setattr(begun, "read_table", lambda *of, **where: reads.append(where) or read(*of, **where))
    found = Begun(str(tmp_path))
    for _ in range(2):
        names = [[row["recording_id"] for row in found.on("permits", one, DAY)] for one in ("one", "two", "three")]
        assert names == [["a", "c"], ["b"], []]
        assert found.on("permits", "one", DAY + ONE_DAY) == []
    assert len(reads) == 2
