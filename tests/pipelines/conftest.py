"""The tiny scenario, rendered once, and one night over it."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.command_line import main


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
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The tiny scenario after one night; not to be changed. Workers of a parallel run share it."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    made = Office(shared / "tiny-office", shared / "tiny-office" / "warehouse")
    done = made.folder / "done"
    with _alone(shared / "tiny-office.lock"):
        if not done.exists():
            assert main(["simulate", "--scenario", "tiny", "--out", str(made.folder), "--seed", "3"]) == 0
            given = ("--site", made.site, "--archive", made.archive, "--warehouse", made.warehouse)
            assert main(["nightly", *map(str, given)]) == 0
            done.touch()
    return made


@pytest.fixture
def changed_office(office: Office, tmp_path: Path) -> Office:
    """A copy of the office's site file and warehouse, to be changed; the archive is the same."""
    shutil.copytree(office.warehouse, tmp_path / "warehouse")
    shutil.copy(office.site, tmp_path / "site.yaml")
    (tmp_path / "archive").symlink_to(office.archive)
    return Office(tmp_path, tmp_path / "warehouse")
