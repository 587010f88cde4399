"""A Flink cluster on this machine: a job manager, task managers, Beam's job server and its pool of Python workers.

Each is a process of its own that listens on loopback alone, as it would run on a machine of its own. It ends with them.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

from engines.machines import python_apart

PROJECT = Path(__file__).resolve().parents[2]
JARS = PROJECT / ".flink"
"""Where `make test-flink` puts what Maven brings."""

START_S = 120
SLOTS = 2
_OPENED = ("java.lang", "java.lang.reflect", "java.net", "java.nio", "java.time", "java.util")
_MEMORY = {
    "cpu.cores": "1.0",
    "memory.task.heap.size": "256m",
    "memory.task.off-heap.size": "0",
    # A night is one job, in which each gathering has buffers of its own: 64 MB were some too few.
    "memory.network.min": "256m",
    "memory.network.max": "256m",
    "memory.managed.size": "128m",
    "memory.framework.heap.size": "128m",
    "memory.framework.off-heap.size": "128m",
    "memory.jvm-metaspace.size": "256m",
    "memory.jvm-overhead.min": "64m",
    "memory.jvm-overhead.max": "64m",
}
"""What Flink's own shell scripts would work out for a task manager."""


class FlinkCluster:
    """Use it in a `with`; `folder` takes its settings and logs, and the folders of the workers if those are `apart`.

    A job that loses a task manager is started again on those that are left: from its last checkpoint, or without one
    from its beginning.
    """

    def __init__(self, folder: Path, task_managers: int = 2, apart: bool = False) -> None:
        self.folder, self.apart = folder, apart
        self.task_managers: dict[str, subprocess.Popen] = {}
        self._processes: list[subprocess.Popen] = []
        self._number = task_managers
        self._rest, self._job, self._artifacts, self._pool_port, self._rpc = _free_ports(5)

    def __enter__(self) -> "FlinkCluster":
        (self.folder / "conf").mkdir(parents=True)
        (self.folder / "conf" / "config.yaml").write_text(self._settings(), encoding="utf-8")
        try:
            self._start_all()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            # The whole group: the pool has started workers of its own.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @property
    def machines(self) -> Path:
        """The folder with those of the workers that are apart; see `engines.machines`."""
        return self.folder / "machines"

    @property
    def options(self) -> tuple[str, ...]:
        """What tells `pantau` to run its pipelines here."""
        return (
            "--runner=PortableRunner",
            f"--job_endpoint=localhost:{self._job}",
            "--environment_type=EXTERNAL",
            f"--environment_config=localhost:{self._pool_port}",
        )

    def overview(self) -> dict:
        """Flink's own account of its task managers and jobs."""
        return self._get("overview")

    def failures(self) -> list[str]:
        """What broke off a try of any job, which was then begun again."""
        jobs = self._get("jobs/overview")["jobs"]
        told = (self._get(f"jobs/{job['jid']}/exceptions")["exceptionHistory"]["entries"] for job in jobs)
        return [entry["exceptionName"] for entries in told for entry in entries]

    def checkpoints(self) -> dict[str, int]:
        """How many checkpoints of all jobs were completed, and to how many one went back."""
        jobs = self._get("jobs/overview")["jobs"]
        counts = [self._get(f"jobs/{job['jid']}/checkpoints")["counts"] for job in jobs]
        return {word: sum(count[word] for count in counts) for word in ("completed", "restored")}

    def kill_task_manager(self) -> None:
        """Ends the task manager that has most to do, at once, as a power cut would."""
        told = self._get("taskmanagers")["taskmanagers"]
        busiest = min((one for one in told if one["id"] in self.task_managers), key=lambda one: one["freeSlots"])
        process = self.task_managers.pop(busiest["id"])
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_python_worker(self) -> None:
        """Ends the Python worker that has a process which decodes, at once, as the kernel does for want of memory."""
        looking: list[int] = []
        _wait(lambda: bool(looking.extend(_with_children(self._pool.pid)) or looking), "no worker observes a recording")
        os.kill(looking[0], signal.SIGKILL)

    def _start_all(self) -> None:
        conf = "--configDir", str(self.folder / "conf")
        self._java("job_manager", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", *conf)
        for number in range(self._number):
            memory = [part for name, value in _MEMORY.items() for part in ("-D", f"taskmanager.{name}={value}")]
            runner = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
            name = f"task_manager_{number}"
            self.task_managers[name] = self._java(name, runner, *conf, *memory, "-D", f"taskmanager.resource-id={name}")
        self._java(
            "job_server",
            "org.apache.beam.runners.flink.FlinkJobServerDriver",
            f"--flink-master=localhost:{self._rest}",
            "--job-host=localhost",
            f"--job-port={self._job}",
            f"--artifact-port={self._artifacts}",
            "--expansion-port=0",
            f"--artifacts-dir={self.folder / 'artifacts'}",
        )
        pool = "apache_beam.runners.worker.worker_pool_main"
        python = python_apart(self.machines, PROJECT) if self.apart else Path(sys.executable)
        command = [sys.executable, "-m", pool, f"--service_port={self._pool_port}"]
        self._pool = self._start("worker_pool", command, python.parent)
        _wait(lambda: self.overview()["taskmanagers"] == self._number, "its task managers have not all come")
        for port in (self._job, self._pool_port):
            _wait(lambda port=port: socket.create_connection(("localhost", port), 1).close() is None, f"port {port}")

    def _java(self, name: str, main_class: str, *arguments: str) -> subprocess.Popen:
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        return self._start(name, ["java", "-Xmx512m", "-cp", f"{JARS}/*", *opened, main_class, *arguments])

    def _start(self, name: str, command: list[str], first: Path | None = None) -> subprocess.Popen:
        # The pool starts `python`, whichever comes first.
        path = f"{first}{os.pathsep}{os.environ['PATH']}" if first else os.environ["PATH"]
        environment = os.environ | {"PATH": path, "PYTHONPATH": str(PROJECT)}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        self._processes.append(process)
        return process

    def _settings(self) -> str:
        settings = {
            "jobmanager.rpc.address": "localhost",
            "jobmanager.bind-host": "localhost",
            "jobmanager.rpc.port": self._rpc,
            "jobmanager.memory.process.size": "1g",
            "taskmanager.host": "localhost",
            "taskmanager.bind-host": "localhost",
            "taskmanager.numberOfTaskSlots": SLOTS,
            # Else all tasks may lie on one task manager, and the other be killed without harm.
            "taskmanager.load-balance.mode": "SLOTS",
            "parallelism.default": SLOTS,
            "rest.address": "localhost",
            "rest.bind-address": "localhost",
            "rest.port": self._rest,
            "heartbeat.interval": 2000,
            "heartbeat.timeout": 20000,
            "restart-strategy.type": "fixed-delay",
            "restart-strategy.fixed-delay.attempts": 3,
            "restart-strategy.fixed-delay.delay": "2 s",
        }
        return "".join(f"{name}: {value}\n" for name, value in settings.items())

    def _get(self, what: str) -> dict:
        with urlopen(f"http://localhost:{self._rest}/{what}", timeout=START_S) as answer:
            return json.load(answer)


def _with_children(parent: int) -> list[int]:
    """The children of a process that have children themselves."""
    return [child for child in _children(parent) if _children(child)]


def _children(parent: int) -> list[int]:
    """Whichever of its threads has started them; of a process that has ended, none."""
    try:
        told = [(task / "children").read_text(encoding="ascii") for task in Path(f"/proc/{parent}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for line in told for child in line.split()]


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("localhost", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait(ready: Callable[[], bool], missing: str) -> None:
    """Raises TimeoutError if the cluster does not get ready."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"the Flink cluster is not ready after {START_S} s: {missing}; see the logs in its folder")
