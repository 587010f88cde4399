"""Recordings that tests and engines may use: real clips, where they are present, and a rendered office."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of real and broken clips beside the project; tests that need it are skipped where it is absent."""
    if not FOOTAGE.is_dir():
        pytest.skip("real footage is not on this machine (../shared/footage)")
    return FOOTAGE


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def known_frames(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where nights of this process ask first what the models said of a frame, if they are told to."""
    from tests.known_frames import KnownFrames

    KnownFrames.folder = _shared(tmp_path_factory) / "known-frames"


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
def office(tmp_path_factory: pytest.TempPathFactory, known_frames: None) -> Office:
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
