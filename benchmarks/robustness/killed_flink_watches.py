"""`python -m benchmarks.robustness.killed_flink_watches`: a watch on Flink of which something is killed at random.

The cluster is one of separate processes on this machine (`make .flink/.installed` fetches it). The recordings of an
archive come one after the other, in an order drawn anew, some of them twice; one comes when all others are in the
tables. Meanwhile so many times, at moments drawn anew, half of them amid runs, one of these is killed:

- a task manager, the one that has most to do; another is started in its place, and the job goes on by itself;
- the job manager, which loses its jobs; another is started in its place, and the watch is begun again;
- the command, whose watch goes on without it.

Prints each kill, and whether a run was under way; and at the end what `killed_watches` prints.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.robustness.killed_watches import LIMIT_S, asked, compared, put, watch
from engines.flink.cluster import FlinkCluster
from pantau.pipelines.watching.watch import Watch
from pantau.schemas.site import load_site
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import read_notes
from pantau.transforms.tables.visible_files import run_of
from pantau.transforms.tables.writing.engine_drafts import is_under_way

VICTIMS = {"task manager": 14, "job manager": 3, "command": 3}
"""What is killed, and how often of twenty times. Chosen: a cluster has more task managers, and each kill of one tries
a checkpoint; the others begin the watch anew."""

COPIES = 2
"""Recordings that come twice. Chosen: one might be drawn as the first, or the last."""

AIMED, WORK_WITHIN_S, RUN_S = 0.5, 120.0, 10.0
"""Share of kills that come amid a run; for how long one is waited for; and how long one lasts. Chosen: as measured
where a task manager was lost beside other programs."""

STEP_S = 0.1


class KilledWatch:
    """A watch on a cluster, of which something can be killed; for use in a `with`, since its command goes on else."""

    def __init__(self, site: Path, folder: Path, cluster: FlinkCluster) -> None:
        self.archive, self.warehouse = folder / "archive", folder / "warehouse"
        self.cluster, self._site, self._log = cluster, site, folder / "said"
        observer = observer_of(load_site(site), site.parent)
        self.looking = Watch(observer, str(self.archive), str(self.warehouse), settled_s=0.0)
        self.decoded: dict[Path, dict[int, str]] = {}
        self.begin()

    def __enter__(self) -> "KilledWatch":
        return self

    def __exit__(self, *_: object) -> None:
        self.command.kill()
        self.command.wait()

    def begin(self) -> None:
        """Begins the watch, and waits until its job runs."""
        given = (*self.cluster.options, "--", "--checkpointing_interval=1000")
        self.command = watch(self._site, self.archive, self.warehouse, *given, log=self._log)
        self._began_s = time.time()
        self._wait(lambda: bool(self.cluster.running()), "the job does not begin")

    def there_is(self, victim: str) -> bool:
        """Whether there is one to be killed: a watch whose command was killed has none any more."""
        return victim != "command" or self.command.poll() is None

    def kill(self, victim: str) -> None:
        """Kills one of `VICTIMS`, and does what is to be done then."""
        if victim == "task manager":
            self.cluster.kill_task_manager()
            self.cluster.start_task_manager()
        elif victim == "command":
            self.__exit__()
        else:
            self.cluster.replace_job_manager()
            # Who begins it again is a person, or systemd: when it has ended.
            if self.command.poll() is None:
                self._wait(lambda: self.command.poll() is not None, "the command goes on without its job")
            self.begin()

    @property
    def works(self) -> bool:
        """Whether a run is under way that was begun since the job was."""
        drafts = (self.warehouse / "_drafts").glob("watch-*")
        return any(draft.stat().st_mtime > self._began_s and is_under_way(draft) for draft in drafts)

    def pause(self, seconds: float) -> None:
        """Lets time pass, and sees what is decoded meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for file in (self.warehouse / "samples").rglob("*.parquet"):
                of_file, kept_ns = self.decoded.setdefault(file, {}), file.stat().st_mtime_ns
                if kept_ns not in of_file:
                    of_file[kept_ns] = (read_notes(file) or {}).get("turn", "")
            time.sleep(STEP_S)

    def wait_until_told(self) -> None:
        """Waits until all that has come is in the tables, and no run is under way."""
        self._wait(self._has_told, "what has come does not get into the tables")

    def wait_for_work(self, seconds: float) -> None:
        """Waits until a run is under way, but no longer than so."""
        until = time.monotonic() + seconds
        while not self.works and time.monotonic() < until:
            self.pause(STEP_S)

    def end(self) -> int:
        """Asks the command to end the watch, if it has one, and gives its exit status."""
        if self.command.poll() is None:
            self.command.send_signal(signal.SIGTERM)
        return self.command.wait(LIMIT_S)

    def _has_told(self) -> bool:
        self.pause(1.0)
        return not self.works and not self.looking.look(datetime.now(UTC)).days

    def _wait(self, until: Callable[[], bool], missing: str) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not until():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{missing}; see {self._log}")
            time.sleep(STEP_S)


def killed(site: Path, source: Path, folder: Path, kills: int, seed: int, longest_s: float) -> None:
    """See the module; prints what came of it."""
    chance = random.Random(seed)
    files = sorted(file for file in source.rglob("*") if file.is_file())
    chance.shuffle(files)
    late = files.pop()
    coming = [(file, file.name) for file in files]
    for file in chance.sample(files, COPIES):
        coming.insert(chance.randint(0, len(coming)), (file, f"again_{file.name}"))
    (folder / "archive").mkdir()
    amid: Counter[str] = Counter()
    with FlinkCluster(folder / "flink") as cluster, KilledWatch(site, folder, cluster) as running:
        come = 0
        for number in range(kills):
            while come < len(coming) * (number + 1) // kills:
                file, name = coming[come]
                put(file, (running.archive / file.relative_to(source)).with_name(name))
                come += 1
            # The cluster needs most of the time to get up again: half of the kills wait until it works.
            if chance.random() < AIMED:
                running.wait_for_work(WORK_WITHIN_S)
                running.pause(chance.uniform(0.0, RUN_S))
            else:
                running.pause(chance.uniform(0.0, longest_s))
            there = {victim: often for victim, often in VICTIMS.items() if running.there_is(victim)}
            (victim,) = chance.choices(list(there), list(there.values()))
            amid[victim] += running.works
            print(
                f"kill {number + 1}: {victim}{', amid a run' if running.works else ''}; {come} of {len(coming)} files "
                f"have come, {run_of(str(running.warehouse)) or 0} runs are there",
                flush=True,
            )
            running.kill(victim)
        done = run_of(str(running.warehouse)) or 0
        running.wait_until_told()
        put(late, running.archive / late.relative_to(source))
        running.wait_until_told()
        jobs, status = len(cluster.running()), running.end()
    after_others = sum(len(set(turns.values())) - 1 for turns in running.decoded.values())
    twice = sum(len(turns) - len(set(turns.values())) for turns in running.decoded.values())
    print(
        f"seed {seed}: {kills} kills, {sum(amid.values())} amid runs ({dict(amid)}), {run_of(str(running.warehouse))} "
        f"runs, {done} of them until the last kill, {jobs} job in the end, the command ended with {status}; "
        f"{compared(site, running.archive, running.warehouse)}; {after_others} because "
        f"one before them came after them, {twice} for nothing"
    )


if __name__ == "__main__":
    asked("killed_flink_watches", __doc__, killed)
