import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from transforms.dead_letters import REJECTED, Attempt
from transforms.warehouse.partitions import WarehouseError


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


def test_what_fails_becomes_a_reject_and_the_rest_goes_on():
    odd = [{"input": n, "reason": f"{n} is odd", "error": "ValueError"} for n in (1, 3)]
    attempted(Halve(), [1, 2, 3, 4], [1, 2], odd)


def test_a_plain_function_needs_no_setting_up():
    attempted(str.upper, ["a"], ["A"], [])


def test_any_error_is_caught():
    def fail(number):
        raise MemoryError("too large")

    attempted(fail, [1], [], [{"input": 1, "reason": "too large", "error": "MemoryError"}])


def test_a_warehouse_that_cannot_be_written_ends_the_run_and_blames_no_input():
    def full(number):
        raise WarehouseError("/warehouse/part-0.parquet: cannot be written (No space left on device)")

    with pytest.raises(Exception, match="No space left on device"):
        attempted(full, [1], [], [])
