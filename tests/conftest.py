"""What every test may use: the real clips, where they are present."""

from pathlib import Path

import pytest

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of real and broken clips beside the project; tests that need it are skipped where it is absent."""
    if not FOOTAGE.is_dir():
        pytest.skip("real footage is not on this machine (../shared/footage)")
    return FOOTAGE
