"""An event by its id: in the newest run, in an earlier one, or in none."""

import pytest

from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.evidence.event import find_event, last_run_with
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.events.test_event_rows import DAY, maker, session

RUNS = {1: ["stays", "goes"], 2: ["stays"], 3: ["stays", "comes"]}


@pytest.fixture
def warehouse(tmp_path):
    """Three runs over a date, each with other events."""
    whole = maker().service(session(), None, "permits", "c1", "customer")
    for run, ids in RUNS.items():
        with draft_of(tmp_path) as draft:
            rows = SERVICE_TIME.arrow([{**whole, "event_id": one, "party_size": run} for one in ids])
            write_partition(draft, Partition(SERVICE_TIME, (DAY, "permits")), rows)
            assert commit_draft(draft, {"command": "events"}) == run
    return tmp_path


def test_it_is_as_in_the_newest_run_unless_another_is_named(warehouse):
    found = find_event(warehouse, "stays")
    assert (found.table, found.row["party_size"], found.as_of) == (SERVICE_TIME, 3, None)
    assert [find_event(warehouse, "stays", run).row["party_size"] for run in RUNS] == [1, 2, 3]
    assert find_event(warehouse, "goes", 1).as_of == 1


def test_one_that_an_earlier_run_had_is_said_to_be_there(warehouse):
    assert [last_run_with(warehouse, one) for one in ("goes", "stays", "comes", "nobody")] == [1, 3, 3, None]
    told = r"event goes: is in none of the tables .* it was after run 1: `--as-of 1` shows it .* -p event=goes`"
    with pytest.raises(ValueError, match=told):
        find_event(warehouse, "goes")
    with pytest.raises(ValueError, match=r"event comes: .* it was after run 3"):
        find_event(warehouse, "comes", 2)
    with pytest.raises(ValueError, match=r"event nobody: .* nor was it after an earlier run that can be read; copy"):
        find_event(warehouse, "nobody")
    with pytest.raises(ValueError, match="there is no run 9"):
        find_event(warehouse, "stays", 9)


def test_what_was_pruned_cannot_be_found_and_the_oldest_run_that_is_kept_can(warehouse):
    with draft_of(warehouse) as draft:
        assert commit_draft(draft, {"command": "inventory"}) == 4
    with draft_of(warehouse) as draft:
        rows = SERVICE_TIME.schema.empty_table()
        write_partition(draft, Partition(SERVICE_TIME, (DAY, "permits")), rows)
        assert commit_draft(draft, {"command": "events"}) == 5
    prune(warehouse, 2)
    # Run 4 published nothing, and shows what run 3 did.
    assert [last_run_with(warehouse, one) for one in ("goes", "comes")] == [None, 4]
    assert find_event(warehouse, "comes", 4).row["party_size"] == 3
