"""Processes behind bulkheads that begin with their libraries loaded: to load them takes longer than most tests do.

They are forked from a process that has loaded nothing else. Each is one of its own that can crash, hang or be killed,
loads pantau itself, and before it a `sitecustomize` by which a test has it meet with faults, as one that is started
anew does. The nights of an installed wheel and of `python -m pantau` start theirs anew.
"""

import os
import pickle
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import SimpleNamespace

LIBRARIES = (
    *("av", "cv2", "holidays", "numpy", "openvino", "openvino.preprocess", "pyarrow.compute", "pyarrow.parquet"),
    *("ncnn", "pydantic", "scipy.ndimage", "scipy.optimize", "shapely", "yaml"),
)
"""What the processes behind bulkheads load, but for pantau."""

MOST_BYTES = 100_000
"""More than the variables of an environment and the folders of modules take; a message is no larger than that."""


def warm_processes(patched) -> None:
    """Has bulkheads start their processes in this way."""
    from pantau.transforms import bulkhead

    patched.setattr(bulkhead, "subprocess", SimpleNamespace(Popen=_Warm, DEVNULL=subprocess.DEVNULL))


class _Warm:
    """As `subprocess.Popen`, as far as a bulkhead uses it."""

    def __init__(self, command: list[str], *, stdin: int, pass_fds: tuple[int], env: dict[str, str]) -> None:
        assert command[:2] == [sys.executable, "-c"] and "bulkhead import serve" in command[2], command
        self.pid = _asked(("start", env), *pass_fds)
        self.returncode: int | None = None

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = _asked(("wait", self.pid))
        return self.returncode


_one_at_a_time = Lock()


@lru_cache(maxsize=1)
def _nursery() -> socket.socket:
    from pantau.transforms.bulkhead import ALLOCATION

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for line in (ours, theirs):
        # Beam gives the sockets of a process a time limit once it asks Google for credentials; these wait for ever.
        line.settimeout(None)
    # Not the folders of who asks first: a test may have put faults there, and they would be everybody's.
    here = str(Path(__file__).parents[1])
    with theirs:
        subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import serve; serve({theirs.fileno()})"],
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env={**os.environ, **ALLOCATION, "PYTHONPATH": here, "ARROW_DEFAULT_MEMORY_POOL": "system"},
        )
    return ours


def _asked(message: tuple[str, object], *descriptors: int) -> int:
    with _one_at_a_time:
        socket.send_fds(_nursery(), [pickle.dumps(message)], descriptors)
        return pickle.loads(_nursery().recv(MOST_BYTES))


def serve(descriptor: int) -> None:
    """The process from which they are forked: it starts them, and tells how they ended, until its owner is gone."""
    for name in LIBRARIES:
        import_module(name)
    with socket.socket(fileno=descriptor) as line:
        while True:
            message, given, _, _ = socket.recv_fds(line, MOST_BYTES, 1)
            if not message:
                return
            order, value = pickle.loads(message)
            if order == "wait":
                line.send(pickle.dumps(os.waitstatus_to_exitcode(os.waitpid(value, 0)[1])))
                continue
            pid = os.fork()
            if pid == 0:
                line.close()
                _begin(value, *given)
            os.close(*given)
            line.send(pickle.dumps(pid))


def _begin(env: dict[str, str], descriptor: int) -> None:
    try:
        os.environ.clear()
        os.environ.update(env)
        sys.path[:] = ["", *dict.fromkeys([*env["PYTHONPATH"].split(os.pathsep), *sys.path])]
        with suppress(ImportError):
            import_module("sitecustomize")
        import_module("pantau.transforms.bulkhead").serve(descriptor)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
