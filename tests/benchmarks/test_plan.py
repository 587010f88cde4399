import pytest

from benchmarks.material.footage import KINDS
from benchmarks.plan import Assumptions, CameraHour, camera_hour, need
from benchmarks.stages import ENGINE, SQL, STAGES, Clocked


def _clocked(core_s, seconds=600.0):
    spent = dict.fromkeys(STAGES, 0.0) | {"decode": core_s, ENGINE: 2.0, SQL: 1.0}
    return Clocked(seconds, 1_000_000, 600, 10, spent, {}, 500.0)


def test_an_hour_weighs_the_kinds_by_their_share_and_leaves_the_engine_out():
    measured = {kind: _clocked(core_s) for kind, core_s in zip(KINDS, (10.0, 5.0, 1.0, 0.0), strict=True)}
    hour = camera_hour(measured, 3_600)
    assert hour.core_s == pytest.approx(6 * (0.2 * 10 + 0.35 * 5 + 0.3 * 1))
    assert (hour.archive_bytes, hour.table_bytes) == pytest.approx((6_000_000, 3_600))
    assert (hour.night_s, hour.worker_mib) == (2.0, 500.0)


def test_cores_grow_with_cameras_and_the_engine_with_cores():
    hour, given = CameraHour(36.0, 1e9, 1e5, 0.0, 512.0), Assumptions(efficiency=0.5, window_h=8)
    one, thousand, many = (need(cameras, hour, given) for cameras in (1, 1_000, 100_000))
    assert (one.cores, one.engine, one.memory_gib, one.core_hours) == (1, "one machine", 0.5, 0.1)
    assert (thousand.cores, thousand.engine) == (25, "one machine")
    assert (many.cores, many.engine[:8]) == (2_500, "Dataflow")
    assert many.money_a_night == pytest.approx(10_000 / 0.5 * given.dataflow_core_hour)
    assert (thousand.read_gb, thousand.tables_gb_a_year) == pytest.approx((10_000, 365))
