import threading

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms.bulkhead import Unusable
from pantau.transforms.dead_letters import REJECTED, Attempt, Parted
from pantau.transforms.tables.partition_files import WarehouseError

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


def reject(number, error):
    return {"input": number, "reason": str(error), "error": type(error).__name__}


def attempted(function, numbers, done, rejected):
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        result = pipeline | beam.Create(numbers) | Attempt(function, reject)
        assert_that(result.done, equal_to(done), label="done")
        assert_that(result[REJECTED], equal_to(rejected), label="rejected")


@pytest.mark.slow
def test_what_fails_becomes_a_reject_and_the_rest_goes_on():
    odd = [{"input": n, "reason": f"{n} is odd", "error": "ValueError"} for n in (1, 3)]
    attempted(Halve(), [1, 2, 3, 4], [1, 2], odd)


@pytest.mark.slow
def test_a_plain_function_needs_no_setting_up():
    attempted(str.upper, ["a"], ["A"], [])


@pytest.mark.slow
def test_any_error_is_caught():
    def fail(number):
        raise MemoryError("too large")

    attempted(fail, [1], [], [{"input": 1, "reason": "too large", "error": "MemoryError"}])


def test_a_warehouse_that_cannot_be_written_ends_the_run_and_blames_no_input():
    def full(number):
        raise WarehouseError("/warehouse/part-0.parquet: cannot be written (No space left on device)")

    with pytest.raises(Exception, match="No space left on device"):
        attempted(full, [1], [], [])


class Meet:
    """Returns when as many are inside as are expected; breaks when they are not."""

    barrier = threading.Barrier(3)

    def __deepcopy__(self, memo):
        return Meet()

    def __call__(self, number):
        self.barrier.wait(timeout=20)
        return number, id(self)


@pytest.mark.slow
def test_as_many_at_once_as_asked_for_each_with_a_function_of_its_own():
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        result = pipeline | beam.Create([1, 2, 3, 4, 5, 6], reshuffle=False) | Attempt(Meet(), reject, at_once=3)
        numbers = result.done | beam.MapTuple(lambda number, name: number)
        names = (
            result.done | beam.MapTuple(lambda number, name: name) | beam.Distinct() | beam.combiners.Count.Globally()
        )
        assert_that(numbers, equal_to([1, 2, 3, 4, 5, 6]), label="numbers")
        assert_that(names, equal_to([3]), label="names")


def test_a_process_that_cannot_start_ends_the_run_and_blames_no_input():
    def broken(number):
        raise Unusable("no model")

    with pytest.raises(Exception, match="no model"):
        attempted(broken, [1], [], [])


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
    words = ["some", "text", "unknown", "words"]
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        attempt = Attempt(shout, reject, at_once, parted)
        result = pipeline | beam.Create(words, reshuffle=False) | attempt
        assert_that(result.done, equal_to(["SOME", "WORDS"]), label="done")
        rejects = [("text", "an x"), ("unknown", "nobody knows it")]
        expected = [{"input": word, "reason": why, "error": "ValueError"} for word, why in rejects]
        assert_that(result[REJECTED], equal_to(expected), label="rejected")


def test_pieces_after_one_that_failed_are_left_out():
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        parted = Parted(list, lambda word, letters: [getattr(letter, "args", letter) for letter in letters])
        result = pipeline | beam.Create(["axbc"]) | Attempt(shout, reject, 1, parted)
        assert_that(result.done, equal_to([["A", ("an x",), None, None]]))


def test_a_warehouse_that_fails_when_pieces_are_joined_ends_the_run():
    def full(word, letters):
        raise WarehouseError("No space left on device")

    with (
        pytest.raises(Exception, match="No space left on device"),
        beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline,
    ):
        _ = pipeline | beam.Create(["ab"]) | Attempt(shout, reject, 1, Parted(list, full))
