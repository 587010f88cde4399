import os
import time

import pytest

from pantau.schemas.tables import COVERAGE
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.tables.drafts import ASKED, base_of
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import write_partition
from pantau.transforms.tables.transaction import ABANDONED_S, Occupied, commit_draft, draft_of
from pantau.transforms.tables.writing.engine_drafts import (
    ENDED,
    KEPT_S,
    any_under_way,
    ask_to_end,
    begin_run,
    discard_ended,
    end_run,
    engine_draft,
    has_ended,
    is_asked_to_end,
    is_refused,
    is_under_way,
    run_of_draft,
)
from tests.transforms.tables.test_partition_files import DAY, stretch


@pytest.fixture(params=["in a folder", "in a bucket"])
def hall(request, tmp_path):
    """The address of a warehouse."""
    if request.param == "in a folder":
        return str(tmp_path)
    return f"gs://{request.getfixturevalue('bucket').bucket}/hall"


def planned(draft):
    return PlannedRun(draft, ("2026-11-02", "2026-11-03"), ("2026-11-02",), (), 1.5, 3600.0, 2.5)


def refused(draft):
    raise AssertionError(f"{draft}: is begun already")


def commit(draft, hour):
    write_partition(draft, Partition(COVERAGE, (DAY, "permits")), COVERAGE.arrow([stretch(hour)]))
    return commit_draft(draft, {})


def test_a_run_is_begun_once_and_is_under_way_until_it_has_ended(hall):
    draft = engine_draft(hall, "watch-0")
    assert (run_of_draft(draft), is_under_way(draft), has_ended(draft)) == (None, False, False)
    run = begin_run(draft, planned)
    assert run == planned(str(draft)) == begin_run(draft, refused) == run_of_draft(draft)
    assert is_under_way(draft) and not has_ended(draft)
    end_run(draft, 3)
    assert has_ended(draft) and not is_under_way(draft) and not is_refused(draft)
    end_run(draft, None)
    assert is_refused(draft)
    assert not is_asked_to_end(hall, "watch") and not any_under_way(hall, "watch")
    begin_run(engine_draft(hall, "watch-1"), planned)
    ask_to_end(hall, "watch")
    assert is_asked_to_end(hall, "watch") and any_under_way(hall, "watch") and not any_under_way(hall, "other")


def test_a_watch_stays_asked_to_end_whoever_else_begins_a_run_until_long_after(tmp_path):
    ask_to_end(tmp_path, "watch")
    with draft_of(tmp_path):
        assert is_asked_to_end(tmp_path, "watch")
    asked, long_since = engine_draft(tmp_path, "watch"), time.time() - ABANDONED_S - 60
    os.utime(asked / ASKED, (long_since, long_since))
    with draft_of(tmp_path):
        assert not asked.exists()


def test_nobody_is_begun_beside_while_another_process_writes(tmp_path):
    with draft_of(tmp_path), pytest.raises(Occupied, match="already writes to it"):
        begin_run(engine_draft(tmp_path, "watch-0"), planned)


def test_who_was_killed_as_it_began_begins_upon_the_run_that_it_had_seen(hall):
    def killed(draft):
        raise KeyboardInterrupt

    draft = engine_draft(hall, "watch-0")
    with pytest.raises(KeyboardInterrupt):
        begin_run(draft, killed)
    assert not is_under_way(draft)
    assert begin_run(draft, planned) == planned(str(draft)) and base_of(draft) is None


def test_runs_of_others_leave_what_an_engine_has_begun_and_it_is_committed_after_them(hall):
    draft = engine_draft(hall, "watch-0")
    begin_run(draft, planned)
    with draft_of(hall) as other:
        # Of no date that the first rests on.
        commit_draft(other, {})
    assert is_under_way(draft)
    write_partition(draft, Partition(COVERAGE, (DAY, "permits")), COVERAGE.arrow([stretch(1)]))
    assert commit_draft(draft, {}, {DAY}) == 2
    assert commit_draft(draft, {}, {DAY}) == 2


def test_drafts_are_kept_as_long_as_an_engine_may_go_back_to_them(tmp_path):
    drafts = [engine_draft(tmp_path, f"watch-{number}") for number in range(3)]
    for draft in drafts:
        begin_run(draft, planned)
    for draft, age_s in zip(drafts, (KEPT_S + 60, KEPT_S - 60), strict=False):
        end_run(draft, 1)
        os.utime(draft / ENDED, (time.time() - age_s,) * 2)
    discard_ended(engine_draft(tmp_path, "watch-3"))
    assert [draft.exists() for draft in drafts] == [False, True, True]
