from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau.schemas.tables import OBSERVATIONS
from pantau.transforms.detection import row_buffer
from pantau.transforms.detection.row_buffer import RowBuffer
from pantau.transforms.tables import encoding
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.partition import Partition

DAY = date(2026, 11, 2)


def detection(number):
    return {
        **{"recording_id": "r1", "site_id": "hall", "agency_id": "permits", "camera_id": "one", "service_date": DAY},
        **{"model_hash": "m", "offset_s": float(number // 10), "detection": number, "observation_kind": "person"},
        **{"x1": 0.1, "y1": 0.1, "x2": 0.2, "y2": 0.9, "score": 0.5, "carried_forward": False},
        **{"zone_id": None, "head_x": None, "head_y": None},
        **{"compared_to": list(range(number, number + 50)), "appearance_similarity": [0.5] * 50},
    }


PARTITION = Partition(OBSERVATIONS, tuple(detection(0)[name] for name in OBSERVATIONS.partition))


def whole(rows):
    made = Encoding(PARTITION)
    made.add(OBSERVATIONS.arrow(rows))
    return made.content()


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(row_buffer, "AT_ONCE", 7)
    monkeypatch.setattr(row_buffer, "ROWS_TOGETHER", 20)
    monkeypatch.setattr(encoding, "ROWS_TOGETHER", 20)


@pytest.mark.parametrize(
    "order",
    [
        list(range(101)),
        [number ^ 1 for number in range(100)],
        [number * 37 % 101 for number in range(101)],
        [*range(1, 101), 0],
        [],
    ],
    ids=["in order", "nearly", "in none", "one too late", "none at all"],
)
def test_rows_in_pieces_are_the_file_that_all_at_once_are(order):
    made = RowBuffer(PARTITION)
    for start in range(0, len(order), 3):
        made.add([detection(number) for number in order[start : start + 3]])
    assert len(made) == len(order)
    content = made.content()
    assert content == whole([detection(number) for number in order])
    groups = pq.ParquetFile(pa.BufferReader(content)).metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)][:-1] == [20] * (
        max(len(order) - 1, 0) // 20
    )


@pytest.mark.slow
def test_the_memory_for_rows_in_order_is_bounded_by_those_that_wait(monkeypatch):
    monkeypatch.setattr(row_buffer, "AT_ONCE", 100)
    monkeypatch.setattr(row_buffer, "ROWS_TOGETHER", 400)
    monkeypatch.setattr(encoding, "ROWS_TOGETHER", 400)
    made, peaks, before = RowBuffer(PARTITION), [], pa.total_allocated_bytes()
    for number in range(20_000):
        made.add([detection(number)])
        peaks.append(pa.total_allocated_bytes() - before)
    raw = OBSERVATIONS.arrow([detection(number) for number in range(1000)]).nbytes
    assert max(peaks[10_000:]) < 2.5 * raw
    assert len(made.content()) > 0
