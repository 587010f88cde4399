"""What fails becomes a row of `rejects`, and the rest goes on."""

import copy
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindows

from pantau.transforms.bulkhead import Unusable
from pantau.transforms.tables.partition_files import WarehouseError

Row = dict[str, Any]

REJECTED = "rejected"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parted:
    """How an element is worked on in pieces.

    pieces: of an element, at least one. join: what becomes of it, from what became of each piece: what the function
    returned or raised. Once a piece has failed, those after it that nobody has begun are left out.
    """

    pieces: Callable[[Any], Sequence[Any]]
    join: Callable[[Any, list[Any]], Any]


@dataclass
class Attempt(beam.PTransform):
    """Applies `function` to each element; results go to the main output, elements that fail to `rejected`.

    A function that has a `setup` is set up once where it runs; one that has a `close` is closed at the end. `reject`
    makes the row of `rejects` from the element and the error. Beam's `with_exception_handling` keeps the text of the
    error alone; a reject needs its word, its reason and the element's place in time.

    `at_once` elements of a bundle are worked on in as many threads, each with a copy of the function of its own; who is
    done takes the next in order, so that a long one holds nobody. Elements must be in the global window.

    Elements may be `parted`: the function is then applied to their pieces, side by side.
    """

    function: Callable[[Any], Any]
    reject: Callable[[Any, Exception], Row]
    at_once: int = 1
    parted: Parted | None = None

    def expand(self, elements: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        attempt = _Attempt(self.function, self.reject, self.at_once, self.parted)
        return elements | beam.ParDo(attempt).with_outputs(REJECTED, main="done")


class _Attempt(beam.DoFn):
    def __init__(
        self,
        function: Callable[[Any], Any],
        reject: Callable[[Any, Exception], Row],
        at_once: int,
        parted: Parted | None,
    ) -> None:
        self.function, self.reject, self.at_once = function, reject, at_once
        self.parted = parted or Parted(_whole, _as_it_is)

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
        work = _Work(element)
        self.begun.append(work.done)
        with self._settling(work):
            pieces = self.parted.pieces(element)
            work.outcomes = [None] * len(pieces)
            work.left = len(pieces)
            for number, piece in enumerate(pieces):
                self.threads.submit(self._try, work, number, piece)

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

    def _try(self, work: "_Work", number: int, piece: Any) -> None:
        function = self.idle.get()
        try:
            outcome = None if work.failed else function(piece)
        except Exception as error:
            outcome = error
        finally:
            self.idle.put(function)
        if work.is_last(number, outcome):
            with self._settling(work):
                work.done.set_result(("", self.parted.join(work.element, work.outcomes)))

    @contextmanager
    def _settling(self, work: "_Work") -> Iterator[None]:
        """What is raised becomes of the element, whatever is wrong with it: one bad recording must not stop a night."""
        try:
            yield
        except (WarehouseError, Unusable) as error:
            work.done.set_exception(error)
        except Exception as error:
            # The row says what it was.
            log.debug("rejected %r", work.element, exc_info=error)
            try:
                work.done.set_result((REJECTED, self.reject(work.element, error)))
            except Exception as broken:
                work.done.set_exception(broken)


class _Work:
    """An element in work: what became of its pieces, and in the end of itself."""

    def __init__(self, element: Any) -> None:
        self.element, self.done = element, Future()
        self.outcomes: list[Any] = []
        self.left, self.failed = 0, False
        self._one_by_one = threading.Lock()

    def is_last(self, number: int, outcome: Any) -> bool:
        """Notes what became of a piece; whether that was the last one."""
        with self._one_by_one:
            self.outcomes[number] = outcome
            self.failed |= isinstance(outcome, Exception)
            self.left -= 1
            return not self.left


def _whole(element: Any) -> list[Any]:
    return [element]


def _as_it_is(_: Any, outcomes: list[Any]) -> Any:
    (outcome,) = outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
