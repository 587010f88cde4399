"""A night tells who is named in the site file, and is as good where that fails."""

import json
from datetime import UTC, datetime

from pantau.pipelines.commands.arguments import clock
from pantau.schemas.tables import RUNS
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site
from tests.pipelines.notifying import conftest as notifying

server = notifying.server


def test_a_night_tells_the_day_before_and_is_as_good_where_nobody_takes_it(server, tmp_path, monkeypatch, capsys):
    site = write_site(tmp_path, more=f"notifications: {{of: [day], webhook: {{url: '{server.url}'}}}}\n")
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:00:00", 4)
    server.answers = [500, 204]
    # One o'clock in Jakarta; the hall had closed at nine in the morning.
    for minute in (0, 1, 2):
        at = datetime(2026, 11, 2, 18, minute, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert run_batch(site, archive, warehouse, "--date", "2026-11-02") == 0
    assert len(read_table(warehouse, RUNS)) == 3
    assert "day-2026-11-02 could not be told by webhook: 127.0.0.1: answers 500" in capsys.readouterr().out
    assert [json.loads(body)["notification"] for _, _, body in server.taken] == ["day-2026-11-02"] * 2
    told = json.loads(server.taken[-1][2])
    assert (told["service_date"], told["recordings"], told["rejected"], told["final"]) == ("2026-11-02", 1, 0, True)
