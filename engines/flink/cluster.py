"""A Flink cluster on this machine: a job manager, task managers, Beam's job server and its pool of Python workers.

Each is a process of its own that listens on loopback alone, as it would run on a machine of its own. It ends with them.
"""

import json
import os
import shutil
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


_RESTARTS = {
    "restart-strategy.type": "exponential-delay",
    "restart-strategy.exponential-delay.initial-backoff": "1 s",
    "restart-strategy.exponential-delay.max-backoff": "10 s",
    "restart-strategy.exponential-delay.reset-backoff-threshold": "10 min",
    "restart-strategy.exponential-delay.attempts-before-reset-backoff": 30,
}
"""How a job that was broken off is started again; chosen, as docs/watch.md advises. A watch has no end, so a number of
restarts is used up one day: what counts are those with no ten minutes of work between them. After thirty, some five
minutes, whatever hinders the job stays, and who began it is told."""


class FlinkCluster:
    """Use it in a `with`; `folder` takes its settings and logs, and the folders of the workers if those are `apart`.

    A job that loses a task manager is started again on those that are left: from its last checkpoint, or without one
    from its beginning.
    """

    def __init__(self, folder: Path, task_managers: int = 2, apart: bool = False) -> None:
        self.folder, self.apart = folder, apart
        self.task_managers: dict[str, subprocess.Popen] = {}
        self._processes: list[subprocess.Popen] = []
        self._number, self._begun = task_managers, 0
        self._rest, self._job, self._artifacts, self._pool_port, self._rpc = _free_ports(5)

    def __enter__(self) -> "FlinkCluster":
        for name in ("conf", self._temporary.name):
            (self.folder / name).mkdir(parents=True)
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
        shutil.rmtree(self._temporary)

    @property
    def _temporary(self) -> Path:
        """What those leave that are killed: copies of the job, 150 MB for each that had a part of it."""
        return self.folder / "tmp"

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

    def running(self) -> list[str]:
        """The ids of the jobs that have not ended, those that are just started again among them."""
        ended = ("FINISHED", "CANCELED", "FAILED")
        return [job["jid"] for job in self._get("jobs/overview")["jobs"] if job["state"] not in ended]

    def kill_task_manager(self) -> None:
        """Ends the task manager that has most to do, at once, as a power cut would."""
        told = self._get("taskmanagers")["taskmanagers"]
        busiest = min((one for one in told if one["id"] in self.task_managers), key=lambda one: one["freeSlots"])
        _kill(self.task_managers.pop(busiest["id"]))

    def start_task_manager(self) -> None:
        """Another task manager, as who looks after a cluster starts one for one that was lost."""
        memory = [part for name, value in _MEMORY.items() for part in ("-D", f"taskmanager.{name}={value}")]
        name = f"task_manager_{self._begun}"
        self._begun += 1
        given = [*self._conf, *memory, "-D", f"taskmanager.resource-id={name}"]
        self.task_managers[name] = self._java(name, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", *given)

    def replace_job_manager(self) -> None:
        """Ends the job manager at once, and with it all jobs, and starts another in its place."""
        _kill(self._job_manager)
        self._start_job_manager()
        self._wait_for_task_managers()

    def kill_python_worker(self) -> None:
        """Ends the Python worker that has a process which decodes, at once, as the kernel does for want of memory."""
        looking: list[int] = []
        _wait(lambda: bool(looking.extend(_with_children(self._pool.pid)) or looking), "no worker observes a recording")
        os.kill(looking[0], signal.SIGKILL)

    def _start_all(self) -> None:
        self._start_job_manager()
        for _ in range(self._number):
            self.start_task_manager()
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
        self._wait_for_task_managers()
        for port in (self._job, self._pool_port):
            _wait(lambda port=port: socket.create_connection(("localhost", port), 1).close() is None, f"port {port}")

    @property
    def _conf(self) -> tuple[str, str]:
        return "--configDir", str(self.folder / "conf")

    def _start_job_manager(self) -> None:
        main_class = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        self._job_manager = self._java("job_manager", main_class, *self._conf)

    def _wait_for_task_managers(self) -> None:
        number = len(self.task_managers)
        _wait(lambda: self.overview()["taskmanagers"] == number, "its task managers have not all come")

    def _java(self, name: str, main_class: str, *arguments: str) -> subprocess.Popen:
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        options = ["-Xmx512m", f"-Djava.io.tmpdir={self._temporary}", "-cp", f"{JARS}/*", *opened]
        return self._start(name, ["java", *options, main_class, *arguments])

    def _start(self, name: str, command: list[str], first: Path | None = None) -> subprocess.Popen:
        # The pool starts `python`, whichever comes first.
        path = f"{first}{os.pathsep}{os.environ['PATH']}" if first else os.environ["PATH"]
        environment = os.environ | {"PATH": path, "PYTHONPATH": str(PROJECT)}
        with (self.folder / f"{name}.log").open("ab") as log:
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
            **_RESTARTS,
        }
        return "".join(f"{name}: {value}\n" for name, value in settings.items())

    def _get(self, what: str) -> dict:
        with urlopen(f"http://localhost:{self._rest}/{what}", timeout=START_S) as answer:
            return json.load(answer)


def _kill(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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
