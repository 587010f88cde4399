"""A rendered archive, and clusters."""

import pytest

from engines.flink.cluster import FlinkCluster
from pantau.pipelines.command_line import main


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """The folder of a rendered office."""
    folder = tmp_path_factory.mktemp("office")
    assert main(["simulate", "--scenario", "tiny", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def cluster(tmp_path):
    """A cluster of its own for each test."""
    with FlinkCluster(tmp_path / "flink") as started:
        yield started
