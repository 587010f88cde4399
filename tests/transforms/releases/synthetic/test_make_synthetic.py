from datetime import date

import pyarrow.parquet as pq
import pytest

from pantau.transforms.releases.release_order import Publication
from pantau.transforms.releases.synthetic import make_synthetic
from pantau.transforms.releases.synthetic.make_synthetic import SyntheticOrder, synthetic_files
from pantau.transforms.storage.place import place_of
from tests.transforms.releases.synthetic.test_queue_model import SERVICE, cell

ORDER = SyntheticOrder("played", 1, 1, Publication("Dinas", "data@example.id", "Blora", "CC-BY-4.0"))


def test_each_observer_has_the_counters_of_its_own_dates_and_one_that_came_back_has_days_of_each_time(
    monkeypatch, tmp_path
):
    """Two counters for a week by `x`, for the next by `y`; `z` saw ten on the day before and on the day after."""
    blocks = [
        {"agencies": "a", "observer": name, "first": f"2026-11-{first:02}", "last": f"2026-11-{last:02}"}
        for name, first, last in (("x", 2, 6), ("y", 9, 13), ("z", 1, 1), ("z", 14, 14))
    ]
    package = {"id": "r", "name": "real", "pantau": {"blocks": blocks}}
    said = [{"observer": one["observer"], "observer_from": one["first"]} for one in blocks]
    cells = [cell("(all)", "08:00-12:00", 400, 40.0) | one for one in said]
    durations = [row | one for one in said for row in SERVICE]
    monkeypatch.setattr(make_synthetic, "_read", lambda _: (package, cells, durations))
    _, files = synthetic_files(ORDER, place_of(tmp_path))
    (tmp_path / "presence.parquet").write_bytes(files["synthetic_staff_presence.parquet"])
    rows = pq.read_table(tmp_path / "presence.parquet").to_pylist()
    # In the order of observers and their dates. Sundays too have to be somebody's, so a weekend counts as one day.
    counters = {1: 2, 2: 2, 3: 10, 4: 10}
    assert {row["counter_id"] for row in rows} == {
        f"synthetic-{office}-{n}" for office, many in counters.items() for n in range(1, many + 1)
    }
    assert {row["service_date"] for row in rows} == {date(2000, 1, 3)}
    package["pantau"]["blocks"] = []
    with pytest.raises(ValueError, match="tells of no office how many visits there were"):
        synthetic_files(ORDER, place_of(tmp_path))
