"""An agency with a counter before each of two cameras: a night tells when both were empty, a second one the same."""

import pytest

from pantau.schemas.tables import ANOMALIES, STAFF_PRESENCE
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site

VIEW = """\
    views:
      - zones:
          - {{id: d-{n}, kind: customer, counters: [c{n}], polygon: [[0.1, 0.5], [0.4, 0.5], [0.4, 0.9]]}}
          - {{id: s-{n}, kind: seat, counters: [c{n}], polygon: [[0.5, 0.1], [0.9, 0.1], [0.9, 0.5], [0.5, 0.5]]}}
"""
COUNTERS = "".join(f"  - {{id: c{n}, name: Counter {n}, tenures: [{{agency: permits}}]}}\n" for n in (1, 2))


@pytest.mark.slow
def test_a_night_tells_when_all_counters_before_two_cameras_were_empty(tmp_path):
    site = write_site(tmp_path, channels=2, more=f"counters:\n{COUNTERS}thresholds: [{{all_counters_empty_s: 12}}]\n")
    text = site.read_text(encoding="utf-8")
    for n in (1, 2):
        text = text.replace(f"channel: {n}\n", f"channel: {n}\n" + VIEW.format(n=n))
    site.write_text(text, encoding="utf-8")
    record(tmp_path / "archive", "2026-06-08T08:00:00", 40, channel=1)
    record(tmp_path / "archive", "2026-06-08T08:00:10", 40, channel=2, first=300)
    ids = set()
    for _ in range(2):
        assert run_batch(site, tmp_path / "archive", tmp_path / "warehouse") == 0
        rows = read_table(tmp_path / "warehouse", ANOMALIES).to_pylist()
        (row,) = [row for row in rows if row["kind"] == "all_counters_empty"]
        ids.add(row["event_id"])
        unattended = [
            one
            for one in read_table(tmp_path / "warehouse", STAFF_PRESENCE).to_pylist()
            if one["state"] == "unattended"
        ]
        assert row["related_event_ids"] == sorted(one["event_id"] for one in unattended) and len(unattended) == 2
        assert row["started_at"] == max(one["started_at"] for one in unattended)
        assert row["ended_at"] == min(one["ended_at"] for one in unattended)
        assert (row["camera_id"], row["counter_id"], row["agency_id"]) == ("cam-2", None, "permits")
        assert row["run_id"] in {one["run_id"] for one in unattended}
    assert len(ids) == 1
