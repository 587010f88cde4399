"""Events found in processes of their own, and what ends the stage."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.pipelines import events
from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.command_line import main
from pantau.pipelines.events import portions, refuse
from pantau.schemas.site import load_site
from pantau.schemas.tables import COVERAGE, EVENT_TABLES
from pantau.transforms.bulkhead import Lost
from pantau.transforms.detection.observer import observer_of
from tests.batch_runs import record, run_batch, tables, write_site


def test_processes_of_their_own_find_the_same_to_the_byte(office, changed_office, monkeypatch):
    monkeypatch.setattr(events, "FEW", 0)
    given = {"site": changed_office.site, "archive": changed_office.archive, "warehouse": changed_office.warehouse}
    assert main(["events", *(str(part) for name, value in given.items() for part in (f"--{name}", value))]) == 0
    for table in (*EVENT_TABLES, COVERAGE):
        of_table = [
            {place: content for place, content in tables(one.warehouse).items() if place.startswith(f"{table.name}/")}
            for one in (changed_office, office)
        ]
        assert of_table[0] == of_table[1] != {}


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """The observer of a site of three cameras without recordings."""
    return observer_of(load_site(write_site(tmp_path_factory.mktemp("hall"), channels=3)), ".")


@pytest.mark.slow
@given(dates=st.integers(0, 40), at_once=st.integers(1, 50))
def test_portions_are_all_dates_in_order_and_no_larger_than_said(hall, dates, at_once):
    days = tuple(date(2026, 11, 2) + timedelta(days=number) for number in range(dates))
    parts = list(portions(BatchRun(hall, ".", ".", days), at_once))
    assert sum((part.days for part in parts), ()) == days
    assert all(0 < len(part.camera_days) <= max(at_once, 3) for part in parts)


@pytest.mark.slow
def test_dates_written_one_after_the_other_are_those_written_at_once(tmp_path, monkeypatch):
    site, archive = write_site(tmp_path), tmp_path / "archive"
    for day in ("2026-11-02", "2026-11-03", "2026-11-05"):
        record(archive, f"{day}T08:00:00", 8)
    dates = "--from", "2026-11-02", "--to", "2026-11-05"
    assert run_batch(site, archive, tmp_path / "once", *dates) == 0
    monkeypatch.setattr(events, "PORTION", 1)
    assert run_batch(site, archive, tmp_path / "by-date", *dates) == 0
    # A ledger says when each began.
    assert tables(tmp_path / "by-date", "runs") == tables(tmp_path / "once", "runs") != {}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("no such zone"), "events of cam-1 on 2026-11-02: no such zone"),
        (Lost("killed", "recording"), r"events of cam-1 on 2026-11-02: its process was lost \(killed\); run it again"),
    ],
)
def test_what_cannot_be_found_ends_the_run_and_says_where(error, message):
    with pytest.raises(RuntimeError, match=message):
        refuse(("cam-1", "2026-11-02"), error)
