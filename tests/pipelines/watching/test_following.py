"""A watch on an engine, followed by its command."""

from types import SimpleNamespace

import pytest

from pantau.pipelines.watching import following
from pantau.pipelines.watching.following import follow
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.engine_drafts import begin_run, end_run, engine_draft, is_asked_to_end
from tests.transforms.tables.writing.test_engine_drafts import planned


class Job:
    """A job that somebody asks for, while time passes as `happens` has it."""

    def __init__(self, monkeypatch, *happens, state="RUNNING"):
        self.state, self.cancelled, self._happens = state, False, iter(happens)
        monkeypatch.setattr(following, "time", SimpleNamespace(sleep=lambda _: next(self._happens)()))

    def cancel(self):
        self.cancelled = True

    def wait_until_finish(self):
        """Says nothing of why it has ended."""


def interrupt():
    raise KeyboardInterrupt


def run(warehouse):
    with draft_of(warehouse) as draft:
        commit_draft(draft, {})


def test_each_run_from_now_on_is_told_and_the_one_under_way_is_waited_for(tmp_path, monkeypatch):
    run(tmp_path)
    draft, told = engine_draft(tmp_path, "watch-a-0"), []
    begin_run(draft, planned)

    def ends():
        assert is_asked_to_end(tmp_path, "watch-a") and not is_asked_to_end(tmp_path, "watch-b")
        run(tmp_path)
        end_run(draft, 4)

    def two():
        run(tmp_path)
        run(tmp_path)

    job = Job(monkeypatch, two, interrupt, ends)
    follow(job, str(tmp_path), "watch-a", lambda commit: told.append(commit.run))
    assert told == [2, 3, 4] and job.cancelled


def test_a_warehouse_that_does_not_answer_for_a_moment_is_asked_again(tmp_path, monkeypatch):
    newest, told = following.newest_commit, []

    def away():
        run(tmp_path)
        monkeypatch.setattr(following, "newest_commit", lambda warehouse: (warehouse / "is not there").read_bytes())

    def back():
        assert told == []
        monkeypatch.setattr(following, "newest_commit", newest)

    job = Job(monkeypatch, away, back, interrupt)
    follow(job, str(tmp_path), "watch-a", lambda commit: told.append(commit.run))
    assert told == [1] and job.cancelled


def test_who_is_interrupted_twice_waits_for_nothing(tmp_path, monkeypatch):
    begin_run(engine_draft(tmp_path, "watch-a-0"), planned)
    with pytest.raises(KeyboardInterrupt):
        follow(Job(monkeypatch, interrupt, interrupt), str(tmp_path), "watch-a", print)


def test_a_job_that_ends_by_itself_is_told(tmp_path, monkeypatch):
    with pytest.raises(RuntimeError, match="the engine has ended the watch; start it again"):
        follow(Job(monkeypatch, state="FAILED"), str(tmp_path), "watch-a", print)
