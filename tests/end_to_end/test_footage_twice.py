"""Footage of one date that is put under the next one: told, unknown, and counted nowhere."""

from datetime import date

import pytest

from pantau.schemas.tables import ANOMALIES, COVERAGE, RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site
from tests.end_to_end.cutting import cut

pytestmark = pytest.mark.slow

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def test_what_was_cut_from_the_day_before_is_repeated_and_its_twin_is_named(tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    source = record(archive, f"{MONDAY}T08:10:00", 80)
    assert run_batch(site, archive, warehouse, "--date", str(MONDAY)) == 0
    record(archive, f"{TUESDAY}T08:00:00", 8)
    cut(source, archive / "nvr", f"{TUESDAY}T08:20:00", (10, 70))
    assert run_batch(site, archive, warehouse, "--date", str(TUESDAY)) == 0
    (first,) = read_table(warehouse, RECORDINGS, service_date=MONDAY).to_pylist()
    assert (first["repeats_of"], first["unlike_neighbours"]) == ([], [])
    _, copy = read_table(warehouse, RECORDINGS, service_date=TUESDAY).to_pylist()
    assert copy["repeats_of"] == [first["recording_id"]]
    assert copy["repeats_later_s"] == pytest.approx([86_400 + 600], abs=0.1)
    rows = read_table(warehouse, ANOMALIES, service_date=TUESDAY).to_pylist()
    (told,) = [row for row in rows if row["kind"] not in ("footage_missing", "presence_out_of_hours")]
    assert (told["kind"], told["repeats_recording_id"]) == ("footage_repeated", first["recording_id"])
    assert (told["started_at"] - told["repeats_started_at"]).total_seconds() == pytest.approx(87_000, abs=0.1)
    assert told["recording_uri"] == copy["recording_uri"]
    assert (told["started_at_lo"] - copy["started_at"]).total_seconds() == pytest.approx(0, abs=3)
    rows = read_table(warehouse, COVERAGE, service_date=TUESDAY).to_pylist()
    repeated = [row for row in rows if row["coverage_state"] == "repeated"]
    assert sum(row["duration_s"] for row in repeated) == pytest.approx(60, abs=0.5)
    assert sum(row["duration_s"] for row in rows) == 86_400

    # The date of the original, run again, says that another date has it now; taken away, nothing is repeated.
    assert run_batch(site, archive, warehouse, "--date", str(MONDAY)) == 0
    (first,) = read_table(warehouse, RECORDINGS, service_date=MONDAY).to_pylist()
    assert first["repeats_of"] == [copy["recording_id"]]
    (archive / copy["recording_uri"]).unlink()
    for day in (TUESDAY, MONDAY):
        assert run_batch(site, archive, warehouse, "--date", str(day)) == 0
    assert not any(row["repeats_of"] for row in read_table(warehouse, RECORDINGS).to_pylist())
    assert not any(row["coverage_state"] == "repeated" for row in read_table(warehouse, COVERAGE).to_pylist())
