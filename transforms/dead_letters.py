"""What fails becomes a row of `rejects`, and the rest goes on."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from transforms.warehouse.partitions import WarehouseError

Row = dict[str, Any]

REJECTED = "rejected"

log = logging.getLogger(__name__)


@dataclass
class Attempt(beam.PTransform):
    """Applies `function` to each element; results go to the main output, elements that fail to `rejected`.

    A function that has a `setup` is set up once where it runs. `reject` makes the row of `rejects` from the element and
    the error. Beam's `with_exception_handling` keeps the text of the error alone; a reject needs its word, its reason
    and the element's place in time.
    """

    function: Callable[[Any], Any]
    reject: Callable[[Any, Exception], Row]

    def expand(self, elements: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return elements | beam.ParDo(_Attempt(self.function, self.reject)).with_outputs(REJECTED, main="done")


class _Attempt(beam.DoFn):
    def __init__(self, function: Callable[[Any], Any], reject: Callable[[Any, Exception], Row]) -> None:
        self.function, self.reject = function, reject

    def setup(self) -> None:
        if hasattr(self.function, "setup"):
            self.function.setup()

    def process(self, element):
        try:
            yield self.function(element)
        except WarehouseError:
            raise
        except Exception as error:
            # One bad recording must not stop a night, whatever is wrong with it; the row says what it was.
            log.debug("rejected %r", element, exc_info=error)
            yield beam.pvalue.TaggedOutput(REJECTED, self.reject(element, error))
