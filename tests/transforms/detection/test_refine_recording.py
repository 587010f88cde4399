"""The frames between the samples of a recording, with a model that says what the frames' numbers say."""

from dataclasses import replace

import pytest

from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES
from pantau.transforms.detection import refined_frames
from pantau.transforms.detection.observe_recording import ObserveRecording
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.refine_recording import (
    RefinementWindows,
    RefineRecording,
    is_refined,
    refined_partition,
    reject_refinement,
)
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.tables.partition_files import read_notes, read_table
from tests.transforms.detection.test_observe_recording import EIGHT, RECORDING, TURN, OnePerson, Seats, beside, number
from tests.transforms.detection.test_observer import site
from tests.transforms.numbered_clips import filled_up

pytestmark = pytest.mark.slow

ZERO = EIGHT.timestamp()


@pytest.fixture
def look(tmp_path, clips):
    """A look that has been taken at `TURN`."""
    (tmp_path / "archive").mkdir()
    filled_up(clips["gop50"], tmp_path / "archive" / "a.mp4", RECORDING["bytes"])
    made = ObserveRecording(observer_of(site(), "."), str(tmp_path / "archive"), str(tmp_path / "warehouse"))
    made._models = OnePerson(), Seats()
    made(TURN)
    return made


@pytest.fixture
def decoded(monkeypatch):
    """The windows that frames are decoded for, seconds from the recording's first frame, one list a recording."""
    asked, plan = [], refined_frames.plan_between

    def noting(packets, started_s, step_s, windows, also):
        asked.append([(round(a, 3), round(b, 3)) for a, b in windows])
        return plan(packets, started_s, step_s, windows, also)

    monkeypatch.setattr(refined_frames, "plan_between", noting)
    return asked


def closer(look, *windows, ownership=TURN, of=(-100.0, 100.0), left_out=0, observer=None):
    """Refines at windows of a date, seconds after eight, and gives the rows of both tables."""
    made = RefineRecording(observer or look.observer, look.archive, look.warehouse)
    made._detector = OnePerson()
    edges = RefinementWindows(
        ownership, [(ZERO + a, ZERO + b) for a, b in windows], [(ZERO + of[0], ZERO + of[1])], left_out
    )
    name = made.cached_outcome(edges) or made(edges)
    assert name == ownership.recording["recording_id"]
    tables = (read_table(look.warehouse, table, recording_id=name) for table in (CLOSER_SAMPLES, CLOSER_OBSERVATIONS))
    return tuple(table.to_pylist() for table in tables)


def offsets(rows):
    return [round(row["offset_s"], 2) for row in rows]


def test_the_frames_in_a_window_are_looked_at_and_compared_with_the_samples_around(look):
    samples, people = closer(look, (2, 4))
    assert offsets(samples) == [2.48, 3.0, 3.48]
    assert [row["people"] for row in samples] == [1, 1, 1]
    assert {row["model_hash"] for row in samples + people} == {look.observer.closer_version("one")}
    assert {row["observation_kind"] for row in people} == {"person"}
    assert offsets(people[::2]) == offsets(people[1::2]) == [2.48, 3.0, 3.48, 4.0]
    assert people[0]["score"] == pytest.approx(0.5 + 62 / 1000, abs=1e-5)
    assert people[0]["compared_to"] == [number(at, place) for at in (0, 2) for place in (0, 1)]


def test_who_is_on_the_sample_at_the_end_is_written_again_under_the_same_number(look):
    _, people = closer(look, (2, 4))
    assert [row["detection"] for row in people[-2:]] == [number(4, 0), number(4, 1)]
    assert people[-1]["compared_to"] == [number(at, place) for at in (0, 2, 2.48, 3, 3.48) for place in (0, 1)]
    assert people[-2]["score"] == pytest.approx(0.6)


def test_what_is_written_of_a_window_does_not_depend_on_other_windows(look):
    (_, alone), (_, both) = closer(look, (4, 6)), closer(look, (2, 4), (4, 6))
    assert both[-len(alone) :] == alone and len(both) > len(alone)


def test_a_window_that_was_seen_is_not_decoded_again_and_one_no_longer_wanted_goes(look, decoded):
    first = closer(look, (0, 2))
    assert decoded == [[(0, 2)]]
    assert closer(look, (0, 2)) == first and len(decoded) == 1
    samples, _ = closer(look, (0, 2), (4, 6))
    assert decoded == [[(0, 2)], [(4, 6)]]
    assert offsets(samples) == [0.48, 1.0, 1.48, 4.48, 5.0, 5.48]
    samples, people = closer(look, (4, 6))
    assert len(decoded) == 2 and offsets(samples) == [4.48, 5.0, 5.48] and offsets(people[-2:]) == [6, 6]
    assert closer(look) == ([], []) and len(decoded) == 2
    assert is_refined(look.warehouse, look.observer, TURN)


