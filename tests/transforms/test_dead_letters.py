import os
import threading
import time
from typing import ClassVar

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, SlidingWindows, TimestampedValue

from pantau.transforms.bulkhead import Bounds, Bulkhead, Unusable
from pantau.transforms.dead_letters import REJECTED, WORK_MS, Parted, Sift, Try
from pantau.transforms.rejects import Reject, word_of
from pantau.transforms.tables.partition_files import WarehouseError
from tests.transforms.own_process import own_process

pytestmark = pytest.mark.slow


class Halve:
    """Halves even numbers once it was set up."""

    def __init__(self):
        self.ready = False

    def setup(self):
        self.ready = True

    def __call__(self, number):
        if not self.ready:
            raise RuntimeError("not set up")
        if number % 2:
            raise ValueError(f"{number} is odd")
        return number // 2


def reject(element, error):
    return Reject("hall", None, None, str(element), 0, "probe", word_of(error), str(error), None, None, "run")


def local():
    return beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))


def tried(elements, done, rejected, function, takes=int, gives=int, **more):
    """Tries a function on elements, and gives the counters of the step."""
    with local() as pipeline:
        made = pipeline | beam.Create(elements, reshuffle=False).with_output_types(takes)
        found = made | Try("halve", function, reject, takes, gives, **more)
        assert_that(found.done, equal_to(done), label="done")
        assert_that(found[REJECTED], equal_to([reject(*pair) for pair in rejected]), label="rejected")
    return counted(pipeline.result, "halve")


def counted(result, step):
    found = {one.key.metric: one.committed for one in result.metrics().query()["counters"]}
    return {
        metric.name: number for metric, number in found.items() if metric.namespace == step and metric.name != WORK_MS
    }


@pytest.mark.parametrize("at_once", [1, 3])
def test_what_fails_becomes_a_reject_and_the_rest_goes_on_and_all_is_counted(at_once):
    odd = [(number, ValueError(f"{number} is odd")) for number in (1, 3)]
    counters = tried([1, 2, 3, 4, 6], [1, 2, 3], odd, Halve(), at_once=at_once)
    assert counters == {"seen": 5, "done": 3, "rejected": 2, "rejected.ValueError": 2}


def test_a_plain_function_needs_no_setting_up_and_any_error_is_caught():
    def shouted(word):
        if word == "x":
            raise MemoryError("too large")
        return word.upper()

    tried(["a", "x"], ["A"], [("x", MemoryError("too large"))], shouted, str, str)


@pytest.mark.parametrize("error", [WarehouseError("No space left on device"), Unusable("no model")])
@pytest.mark.parametrize("at_once", [1, 2])
def test_what_is_no_inputs_fault_ends_the_run(error, at_once):
    def broken(number):
        raise error

    with pytest.raises(Exception, match=str(error)):
        tried([1, 2, 3], [], [], broken, at_once=at_once)


class Meet:
    """Returns when as many are inside as are expected; breaks when they are not."""

    barrier = threading.Barrier(3)

    def __deepcopy__(self, memo):
        return Meet()

    def __call__(self, number):
        self.barrier.wait(timeout=20)
        return id(self)


def test_as_many_at_once_as_asked_for_each_with_a_function_of_its_own():
    with local() as pipeline:
        made = pipeline | beam.Create([1, 2, 3, 4, 5, 6], reshuffle=False)
        found = made | Try("meet", Meet(), reject, int, int, at_once=3)
        counts = found.done | beam.combiners.Count.PerElement() | beam.Values() | beam.combiners.ToList()
        assert_that(counts | beam.Map(lambda each: (len(each), sum(each))), equal_to([(3, 6)]))


class Told:
    """Notes for all its copies when a number is worked on, and when one has come through to the next step."""

    events: ClassVar[list] = []

    def __call__(self, number):
        if number == 1:
            deadline = time.monotonic() + 20
            while ("came", 9) not in self.events and time.monotonic() < deadline:
                time.sleep(0.005)
        self.events.append(("done", number))
        return number


def came(number):
    Told.events.append(("came", number))
    return number


