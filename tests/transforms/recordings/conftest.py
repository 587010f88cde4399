"""One stream of numbered frames, to be put together anew."""

from pathlib import Path

import pytest

from tests.transforms.numbered_clips import encode, regular


@pytest.fixture(scope="session")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds at five frames a second, a key frame every two seconds."""
    path = tmp_path_factory.mktemp("stream") / "stream.mp4"
    return encode(path, "libx264", regular(100, 5), gop=10, fps=5, preset="ultrafast")
