import tracemalloc
from datetime import date

from schemas.tables import OBSERVATIONS
from transforms.observe import gathered
from transforms.observe.gathered import Gathered
from transforms.warehouse.partitions import Partition, write_partition

DAY = date(2026, 11, 2)


def sighting(number):
    return {
        **{"recording_id": "r1", "site_id": "hall", "agency_id": "permits", "camera_id": "one", "service_date": DAY},
        **{"model_hash": "m", "offset_s": float(number // 10), "sighting": number, "observation_kind": "person"},
        **{"x1": 0.1, "y1": 0.1, "x2": 0.2, "y2": 0.9, "score": 0.5, "carried": False},
        **{"zone_id": None, "head_x": None, "head_y": None},
        **{"compared_to": list(range(number, number + 50)), "likeness": [0.5] * 50},
    }


def test_rows_in_batches_are_the_file_that_all_at_once_are(tmp_path, monkeypatch):
    monkeypatch.setattr(gathered, "AT_ONCE", 7)
    rows = [sighting(number * 37 % 101) for number in range(101)]
    batched = Gathered(OBSERVATIONS)
    for start in range(0, 101, 3):
        batched.add(rows[start : start + 3])
    assert len(batched) == 101
    partition = Partition(OBSERVATIONS, tuple(rows[0][name] for name in OBSERVATIONS.partition))
    files = [
        write_partition(tmp_path / name, partition, table).read_bytes()
        for name, table in (("batched", batched.arrow()), ("at once", OBSERVATIONS.arrow(rows)))
    ]
    assert files[0] == files[1]


def test_no_rows_are_an_empty_table():
    assert Gathered(OBSERVATIONS).arrow().equals(OBSERVATIONS.arrow([]))
    assert len(Gathered(OBSERVATIONS)) == 0


def test_the_memory_for_rows_is_bounded_by_those_that_wait(monkeypatch):
    monkeypatch.setattr(gathered, "AT_ONCE", 100)
    whole = Gathered(OBSERVATIONS)
    whole.add([])
    tracemalloc.start()
    peaks = []
    for count in (1000, 10_000):
        tracemalloc.reset_peak()
        for number in range(count):
            whole.add([sighting(number)])
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
