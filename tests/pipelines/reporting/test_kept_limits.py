"""What a watch was given is kept for who else tells of the health of its warehouse."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.reporting.health import HealthLimits
from pantau.pipelines.reporting.kept_limits import NAME, forget_limits, keep_limits, kept_limits
from tests.batch_runs import record, run_batch, write_site
from tests.pipelines.notifying import conftest as notifying

server = notifying.server

TIMES = st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.builds(HealthLimits, st.floats(0, 1e6), st.floats(0, 1), st.none() | TIMES, TIMES)


@settings(max_examples=20)
@given(limits=LIMITS)
def test_they_are_found_again(tmp_path_factory, limits):
    warehouse = str(tmp_path_factory.getbasetemp())
    keep_limits(warehouse, limits)
    assert kept_limits(warehouse) == limits


def test_they_are_found_again_in_a_bucket(bucket):
    warehouse, limits = f"gs://{bucket.bucket}/hall", HealthLimits(max_silence=timedelta(minutes=30))
    for one in (HealthLimits(), limits):
        keep_limits(warehouse, one)
    assert kept_limits(warehouse) == limits
    for _ in range(2):
        forget_limits(warehouse)
        assert kept_limits(warehouse) == HealthLimits()


def test_those_of_a_watch_that_was_given_up_are_forgotten_if_that_is_asked_for(tmp_path, capsys):
    keep_limits(str(tmp_path), HealthLimits(max_age_h=1))
    asked = ["health", "--warehouse", str(tmp_path)]
    assert main(asked) == 1
    assert kept_limits(str(tmp_path)) == HealthLimits(max_age_h=1)
    assert main([*asked, "--forget-limits"]) == 1
    assert kept_limits(str(tmp_path)) == HealthLimits()
    # Damaged ones too, and where there are none it is as without.
    (tmp_path / NAME).write_text("{", "utf-8")
    for _ in range(2):
        assert main([*asked, "--forget-limits"]) == 1
        assert not (tmp_path / NAME).exists()
    assert "damaged" not in capsys.readouterr().err


def test_where_no_watch_has_been_they_are_the_usual_ones(tmp_path):
    assert kept_limits(str(tmp_path)) == kept_limits(str(tmp_path / "nowhere")) == HealthLimits()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"max_age_h": null}'])
def test_what_is_damaged_is_told(tmp_path, content, capsys):
    (tmp_path / NAME).write_text(content, "utf-8")
    with pytest.raises(ValueError, match=f"{NAME}: is damaged; remove it, and start the watch again"):
        kept_limits(str(tmp_path))
    assert main(["health", "--warehouse", str(tmp_path)]) == 2
    assert "is damaged; remove it" in capsys.readouterr().err


@pytest.mark.slow
def test_health_and_a_night_tell_by_the_limits_of_the_watch(server, tmp_path, monkeypatch, capsys):
    site = write_site(tmp_path, more=f"notifications: {{of: [health], webhook: {{url: '{server.url}'}}}}\n")
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    # Two and a half hours after the end of Monday in Jakarta.
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 2, 19, 30, tzinfo=UTC))
    record(archive, "2026-11-02T08:00:00", 4)
    usual = ["--max-age", "1", "--min-coverage", "0"]
    assert run_batch(site, archive, warehouse, "--once", "--settled", "0s", *usual, command="watch") == 0
    assert json.loads(server.taken[-1][2])["reasons"] == ["the last good date ended 2 hours ago; 1 are allowed"]
    # Nobody is told twice, and a night that knew other limits would tell that all is well.
    assert run_batch(site, archive, warehouse, "--date", "2026-11-02") == 0
    assert len(server.taken) == 1
    capsys.readouterr()
    assert main(["health", "--warehouse", str(warehouse)]) == 1
    assert "the last good date ended 2 hours ago; 1 are allowed" in capsys.readouterr().out
    # What is asked for goes before, one by one.
    assert main(["health", "--warehouse", str(warehouse), "--max-age", "3"]) == 0
