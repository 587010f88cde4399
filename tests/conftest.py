"""What every test may use: the real clips, where they are present."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"


@pytest.fixture(scope="session")
def footage() -> Path:
    """Folder of real and broken clips beside the project; tests that need it are skipped where it is absent."""
    if not FOOTAGE.is_dir():
        pytest.skip("real footage is not on this machine (../shared/footage)")
    return FOOTAGE
