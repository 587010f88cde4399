"""What fails becomes a row of `rejects`, and the rest goes on."""

import copy
import logging
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindows

from transforms.bulkhead import Unusable
from transforms.warehouse.partitions import WarehouseError

Row = dict[str, Any]

REJECTED = "rejected"

log = logging.getLogger(__name__)


@dataclass
class Attempt(beam.PTransform):
    """Applies `function` to each element; results go to the main output, elements that fail to `rejected`.

    A function that has a `setup` is set up once where it runs; one that has a `close` is closed at the end. `reject`
    makes the row of `rejects` from the element and the error. Beam's `with_exception_handling` keeps the text of the
    error alone; a reject needs its word, its reason and the element's place in time.

    `at_once` elements of a bundle are worked on in as many threads, each with a copy of the function of its own; who is
    done takes the next in order, so that a long one holds nobody. Elements must be in the global window.
    """

    function: Callable[[Any], Any]
    reject: Callable[[Any, Exception], Row]
    at_once: int = 1

    def expand(self, elements: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        attempt = _Attempt(self.function, self.reject, self.at_once)
        return elements | beam.ParDo(attempt).with_outputs(REJECTED, main="done")


class _Attempt(beam.DoFn):
    def __init__(self, function: Callable[[Any], Any], reject: Callable[[Any, Exception], Row], at_once: int) -> None:
        self.function, self.reject, self.at_once = function, reject, at_once

    def setup(self) -> None:
        self.copies = [copy.deepcopy(self.function) for _ in range(self.at_once)]
        for function in self.copies:
            if hasattr(function, "setup"):
                function.setup()

    def start_bundle(self) -> None:
        self.idle: queue.SimpleQueue = queue.SimpleQueue()
        for function in self.copies:
            self.idle.put(function)
        self.threads = ThreadPoolExecutor(self.at_once)
        self.begun: list[Future] = []

    def process(self, element: Any) -> None:
        self.begun.append(self.threads.submit(self._try, element))

    def finish_bundle(self) -> Iterator[Any]:
        try:
            for future in self.begun:
                tag, result = future.result()
                windowed = GlobalWindows.windowed_value(result)
                yield beam.pvalue.TaggedOutput(tag, windowed) if tag else windowed
        except BaseException:
            self.threads.shutdown(wait=False, cancel_futures=True)
            self.teardown()
            raise
        self.threads.shutdown()

    def teardown(self) -> None:
        for function in self.copies:
            if hasattr(function, "close"):
                function.close()

    def _try(self, element: Any) -> tuple[str, Any]:
        function = self.idle.get()
        try:
            return "", function(element)
        except (WarehouseError, Unusable):
            raise
        except Exception as error:
            # One bad recording must not stop a night, whatever is wrong with it; the row says what it was.
            log.debug("rejected %r", element, exc_info=error)
            return REJECTED, self.reject(element, error)
        finally:
            self.idle.put(function)