def test_the_windows_make_the_file_and_not_the_order_in_which_they_came(look):
    closer(look, (4, 6))
    closer(look, (0, 2), (4, 6))
    path = refined_partition(RECORDING).path(look.warehouse)
    in_turn = path.read_bytes()
    path.unlink()
    closer(look, (0, 2), (4, 6))
    assert path.read_bytes() == in_turn


def test_what_was_seen_of_another_date_stays(look, decoded):
    closer(look, (2, 4), of=(-100, 4))
    samples, _ = closer(look, (4, 6), of=(4, 100))
    assert decoded == [[(2, 4)], [(4, 6)]]
    assert offsets(samples) == [2.48, 3.0, 3.48, 4.48, 5.0, 5.48]
    samples, _ = closer(look, of=(4, 100))
    assert offsets(samples) == [2.48, 3.0, 3.48]


def test_where_nothing_is_wanted_nothing_is_written(look, decoded):
    assert closer(look) == closer(look, (20, 22)) == ([], [])
    assert decoded == [] and read_notes(refined_partition(RECORDING).path(look.warehouse)) is None
    assert not is_refined(look.warehouse, look.observer, TURN)


def test_what_the_limit_leaves_out_is_noted_even_where_nothing_else_is_wanted(look):
    closer(look, left_out=3)
    assert read_notes(refined_partition(RECORDING).path(look.warehouse))["left_out"] == "3"


def test_another_step_looks_again_and_makes_what_was_seen_void(look, decoded):
    closer(look, (2, 4))
    slower = observer_of(site(more="observer: {closer_s: 1}\n"), ".")
    assert not is_refined(look.warehouse, slower, TURN)
    samples, _ = closer(look, (2, 4), observer=slower)
    assert len(decoded) == 2 and offsets(samples) == [3.0]
    assert is_refined(look.warehouse, slower, TURN) and not is_refined(look.warehouse, look.observer, TURN)


def test_a_recording_that_appears_before_has_it_looked_at_again(look, decoded):
    closer(look, (2, 4))
    *_, ownership = assign_ownership([{**beside("r0", -8), "recording_uri": "gone.mp4"}, RECORDING], 11, 0)
    assert not is_refined(look.warehouse, look.observer, ownership)
    samples, _ = closer(look, (2, 4), ownership=ownership)
    assert decoded == [[(2, 4)], [(2, 4)]] and offsets(samples) == [2.48, 3.0, 3.48]


def test_a_recording_that_begins_in_a_window_takes_the_frames_of_the_one_before(look):
    before, after = assign_ownership([RECORDING, beside("r2", 7)], 11, 0)  # the first speaks until 8
    look(after)
    samples, people = closer(look, (6, 9), ownership=after)
    assert offsets(samples) == [1.0, 1.48]
    assert offsets(people[::2]) == [1.0, 1.48, 2.0]
    earlier = (2, 4, 6, 6.48, 7, 7.48)
    assert people[0]["compared_to"] == [number(at, place) for at in earlier for place in (0, 1)]
    samples, people = closer(look, (6, 9), ownership=before)
    assert offsets(samples) == offsets(people[::2]) == [6.48, 7.0, 7.48]


def test_a_first_frame_that_ends_a_window_is_compared_with_those_in_it(look):
    _, after = assign_ownership([RECORDING, beside("r2", 8)], 11, 0)
    look(after)
    samples, people = closer(look, (6, 8), ownership=after)
    assert samples == [] and offsets(people) == [0, 0]
    assert people[0]["compared_to"][-4:] == [number(at, place) for at in (7, 7.48) for place in (0, 1)]


def test_a_recording_before_that_is_gone_is_no_reason_to_fail(look):
    gone = {**beside("r0", -4), "recording_uri": "gone.mp4"}
    _, ownership = assign_ownership([gone, RECORDING], 11, 0)
    assert [row for row, _ in ownership.before] == [gone]  # which speaks until 4
    samples, people = closer(look, (2, 6), ownership=ownership)
    assert offsets(samples) == [4.0, 4.48, 5.0, 5.48]
    assert people[0]["compared_to"] == []


def test_a_recording_that_is_gone_is_a_reject_and_its_samples_stand(look):
    ownership = replace(TURN, recording={**RECORDING, "recording_uri": "gone.mp4", "bytes": 5, "run_id": "run"})
    with pytest.raises(Unreadable, match=r"gone\.mp4: cannot be opened") as caught:
        closer(look, (2, 4), ownership=ownership)
    assert read_notes(refined_partition(RECORDING).path(look.warehouse)) is None
    reject = reject_refinement(RefinementWindows(ownership, [], [], 0), caught.value)
    assert (reject.step, reject.input, reject.error) == ("closer", "gone.mp4", caught.value.word)


def test_looking_closer_needs_the_model(look):
    made = RefineRecording(look.observer, look.archive, look.warehouse)
    with pytest.raises(RuntimeError, match=r"call setup\(\) first"):
        made(RefinementWindows(TURN, [(ZERO + 2, ZERO + 4)], [(ZERO, ZERO + 9)], 0))
