"""Where the recordings of an archive are."""

from pathlib import Path


def recording_file(archive: str | Path, name: str) -> Path:
    """The file of a recording, by its name in the archive: what every library that decodes can open."""
    return Path(archive, name)
