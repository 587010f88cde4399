"""The process of the command: how it ends when somebody else ends it, and how it takes memory."""

import os
import signal
import subprocess
import sys
import time

import pytest

from pantau.pipelines.command_line import _cause, _is_interrupt

PANTAU = [sys.executable, "-m", "pantau"]


def test_a_reader_who_has_seen_enough_is_no_error(office):
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PANTAU, "ask", "session_list", "--warehouse", str(office.warehouse), "--format", "csv"]
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_terminal_of_few_letters_ends_no_command():
    few = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*PANTAU, "ask"], env=few, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"service_time" in done.stdout and done.stdout.isascii()


def _heed_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_an_interrupted_command_says_so_and_nothing_else(tmp_path):
    command = [*PANTAU, "simulate", "--scenario", "demo", "--minutes", "5", "--out", str(tmp_path)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    # Tests that a shell started in the background ignore the interrupt, and so would what they start.
    with subprocess.Popen(command, **pipes, preexec_fn=_heed_interrupts) as process:
        while process.poll() is None and not any((tmp_path / "archive").rglob("*.part")):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 3
    assert told.strip().splitlines()[-1] == "pantau simulate: stopped; run it again, what is done already is kept"
    assert "Traceback" not in told


def test_an_interrupt_is_one_also_where_an_engine_has_made_an_error_of_it():
    def wrapped(first):
        try:
            try:
                raise first
            except BaseException:
                raise RuntimeError("while running 'Try'")  # noqa: B904 - so do engines
        except RuntimeError as error:
            return error

    assert _is_interrupt(wrapped(KeyboardInterrupt())) and _is_interrupt(KeyboardInterrupt())
    assert not _is_interrupt(wrapped(ValueError("odd"))) and not _is_interrupt(None)


def test_what_went_wrong_is_the_last_line_without_the_step_of_the_engine():
    error = RuntimeError("Traceback\n  line\nRuntimeError: a.mp4: is odd [while running 'FindEvents/Find/ParDo(_Try)']")
    assert _cause(error) == "a.mp4: is odd"
    assert _cause(ValueError()) == "ValueError"


@pytest.mark.slow
def test_memory_that_arrow_is_done_with_goes_back_to_the_system(tmp_path):
    program = (
        "from pantau.pipelines.command_line import main; "
        f"main(['check', '--warehouse', {str(tmp_path)!r}]); "
        "import pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "system", done.stderr
