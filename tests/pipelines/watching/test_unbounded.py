"""A watch as one pipeline without end: its runs in windows of their own, and the looks that begin them."""

import pickle
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import apache_beam as beam
import pytest
from apache_beam.io.restriction_trackers import OffsetRestrictionTracker
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.pipeline import PipelineVisitor
from apache_beam.testing import test_stream
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from pantau.pipelines.watching import unbounded as module
from pantau.pipelines.watching.unbounded import LookAtArchive, _Look, _NumberedRuns, night_of, settle_once
from pantau.pipelines.watching.watch import SETTLED_S, Watch
from pantau.schemas.site import load_site
from pantau.schemas.tables import RUNS
from pantau.transforms import bulkhead
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.visible_files import run_of
from pantau.transforms.tables.writing.engine_drafts import (
    any_under_way,
    ask_to_end,
    begin_run,
    end_run,
    engine_draft,
    has_ended,
    is_refused,
)
from tests.batch_runs import Here, record, run_batch, tables_but_ids, write_site
from tests.known_frames import KnownFrames

MONDAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def watch(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    observer = observer_of(load_site(write_site(tmp_path)), tmp_path)
    return Watch(observer, str(tmp_path / "archive"), str(tmp_path / "warehouse"), settled_s=0.0)


@pytest.fixture
def notes(monkeypatch):
    """What the journal is told."""
    noted = []
    monkeypatch.setattr(module, "note", lambda event, message, level: noted.append((event, message)))
    return noted


class Day(beam.DoFn):
    """The minutes of looks → the runs that these begin; before each the recordings come that begin by then."""

    def __init__(self, watch, clips, coming):
        self.watch, self.clips, self.coming = watch, clips, coming

    def process(self, minutes):
        for name in self.coming[minutes]:
            (self.clips / name).rename(f"{self.watch.archive}/nvr/{name}")
        now = EIGHT + timedelta(minutes=minutes)
        days = self.watch.look(now).days
        draft = engine_draft(self.watch.warehouse, f"day-{minutes}")
        yield begin_run(draft, lambda address: _Look(asked(self.watch))._planned(days, now, address))


class SideInputs(PipelineVisitor):
    """The steps that wait for another collection as a whole."""

    def __init__(self):
        self.found = []

    def visit_transform(self, step):
        self.found += [step.full_label] * len(step.side_inputs)


def test_no_step_waits_for_another_collection_as_a_whole(watch):
    watch.settled_s = SETTLED_S
    pipeline, steps = beam.Pipeline(), SideInputs()
    night_of(watch).build(pipeline | beam.Create([], reshuffle=False).with_output_types(PlannedRun))
    pipeline.visit(steps)
    assert steps.found == []


def asked(watch, clock=lambda: EIGHT):
    return LookAtArchive(watch, "day", clock, 60.0)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["in a folder", "in a bucket"])
def test_early_firings_are_provisional_the_one_on_time_is_final_and_a_late_one_restates(
    watch, tmp_path, monkeypatch, request, where
):
    if where == "in a bucket":
        watch.warehouse = f"gs://{request.getfixturevalue('bucket').bucket}/hall"
    monkeypatch.setattr(bulkhead, "_Process", Here)
    KnownFrames.shared().used_in(monkeypatch)
    # Recordings that are written to are looked for too, as they are unless somebody asks otherwise.
    watch.settled_s = 0.001
    clips = tmp_path / "clips" / "nvr"
    starts = "08:00:00", "08:20:00", "08:10:00", "23:59:55"
    first, second, late, last = (record(clips.parent, f"2026-11-02T{start}", 8).name for start in starts)
    coming = {1: [first], 21: [second], 17 * 60: [last], 18 * 60: [late]}
    stream = test_stream.TestStream()
    for minutes in coming:
        at = EIGHT.timestamp() + 60 * minutes
        stream = stream.add_elements([TimestampedValue(minutes, at)]).advance_watermark_to(at + 1)
    with beam.Pipeline(options=PipelineOptions(["--runner=BundleBasedDirectRunner", "--streaming"])) as pipeline:
        runs = (
            pipeline
            | stream.advance_watermark_to_infinity()
            | beam.ParDo(Day(watch, clips, coming)).with_output_types(PlannedRun)
            | beam.WindowInto(FixedWindows(1))
        )
        night_of(watch).build(runs)
    told = read_table(watch.warehouse, RUNS, service_date=MONDAY).to_pylist()
    assert [run["final"] for run in told] == [False, False, True, True]
    assert [run["recordings"] for run in told] == [1, 2, 3, 4]
    assert run_of(watch.warehouse) == 4
    alone = tmp_path / "alone"
    assert run_batch(tmp_path / "site.yaml", tmp_path / "archive", alone) == 0
    assert tables_but_ids(watch.warehouse, "runs") == tables_but_ids(alone, "runs")


