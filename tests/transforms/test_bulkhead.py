import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pantau.transforms import bulkhead as bulkhead_module
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost, Unusable

QUICK = Bounds("clip.mp4", 30.0, 1000)


def bulkhead(function, bounds=QUICK, record_failure=None):
    return Bulkhead(function, lambda element: bounds, record_failure)


@pytest.fixture
def closing():
    """Closes what a test opened."""
    opened = []
    yield lambda *given: opened.append(bulkhead(*given)) or opened[-1]
    for each in opened:
        each.close()


class Unlucky:
    """Set up once; then does to its process what it is told."""

    def setup(self):
        self.ready = os.getpid()

    def __call__(self, what):
        if what == "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == "abort":
            os.abort()
        if what == "exit":
            os._exit(7)
        if what == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "hang":
            time.sleep(3600)
        if what == "allocate":
            kept = []
            while True:
                kept.append(bytearray(os.urandom(1) * 10_000_000))
                time.sleep(0.002)
        if what == "at once":
            return len(bytearray(5_000_000_000))
        if what == "refuse":
            raise ValueError("no")
        if what == "odd":
            raise type("Local", (Exception,), {})("of no module")
        return self.ready


class SegfaultsOnce:
    """As a process would whose memory an element before has damaged."""

    def __init__(self, folder):
        self.mark = Path(folder, "mark")

    def __call__(self, element):
        if element == 2 and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGSEGV)
        return element


class KilledFirst:
    def __init__(self, folder):
        self.mark = Path(folder, "mark")

    def __call__(self, element):
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return element


class NeverReady:
    def setup(self):
        raise FileNotFoundError("the model is gone")

    def __call__(self, element):
        return element


def test_calls_share_one_process_that_is_not_this_one(closing):
    apart = closing(Unlucky())
    first = apart("")
    assert first == apart("") != os.getpid()


def test_memory_is_allotted_as_it_was_said_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_", raising=False)
    for kept, seen in ((None, "64000000"), ("5", "5")):
        if kept:
            monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", kept)
        apart = Bulkhead(os.getenv, lambda name: QUICK, allocation={"MALLOC_TRIM_THRESHOLD_": "64000000"})
        assert apart("MALLOC_TRIM_THRESHOLD_") == seen
        apart.close()


def test_what_the_function_raises_is_raised_here_and_the_process_stays(closing):
    apart = closing(Unlucky())
    before = apart("")
    with pytest.raises(ValueError, match=r"^no$"):
        apart("refuse")
    with pytest.raises(RuntimeError, match=r"^Local: of no module$"):
        apart("odd")
    assert apart("") == before


@pytest.mark.slow
@pytest.mark.parametrize(("what", "how"), [("segfault", "SIGSEGV"), ("abort", "SIGABRT"), ("exit", "exit status 7")])
def test_a_crash_loses_one_element_and_the_next_has_a_new_process(closing, what, how):
    forgone = []
    apart = closing(Unlucky(), QUICK, lambda element, lost: forgone.append((element, lost.word)))
    before = apart("")
    with pytest.raises(Lost, match=rf"^clip\.mp4: decoding it crashed \({how}\); export it again") as caught:
        apart(what)
    assert caught.value.word == "crashed"
    assert forgone == [(what, "crashed")]
    assert apart("") not in (before, os.getpid())


@pytest.mark.slow
def test_a_hang_ends_at_its_bound(closing):
    apart = closing(Unlucky(), Bounds("clip.mp4", 0.5, 1000))
    began = time.monotonic()
    with pytest.raises(Lost, match=r"^clip\.mp4: takes more than 0 s; raise the bound") as caught:
        apart("hang")
    assert caught.value.word == "too_slow"
    assert time.monotonic() - began < 20
    assert apart("") != os.getpid()


@pytest.mark.slow
def test_growing_memory_ends_at_its_bound(closing):
    apart = closing(Unlucky(), Bounds("clip.mp4", 60.0, 300))
    with pytest.raises(Lost, match=r"^clip\.mp4: needs more than 300 MB of memory") as caught:
        apart("allocate")
    assert caught.value.word == "too_large"


@pytest.mark.slow
def test_memory_far_beyond_the_bound_is_refused_by_the_system(closing):
    apart = closing(Unlucky(), Bounds("clip.mp4", 60.0, 300))
    with pytest.raises(Lost, match=r"^clip\.mp4: needs more than 300 MB of memory") as caught:
        apart("at once")
    assert caught.value.word == "too_large"
    assert apart("") != os.getpid()


@pytest.mark.slow
def test_an_element_whose_process_had_others_before_is_tried_in_a_new_one(closing, tmp_path):
    apart = closing(SegfaultsOnce(tmp_path))
    assert [apart(1), apart(2), apart(3)] == [1, 2, 3]


@pytest.mark.slow
def test_a_process_killed_from_outside_is_no_fault_of_the_element(closing, tmp_path):
    assert closing(KilledFirst(tmp_path))(5) == 5
    with pytest.raises(Lost, match="killed from outside") as caught:
        closing(Unlucky())("killed")
    assert caught.value.word == "killed"


def test_a_function_that_cannot_be_set_up_blames_no_element():
    with pytest.raises(Unusable, match="the model is gone"):
        bulkhead(NeverReady())(1)


def test_what_is_known_needs_no_process():
    apart = Bulkhead(Unlucky(), lambda element: QUICK, cached_outcome={"asked before": "known"}.get)
    assert apart("asked before") == "known" and apart._process is None


@pytest.mark.slow
def test_closing_ends_what_is_being_done():
    forgone = []
    apart = bulkhead(Unlucky(), QUICK, lambda *given: forgone.append(given))
    apart("")
    timer = threading.Timer(0.3, apart.close)
    timer.start()
    with pytest.raises(Lost):
        apart("hang")
    assert forgone == []


@pytest.mark.slow
def test_closing_ends_also_what_was_about_to_begin(monkeypatch):
    """Who closes waits for the thread that uses it, and that one for a process that nobody else knows of."""
    apart = bulkhead(Unlucky())
    start = bulkhead_module._Process

    def slowly(*given):
        apart.close()
        return start(*given)

    monkeypatch.setattr(bulkhead_module, "_Process", slowly)
    began = time.monotonic()
    with pytest.raises(Lost):
        apart("hang")
    assert time.monotonic() - began < QUICK.seconds


def test_it_pickles_before_it_was_used():
    assert pickle.loads(pickle.dumps(Bulkhead(abs, repr)))._process is None


OWNER = """\
import sys, time
from tests.transforms.test_bulkhead import Unlucky, bulkhead
apart = bulkhead(Unlucky())
print(apart(""), flush=True)
apart("hang")
"""


@pytest.mark.slow
def test_it_does_not_outlive_an_owner_that_was_killed():
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True) as owner:
        inside = int(owner.stdout.readline())
        owner.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{inside}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{inside}").exists()