def test_what_is_done_goes_on_while_the_rest_is_worked_on_in_the_order_that_is_asked_for():
    Told.events.clear()
    with local() as pipeline:
        made = pipeline | beam.Create([9, 3, 1, 5], reshuffle=False)
        found = made | Try("tell", Told(), reject, int, int, at_once=2, first=lambda number: (number != 1, -number))
        _ = found.done | beam.Map(came)
    # 1 is begun first, and waits for 9 to have come through; nobody waits for 1.
    assert [number for what, number in Told.events if what == "done"][:2] in ([9, 1], [9, 5])
    assert Told.events.index(("came", 9)) < Told.events.index(("done", 1))


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("windows", [FixedWindows(10), SlidingWindows(20, 10)])
def test_results_and_rejects_have_the_window_and_the_time_of_their_element(at_once, windows):
    def placed(element, at=beam.DoFn.TimestampParam, window=beam.DoFn.WindowParam):
        number = int(element.input) if isinstance(element, Reject) else element * 2
        return number, float(at), float(window.start)

    starts = (
        {7: [0.0], 12: [10.0], 13: [10.0]}
        if isinstance(windows, FixedWindows)
        else {7: [-10.0, 0.0], 12: [0.0, 10.0], 13: [0.0, 10.0]}
    )
    with local() as pipeline:
        made = pipeline | beam.Create([7, 12, 13], reshuffle=False)
        found = (
            made
            | beam.Map(
                lambda number: TimestampedValue(number - 1 if number == 13 else number, number)
            ).with_output_types(int)
            | beam.WindowInto(windows)
            | Try("halve", Halve(), reject, int, int, at_once=at_once)
        )
        expected = [(12, float(at), start) for at in (12, 13) for start in starts[at]]
        assert_that(found.done | "place" >> beam.Map(placed), equal_to(expected), label="done")
        expected = [(7, 7.0, start) for start in starts[7]]
        assert_that(found[REJECTED] | "place rejects" >> beam.Map(placed), equal_to(expected), label="rejected")


def apart():
    return Bulkhead(own_process, lambda number: Bounds(str(number), 600.0, 10_000))


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


PID = tuple[int, int]
seen: list[PID] = []


def noted(pid):
    seen.append(pid)
    return pid


def fails_at_last(pid):
    if noted(pid)[0] == 9:
        raise RuntimeError("a step behind this one")


@pytest.mark.parametrize("at_once", [1, 2])
def test_no_process_outlives_a_run(at_once):
    seen.clear()
    with local() as pipeline:
        found = pipeline | beam.Create([2, 3, 4], reshuffle=False) | Try("pid", apart(), reject, int, PID, at_once)
        _ = found.done | beam.Map(noted)
    assert {number for number, _ in seen} == {2, 3, 4} and not any(is_running(process) for _, process in seen)


def test_nor_one_that_a_step_behind_it_has_ended():
    seen.clear()
    with pytest.raises(Exception, match="a step behind this one"), local() as pipeline:
        made = pipeline | beam.Create([1, 2, 9], reshuffle=False)
        found = made | Try("pid", apart(), reject, int, PID, 2, first=int)
        _ = found.done | beam.Map(fails_at_last)
    assert [number for number, _ in seen] == [2, 9] and not any(is_running(process) for _, process in seen)
    # The process of 1 was killed, else its thread would still wait for it.
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("Try pid")]


class Together:
    """Says of each word what became of its letters."""

    def pieces(self, word):
        if word == "unknown":
            raise ValueError("nobody knows it")
        return list(word)

    def join(self, word, letters):
        for letter in letters:
            if isinstance(letter, Exception):
                raise letter
        return "".join(letters)


def shout(letter):
    if letter == "x":
        raise ValueError("an x")
    return letter.upper()


@pytest.mark.parametrize("at_once", [1, 3])
def test_pieces_are_joined_in_their_order_and_one_that_fails_takes_its_element_alone(at_once):
    together = Together()
    parted = Parted(together.pieces, together.join)
    rejects = [("text", ValueError("an x")), ("unknown", ValueError("nobody knows it"))]
    words = ["some", "text", "unknown", "words"]
    tried(words, ["SOME", "WORDS"], rejects, shout, str, str, at_once=at_once, parted=parted)


def test_pieces_after_one_that_failed_are_left_out():
    parted = Parted(list, lambda word, letters: str([getattr(letter, "args", letter) for letter in letters]))
    tried(["axbc"], ["['A', ('an x',), None, None]"], [], shout, str, str, parted=parted)


def test_a_warehouse_that_fails_when_pieces_are_joined_ends_the_run():
    def full(word, letters):
        raise WarehouseError("No space left on device")

    with pytest.raises(Exception, match="No space left on device"):
        tried(["ab"], [], [], shout, str, str, parted=Parted(list, full))


def test_an_element_of_another_type_is_refused_before_anything_runs():
    pipeline = local()
    with pytest.raises(beam.typehints.TypeCheckError, match="requires PCollections of type '<class 'int'>'"):
        _ = pipeline | beam.Create(["a"]) | Try("halve", Halve(), reject, int, int)


def test_outputs_have_the_types_that_flow_on():
    found = local() | beam.Create([1]) | Try("halve", Halve(), reject, int, PID)
    assert (found.done.element_type, found[REJECTED].element_type) == (PID, Reject)


def divisors(number):
    yield from (part for part in range(2, number) if number % part == 0)
    if number == 7:
        yield reject(7, ValueError("is prime"))


def test_what_is_sifted_is_tagged_and_counted():
    with local() as pipeline:
        found = pipeline | beam.Create([6, 7], reshuffle=False) | Sift("divide", divisors, int)
        assert_that(found.done, equal_to([2, 3]), label="done")
        assert_that(found[REJECTED], equal_to([reject(7, ValueError("is prime"))]), label="rejected")
    assert (found.done.element_type, found[REJECTED].element_type) == (int, Reject)
    assert counted(pipeline.result, "divide") == {"done": 2, "rejected": 1, "rejected.ValueError": 1}
