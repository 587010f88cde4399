"""A bulkhead: what may crash, hang or take all memory runs in a process of its own, and goes down alone.

FFmpeg and the models are C and C++ that read bytes from anywhere. The process behind a bulkhead lives as long as its
owner does, so models are built once; it is started anew, never forked, after it was lost.
"""

import logging
import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

CHECK_EVERY_S = 0.05
START_S = 300.0
"""So long a process may take to import what it needs and to build its models."""

HEADROOM = 3
"""The kernel refuses memory beyond this many times the bound, for what grows faster than it is checked."""

ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": "8000000", "MALLOC_TRIM_THRESHOLD_": "32000000"}
"""glibc's, in bytes: a frame of 1080p takes the memory of the one before, and the arrays of a recording with millions
of packets go back to the system when they are done with. By default it is the other way round."""


@dataclass(frozen=True)
class Bounds:
    """What observing an input may take: seconds of wall time, and megabytes (10⁶) resident in the process."""

    name: str
    seconds: float
    megabytes: int


class Lost(Exception):
    """An input that its process did not survive.

    word: crashed (a signal of its own), killed (SIGKILL from outside), too_slow or too_large. The same input gives the
    same text, so nothing measured is in it; the log has that.
    """

    def __init__(self, word: str, message: str) -> None:
        super().__init__(word, message)
        self.word = word

    def __str__(self) -> str:
        return self.args[1]


class Unusable(Exception):
    """The process could not be started: no input is to blame, so it ends a run and rejects nothing."""


@dataclass
class Bulkhead:
    """Calls `function` in a process of its own, which the first call starts, with a call to its `setup` if it has one.

    `function`, what it takes, returns and raises must pickle. `bounds` of an element are kept by killing the process.
    Whoever may be a victim of others is tried once more in a new process: an element whose process had others before,
    and one whose process was killed from outside. Here, outside, `record_failure` is told of an element that was lost,
    and `cached_outcome` is asked first what it would return or raise, as far as that is known without doing it, else
    `None`. `allocation` has the environment variables by which its process allots memory, where there are no others.
    One thread uses it at a time; `close` may come from any.
    """

    function: Callable[[Any], Any]
    bounds: Callable[[Any], Bounds]
    record_failure: Callable[[Any, Lost], None] | None = None
    cached_outcome: Callable[[Any], Any] | None = None
    allocation: Mapping[str, str] = field(default_factory=lambda: ALLOCATION)
    _process: "_Process | None" = field(default=None, init=False, repr=False)
    _closed: bool = field(default=False, init=False, repr=False)

    def __call__(self, element: Any) -> Any:
        """What the function returns or raises.

        Raises:
            Lost: the process did not survive it.
            Unusable: no process could be started.
        """
        if self.cached_outcome is not None and (known := self.cached_outcome(element)) is not None:
            return known
        bounds = self.bounds(element)
        try:
            return self._call(element, bounds)
        except Lost as lost:
            if self.record_failure is not None and not self._closed:
                self.record_failure(element, lost)
            raise

    def rest(self) -> None:
        """Ends the process, which is not at work, until the next call."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def close(self) -> None:
        """Ends the process, whatever it does."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    def _call(self, element: Any, bounds: Bounds) -> Any:
        process = self._running()
        was_used = process.calls > 0
        try:
            return process.call(element, bounds)
        except Lost as lost:
            self._process = None
            if self._closed or lost.word == "too_slow" or not (was_used or lost.word == "killed"):
                raise
        try:
            return self._running().call(element, bounds)
        except Lost:
            self._process = None
            raise

    def _running(self) -> "_Process":
        if self._process is None:
            self._process = _Process(self.function, self.allocation)
            if self._closed:
                # While it started: whoever closed it knew of no process, and waits for who uses this one.
                self._process.kill()
        return self._process