class Tracker(OffsetRestrictionTracker):
    """As an engine gives it to a look; says after how many seconds it is asked for the next one."""

    def __init__(self, number=0):
        super().__init__(_NumberedRuns().initial_restriction("day"))
        self._range.start = number
        self.deferred = None

    def defer_remainder(self, after):
        self.deferred = float(after)


def looked(look, number):
    """What a look at a number gives, and after how long it is asked again."""
    tracker, watermark = Tracker(number), SimpleNamespace(current_watermark=lambda: None, set_watermark=lambda _: None)
    given = [one.value for one in look.process("day", tracker, watermark)]
    assert (tracker._current_position == number) is bool(given)
    return given, tracker.deferred


def put(watch, name="ch01_20261102080000.mp4"):
    with open(f"{watch.archive}/nvr/{name}", "wb") as file:
        file.write(name.encode())


def test_a_look_begins_the_run_of_what_is_due_and_none_while_that_is_under_way(watch):
    look = pickle.loads(pickle.dumps(_Look(asked(watch, clock=noon))))
    put(watch)
    ((run,), again_s) = looked(look, 0)
    draft = engine_draft(watch.warehouse, "day-0")
    assert run == PlannedRun(
        str(draft), ("2026-11-02",), ("2026-11-02",), ("2026-11-01",), noon().timestamp(), 3600.0, run.began_s
    )
    assert again_s == module.POLL_S
    assert looked(look, 1) == ([], module.POLL_S)
    # Refused: it is due again, once it is time to look.
    end_run(draft, None)
    given, again_s = looked(look, 1)
    assert given == [] and 50 < again_s <= 60.0
    look.next_s = 0.0
    ((again,), _) = looked(look, 1)
    assert again._replace(draft=run.draft, began_s=run.began_s) == run


def noon():
    return EIGHT + timedelta(hours=4)


def test_an_engine_that_went_back_begins_the_same_run_again_unless_it_has_ended(watch):
    put(watch)
    ((run,), _) = looked(_Look(asked(watch)), 0)
    put(watch, "ch01_20261102081000.mp4")
    # On another worker, later, with more in the archive.
    assert looked(_Look(asked(watch, clock=noon)), 0)[0] == [run]
    end_run(engine_draft(watch.warehouse, "day-0"), 1)
    tracker = Tracker()
    assert list(_Look(asked(watch)).process("day", tracker, None)) == []
    assert tracker._current_position == 0


def test_what_hinders_a_look_is_told_once_and_tried_again(watch, notes):
    look = _Look(asked(watch))
    for _ in range(2):
        look.next_s = 0.0
        assert looked(look, 0)[0] == []
    ((event, message),) = notes
    assert event == "look_failed" and message.endswith("in the site file are right; it is tried again")
    put(watch)
    look.next_s = 0.0
    assert len(looked(look, 0)[0]) == 1


def test_a_watch_that_is_asked_to_end_begins_no_further_run(watch):
    put(watch)
    ask_to_end(watch.warehouse, "day")
    tracker = Tracker()
    assert list(_Look(asked(watch)).process("day", tracker, None)) == []
    tracker.check_done()
    assert tracker.deferred is None


def test_one_that_is_asked_during_a_look_leaves_no_run_under_way(watch):
    put(watch)

    def asked_meanwhile():
        ask_to_end(watch.warehouse, "day")
        return EIGHT

    tracker = Tracker()
    assert list(_Look(asked(watch, asked_meanwhile)).process("day", tracker, None)) == []
    tracker.check_done()
    assert tracker.deferred is None and not any_under_way(watch.warehouse, "day")
    assert is_refused(engine_draft(watch.warehouse, "day-0"))


def test_a_run_that_was_begun_before_somebody_asked_is_carried_on(watch):
    put(watch)
    ((run,), _) = looked(_Look(asked(watch)), 0)
    ask_to_end(watch.warehouse, "day")
    # By an engine that went back to a checkpoint from before the run was begun.
    assert looked(_Look(asked(watch)), 0)[0] == [run]


def test_a_run_is_committed_once_however_often_an_engine_commits_it(watch, monkeypatch):
    put(watch)
    ((run,), _) = looked(_Look(asked(watch)), 0)
    calls = []
    monkeypatch.setattr(module, "settle", lambda *given: calls.append(given) or 7)
    batch = watch.batch(())
    assert [settle_once(batch, 0.0, run, [], 3) for _ in range(2)] == [7, None]
    assert len(calls) == 1 and not is_refused(engine_draft(watch.warehouse, "day-0"))


def test_a_run_that_another_overtook_is_told_and_ends_without_a_number(watch, notes):
    put(watch)
    ((run,), _) = looked(_Look(asked(watch)), 0)
    draft = engine_draft(watch.warehouse, "day-0")
    with draft_of(watch.warehouse):
        # Who else writes finds what an engine has begun, and leaves it.
        assert settle_once(watch.batch(()), 0.0, run, [], 0) is None
    assert has_ended(draft) and is_refused(draft)
    ((event, message),) = notes
    assert event == "run_refused"
    assert message.endswith("already writes to it; what it is about is due at the next look")
