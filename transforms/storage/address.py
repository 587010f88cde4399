"""Addresses of folders: paths of this machine, and gs://BUCKET/PREFIX."""

import os
from pathlib import Path

SCHEME = "gs://"
CACHE_VARIABLE = "PANTAU_CACHE"


class CloudError(OSError):
    """Cloud Storage refuses, or does not answer; the message says what and where."""

    def __str__(self) -> str:
        return self.strerror


def is_cloud(address: str | os.PathLike[str]) -> bool:
    """Whether an address is one of Cloud Storage."""
    return str(address).startswith(SCHEME)


def cache_folder() -> Path:
    """Where copies of what is in Cloud Storage are kept: $PANTAU_CACHE, or else `pantau` in the user's cache folder."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "pantau")
    return Path(os.environ.get(CACHE_VARIABLE) or usual).resolve()