class _Process:
    """The process, from outside."""

    def __init__(self, function: Callable[[Any], Any], allocation: Mapping[str, str]) -> None:
        self.calls = 0
        self._pipe, theirs = Pipe()
        modules = os.pathsep.join(path or os.getcwd() for path in sys.path)
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import serve; serve({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**allocation, **os.environ, "PYTHONPATH": modules},
            )
        try:
            self._send(function)
            done, error = self._answer(Bounds("its start", START_S, sys.maxsize))
        except Lost as lost:
            raise Unusable(f"a process for decoding could not be started: {lost}") from lost
        if not done:
            self.kill()
            raise Unusable(f"a process for decoding could not be set up: {error}") from error

    def call(self, element: Any, bounds: Bounds) -> Any:
        self.calls += 1
        self._send((bounds.megabytes, element))
        done, result = self._answer(bounds)
        if isinstance(result, MemoryError):
            # The system refused what grew faster than it was checked: the same bound, kept in another way.
            self.kill()
            raise self._too_large(bounds)
        if not done:
            raise result
        return result

    def kill(self) -> int:
        """Ends it, if it has not ended, and gives its exit status."""
        self._child.kill()
        return self._child.wait()

    def _send(self, message: Any) -> None:
        # A process that is gone shows itself when it is asked for the answer.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(message)

    def _answer(self, bounds: Bounds) -> tuple[bool, Any]:
        began, peak = time.monotonic(), 0.0
        try:
            while not self._pipe.poll(CHECK_EVERY_S):
                resident, took_s = _resident_mb(self._child.pid), time.monotonic() - began
                peak = max(peak, resident)
                if resident > bounds.megabytes:
                    raise self._too_large(bounds)
                if took_s > bounds.seconds:
                    raise self._lost("too_slow", f"takes more than {bounds.seconds:.0f} s", bounds)
            return self._pipe.recv()
        except (EOFError, ConnectionResetError):
            status = self.kill()
            log.warning("%s: lost after %.1f s at %.0f MB", bounds.name, time.monotonic() - began, peak)
            raise _died(status, bounds) from None
        except BaseException:
            self.kill()
            raise

    def _too_large(self, bounds: Bounds) -> Lost:
        return self._lost("too_large", f"needs more than {bounds.megabytes} MB of memory", bounds)

    def _lost(self, word: str, reason: str, bounds: Bounds) -> Lost:
        log.warning("%s: %s", bounds.name, reason)
        remedy = "raise the bound in the site file (night), or export the recording again"
        return Lost(word, f"{bounds.name}: {reason}; {remedy}")


def _died(status: int, bounds: Bounds) -> Lost:
    if status == -signal.SIGKILL:
        return Lost(
            "killed",
            f"{bounds.name}: its process was killed from outside, most likely for want of memory; give the run more, "
            "or fewer workers, and run it again",
        )
    how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return Lost("crashed", f"{bounds.name}: decoding it crashed ({how}); export it again from the recorder")


def _resident_mb(pid: int) -> float:
    """Megabytes resident, 0 where the system does not say (Linux does)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def serve(descriptor: int) -> None:
    """The process, from inside: answers until its owner is gone, even one that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe, requests = Connection(descriptor), queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, requests), daemon=True).start()
    try:
        function = pickle.loads(requests.get())
        if hasattr(function, "setup"):
            function.setup()
    except Exception as error:
        pipe.send((False, _picklable(error)))
        return
    pipe.send((True, None))
    while True:
        megabytes, element = pickle.loads(requests.get())
        most = min(megabytes * HEADROOM * 10**6, sys.maxsize)
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        try:
            answer = True, function(element)
        except Exception as error:
            answer = False, _picklable(error)
        pipe.send(answer)


def _receive(pipe: Connection, requests: queue.SimpleQueue) -> None:
    try:
        while True:
            requests.put(pipe.recv_bytes())
    except (EOFError, OSError):
        os._exit(1)


def _picklable(error: Exception) -> Exception:
    """The error, or what it says where it would not survive the way."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
