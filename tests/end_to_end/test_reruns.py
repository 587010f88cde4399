"""A date run again with another site file: events keep their ids, and what changed is said of each."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.tables import ANOMALIES, BASELINES, EVENT_TABLES, SERVICE_TIME
from pantau.transforms.baselines.baseline_rows import LEAST, BaselineOrder, CounterOfAgency, baseline_rows, is_whole
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows
from tests.batch_runs import run_batch, tables

QUEUE = "[0.52388, 0.82979]"
"""A corner of a queue."""


def events(warehouse: Path) -> dict[str, dict]:
    """The events of the newest run by their ids."""
    rows = [row for table in EVENT_TABLES for row in read_table(warehouse, table).to_pylist()]
    assert len({row["event_id"] for row in rows}) == len(rows)
    return {row["event_id"]: row for row in rows}


def asked(warehouse: Path, *more: str, capsys) -> list[dict]:
    """What `restatements` answers through the command line."""
    assert main(["ask", "restatements", "--warehouse", str(warehouse), "--format", "json", *more]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def rerun(changed_office):
    """The office after its queue was drawn larger, and its events and tables before that."""
    site, before = changed_office.site, events(changed_office.warehouse)
    first = tables(changed_office.warehouse, "runs")
    text = site.read_text(encoding="utf-8")
    assert QUEUE in text
    site.write_text(text.replace(QUEUE, "[0.52388, 0.80979]"), encoding="utf-8")
    assert run_batch(site, changed_office.archive, changed_office.warehouse, command="events") == 0
    return changed_office, text, before, first


def test_events_whose_start_moved_are_changed_and_found_by_the_ids_that_they_had(rerun, tmp_path, capsys):
    office, text, before, first = rerun
    after = events(office.warehouse)
    assert after.keys() == before.keys()
    moved = [one for one in after if after[one]["started_at"] != before[one]["started_at"]]
    assert moved, "no start moved, so nothing is shown"
    assert main(["check", "--warehouse", str(office.warehouse)]) == 0
    capsys.readouterr()

    rows = asked(office.warehouse, capsys=capsys)
    assert {row["change"] for row in rows} == {"changed"}
    assert {row["event_id"] for row in rows if row["column_name"] == "started_at"} == set(moved)
    of_one = asked(office.warehouse, "-p", f"event={moved[0]}", capsys=capsys)
    assert [row for row in rows if row["event_id"] == moved[0]] == of_one != []
    assert sql.ask(office.warehouse, "order_of_events", event=moved[0]).num_rows == 0

    out = tmp_path / "clip.mp4"
    given = ["--warehouse", str(office.warehouse), "--archive", str(office.archive), "--out", str(out)]
    for more, rows in (([], after), (["--as-of", "1"], before)):
        assert main(["clip", moved[0], *given, *more]) == 0
        note = json.loads(Path(f"{out}.json").read_text(encoding="utf-8"))["event"]
        assert note["started_at"] == rows[moved[0]]["started_at"].isoformat(timespec="milliseconds")
        assert note.get("as_of_run") == (1 if more else None)

    # Back to the first site file the tables are what they were, to the byte.
    office.site.write_text(text, encoding="utf-8")
    assert run_batch(office.site, office.archive, office.warehouse, command="events") == 0
    assert tables(office.warehouse, "runs") == first


def test_after_a_correction_of_the_clock_an_id_leads_to_the_same_frames(changed_office):
    """By the time of day, most sessions would be the one after them: they are as short as the correction."""
    office = changed_office
    before, text = read_table(office.warehouse, SERVICE_TIME).to_pylist(), office.site.read_text(encoding="utf-8")
    folder = "folder: recorder-cam-1"
    assert text.count(f"{folder}}}") == 1
    clocks = "clocks: [{offset_s: -20.0, uncertainty_s: 1.0, source: seen}]"
    office.site.write_text(text.replace(f"{folder}}}", f"{folder}, {clocks}}}"), encoding="utf-8")
    # In runs of their own: the recordings of the run before are on the new clock already, and its events are not.
    for stage in ("inventory", "events"):
        assert run_batch(office.site, office.archive, office.warehouse, command=stage) == 0
    after = {row["event_id"]: row for row in read_table(office.warehouse, SERVICE_TIME).to_pylist()}
    assert after.keys() == {row["event_id"] for row in before}
    for row in before:
        now = after[row["event_id"]]
        assert now["started_at"] - row["started_at"] == timedelta(seconds=20)
        assert (now["recording_uri"], now["offset_s"]) == (row["recording_uri"], row["offset_s"])


def test_a_night_that_runs_again_compares_services_with_the_same_baseline(changed_office):
    warehouse, rows = changed_office.warehouse, read_table(changed_office.warehouse, SERVICE_TIME).to_pylist()
    whole = [row for row in rows if is_whole(row)]
    assert whole
    order = BaselineOrder(whole[0]["site_id"], min(row["service_date"] for row in rows), "code", "config")
    counter = CounterOfAgency(whole[0]["agency_id"], whole[0]["counter_id"])
    with draft_of(warehouse) as draft:
        usual = baseline_rows(order, counter, [0.9, 1.0, 1.1] * LEAST)
        add_rows(draft, BASELINES, usual)
        commit_draft(draft, {"command": "baselines"})
    told = []
    for _ in range(2):
        assert run_batch(changed_office.site, changed_office.archive, warehouse, command="events") == 0
        found = [row for row in read_table(warehouse, ANOMALIES).to_pylist() if row["kind"] == "long_service"]
        told.append({(row["event_id"], row["baseline_id"], row["expected_value"]) for row in found})
    assert told[0] == told[1]
    of_counter = [row for row in whole if row["counter_id"] == counter.counter_id]
    assert {row["started_at"] for row in found} == {row["started_at"] for row in of_counter}
    assert {row["baseline_id"] for row in found} == {usual[0]["baseline_id"]}
    assert main(["check", "--warehouse", str(warehouse)]) == 0
