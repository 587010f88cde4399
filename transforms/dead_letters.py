"""What fails becomes a `Reject`, and the rest goes on: the one mechanism by which any step has dead letters.

Both transforms give two tagged outputs, `done` and `rejected`, and count in Beam's metrics, in the namespace of their
step, what is `done` and what is `rejected`, the latter also by its word (`rejected.crashed`); `Try` also what it has
`seen`.
"""

import copy
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.utils.timestamp import Timestamp
from apache_beam.utils.windowed_value import WindowedValue

from pantau.transforms.bulkhead import Unusable
from pantau.transforms.elements import flows
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.partition_files import WarehouseError

REJECTED = "rejected"
SEEN, DONE, WORK_MS = "seen", "done", "work_ms"

log = logging.getLogger(__name__)

flows(Reject)


@dataclass(frozen=True)
class Parted:
    """How an element is worked on in pieces.

    pieces: of an element, at least one. join: what becomes of it, from what became of each piece: what the function
    returned or raised. Once a piece has failed, those after it that nobody has begun are left out.
    """

    pieces: Callable[[Any], Sequence[Any]]
    join: Callable[[Any, list[Any]], Any]


@dataclass
class Try(beam.PTransform):
    """Elements of `takes` → what `function` makes of each, of `gives`; those at which it raises go to `rejected`.

    It is for work that is worth spreading out, and spreads it. A function that has a `setup` is set up once where it
    runs; one that has a `close` is closed at the end. `reject` makes the `Reject` from the element and the error. An
    error of the warehouse, or a process that cannot be started, is no input's fault: it ends the run, as does what
    `reject` raises.

    On one machine elements are gathered into one hand for each window, in which `at_once` are worked on in as many
    threads, each with a copy of the function of its own: what is done is given on at once, and whoever did it takes
    the next, so that a long one holds nobody. Of a hand those come first of which `first` is smaller. With 1, as on
    engines that have workers of their own, an element is a hand by itself. Each result has the window and the time of
    its element.

    Elements may be `parted`: the function is then applied to their pieces, side by side.
    """

    step: str
    function: Callable[[Any], Any]
    reject: Callable[[Any, Exception], Reject]
    takes: type
    gives: type
    at_once: int = 1
    parted: Parted | None = None
    first: Callable[[Any], Any] | None = None

    def expand(self, elements: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        timed = tuple[self.takes, int]
        if self.at_once > 1:
            hands = (
                elements
                | "In one hand"
                >> beam.Map(_under_one_key).with_input_types(self.takes).with_output_types(tuple[int, timed])
                | "Gather" >> beam.GroupByKey()
                | "Without the key" >> beam.Values().with_output_types(Iterable[timed])
            )
        else:
            hands = (
                elements
                | "Spread" >> beam.Reshuffle()
                | "One by one" >> beam.Map(_alone).with_input_types(self.takes).with_output_types(Iterable[timed])
            )
        found = hands | "Try" >> beam.ParDo(_Try(self)).with_outputs(REJECTED, main=DONE)
        return _typed(found, self.gives)


@dataclass
class Sift(beam.PTransform):
    """Applies a function that gives, of each element, any number of results and of rejects; Rejects go to `rejected`.

    For what is told of several inputs together, such as copies of one recording. What it raises ends the run.
    """

    step: str
    function: Callable[[Any], Iterable[Any]]
    gives: type

    def expand(self, elements: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        return _typed(elements | "Sift" >> beam.ParDo(_Sift(self)).with_outputs(REJECTED, main=DONE), self.gives)


def _typed(found: beam.pvalue.DoOutputsTuple, gives: type) -> beam.pvalue.DoOutputsTuple:
    """Beam types no tagged output by itself."""
    found[DONE].element_type = gives
    found[REJECTED].element_type = Reject
    return found


def _under_one_key(element: Any, at: Timestamp = beam.DoFn.TimestampParam) -> tuple[int, tuple[Any, int]]:
    return 0, (element, at.micros)


def _alone(element: Any, at: Timestamp = beam.DoFn.TimestampParam) -> list[tuple[Any, int]]:
    return [(element, at.micros)]


class _Counting(beam.DoFn):
    """Counts for a step what is done and what is rejected, and tags its rejects."""

    def __init__(self, step: str) -> None:
        self.step = step
        self._done, self._rejected = (Metrics.counter(step, word) for word in (DONE, REJECTED))

    def _told(self, result: Any, told: Any) -> Any:
        """What is to be yielded for a result: `told`, tagged if the result is a reject."""
        if not isinstance(result, Reject):
            self._done.inc()
            return told
        self._rejected.inc()
        Metrics.counter(self.step, f"{REJECTED}.{result.error}").inc()
        return beam.pvalue.TaggedOutput(REJECTED, told)


class _Sift(_Counting):
    def __init__(self, asked: Sift) -> None:
        super().__init__(asked.step)
        self.function = asked.function

    def setup(self) -> None:
        if hasattr(self.function, "setup"):
            self.function.setup()

    def teardown(self) -> None:
        if hasattr(self.function, "close"):
            self.function.close()

    def process(self, element: Any) -> Iterator[Any]:
        for result in self.function(element):
            yield self._told(result, result)


class _Try(_Counting):
    def __init__(self, asked: Try) -> None:
        super().__init__(asked.step)
        self.function, self.reject, self.at_once, self.first = asked.function, asked.reject, asked.at_once, asked.first
        self.parted = asked.parted or Parted(_whole, _as_it_is)
        self._seen, self._work_ms = Metrics.counter(self.step, SEEN), Metrics.counter(self.step, WORK_MS)

    def setup(self) -> None:
        self.copies = [copy.deepcopy(self.function) for _ in range(self.at_once)]
        self.idle: queue.SimpleQueue = queue.SimpleQueue()
        for function in self.copies:
            if hasattr(function, "setup"):
                function.setup()
            self.idle.put(function)
        self.threads = ThreadPoolExecutor(self.at_once, f"Try {self.step}")

    def process(self, hand: Iterable[tuple[Any, int]], window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        try:
            for work in self._worked_on(self._in_order(hand)):
                self._work_ms.inc(round(1000 * work.took_s))
                yield self._told(work.result, WindowedValue(work.result, Timestamp(micros=work.at), (window,)))
            if self.at_once > 1:
                self._rest()
        except BaseException:
            # Whatever ends the run, also a step behind this one: no engine promises to call `teardown` after it.
            self.teardown()
            raise

    def teardown(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
        closing = [function for function in self.copies if hasattr(function, "close")]
        for function in closing:
            function.close()
        if closing:
            # Who was just about to begin may have started a process since.
            self.threads.shutdown()
        for function in closing:
            function.close()

    def _rest(self) -> None:
        """Lets go of processes and of the models in them: a hand has all there is, and the next step needs room."""
        for function in self.copies:
            if hasattr(function, "rest"):
                function.rest()

    def _in_order(self, hand: Iterable[tuple[Any, int]]) -> Iterable[tuple[Any, int]]:
        return hand if self.first is None else sorted(hand, key=lambda timed: self.first(timed[0]))

    def _worked_on(self, hand: Iterable[tuple[Any, int]]) -> Iterator["_Work"]:
        """Each element of a hand once it is done; no more pieces wait for a thread than there are threads."""
        running: list[Future] = []
        begun = self._begun(hand)
        while True:
            running += islice(begun, 2 * self.at_once - len(running))
            if not running:
                return
            ended = wait(running, return_when=FIRST_COMPLETED).done
            # Of those that have ended meanwhile, in the order in which they were begun.
            yield from (work for future in running if future in ended and (work := future.result()) is not None)
            running = [future for future in running if future not in ended]

    def _begun(self, hand: Iterable[tuple[Any, int]]) -> Iterator[Future]:
        for element, at in hand:
            self._seen.inc()
            work = _Work(element, at)
            try:
                pieces = self.parted.pieces(element)
            except Exception as error:
                yield self.threads.submit(self._settled, work, error)
                continue
            work.expects(len(pieces))
            for number, piece in enumerate(pieces):
                yield self.threads.submit(self._try, work, number, piece)

    def _try(self, work: "_Work", number: int, piece: Any) -> "_Work | None":
        """The element, with its result, if this was the last of its pieces."""
        function, began = self.idle.get(), time.monotonic()
        try:
            outcome = None if work.failed else function(piece)
        except Exception as error:
            outcome = error
        finally:
            self.idle.put(function)
        if not work.is_last(number, outcome, time.monotonic() - began):
            return None
        try:
            work.result = self.parted.join(work.element, work.outcomes)
        except Exception as error:
            return self._settled(work, error)
        return work

    def _settled(self, work: "_Work", error: Exception) -> "_Work":
        """The element, rejected, whatever is wrong with it: one bad recording must not stop a night."""
        if isinstance(error, (WarehouseError, Unusable)):
            raise error
        # The row says what it was.
        log.debug("rejected %r", work.element, exc_info=error)
        work.result = self.reject(work.element, error)
        return work


class _Work:
    """An element in work: what became of its pieces, and in the end of itself."""

    def __init__(self, element: Any, at: int) -> None:
        self.element, self.at = element, at
        self.result: Any = None
        self.failed = False
        self.took_s = 0.0
        self._one_by_one = threading.Lock()

    def expects(self, pieces: int) -> None:
        """Says of how many pieces it is."""
        self.outcomes: list[Any] = [None] * pieces
        self._left = pieces

    def is_last(self, number: int, outcome: Any, took_s: float) -> bool:
        """Notes what became of a piece; whether that was the last one."""
        with self._one_by_one:
            self.outcomes[number] = outcome
            self.took_s += took_s
            self.failed |= isinstance(outcome, Exception)
            self._left -= 1
            return not self._left


def _whole(element: Any) -> list[Any]:
    return [element]


def _as_it_is(_: Any, outcomes: list[Any]) -> Any:
    (outcome,) = outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
