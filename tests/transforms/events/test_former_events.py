"""The rows of the run before: those of the run that a draft builds upon, and never the draft's own."""

from datetime import timedelta

import pytest

from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.events.former_events import former_events
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.visible_files import visible_files
from tests.transforms.events.test_event_rows import DAY, maker, session, span


def put(warehouse, *starts, agency="permits", camera="one"):
    """Writes the services of a run that begin at these seconds."""
    rows = [
        maker().service(session(span=span(start, start + 60)), None, agency, "c1", "customer") | {"camera_id": camera}
        for start in starts
    ]
    write_partition(warehouse, Partition(SERVICE_TIME, (DAY, agency)), SERVICE_TIME.arrow(rows))


def starts(warehouse, camera="one", day=DAY):
    rows = former_events(str(warehouse), camera, day)
    assert set(rows) == {"service_time", "waiting_visits", "staff_presence", "anomalies"}
    return [row["offset_s"] for row in rows["service_time"]]


def test_nothing_was_committed_yet(tmp_path):
    with draft_of(tmp_path) as draft:
        put(draft, 100)
        assert starts(draft) == []


def test_they_are_of_the_run_that_the_draft_builds_upon(tmp_path):
    before = []
    for at in (100, 200, 300):
        with draft_of(tmp_path) as draft:
            put(draft, at)
            assert starts(draft) == before
            commit_draft(draft, {"command": "events"})
        before = [at]
        assert starts(tmp_path) == before


def test_whoever_owned_them_then(tmp_path):
    with draft_of(tmp_path) as draft:
        put(draft, 100)
        put(draft, 200, agency="civil")
        commit_draft(draft, {"command": "events"})
    with draft_of(tmp_path) as draft:
        assert sorted(starts(draft)) == [100, 200]
        assert starts(draft, camera="two") == starts(draft, day=DAY + timedelta(days=1)) == []


def test_of_a_file_that_is_gone_nothing_is_known_and_a_damaged_one_is_named(tmp_path):
    with draft_of(tmp_path) as draft:
        put(draft, 100)
        put(draft, 200, agency="civil")
        commit_draft(draft, {"command": "events"})
    civil, permits = (file.path for file in visible_files(tmp_path, SERVICE_TIME))
    content = permits.read_bytes()
    permits.write_bytes(content[:-8])
    with draft_of(tmp_path) as draft:
        with pytest.raises(ValueError, match=rf"{permits.name}: cannot be read .* or remove it: its events then get"):
            starts(draft)
        permits.unlink()
        assert starts(draft) == [200]
    assert civil.exists()
