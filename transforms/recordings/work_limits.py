"""How long a recording may be worked on, and in how much memory, before it is given up."""

from typing import Protocol

from pantau.schemas.site.thresholds import BatchSettings
from pantau.transforms.bulkhead import Bounds
from pantau.transforms.recordings.time_ownership import Row

AT_LEAST_S = 300.0
SLOWEST_READ = 2e6
"""Bytes a second, of a disk or a network that is busy with others."""


class File(Protocol):
    """A path in the archive, and a size."""

    path: str
    bytes: int


def read_bounds(file: File, settings: BatchSettings) -> Bounds:
    """For reading a file through, twice, whose length is not known yet."""
    return Bounds(file.path, AT_LEAST_S + 2 * file.bytes / SLOWEST_READ, settings.max_memory_mb)


def observe_bounds(recording: Row, settings: BatchSettings) -> Bounds:
    """For observing a row of `recordings`; a length that its packets do not bear out earns no patience."""
    length_s = min(recording["duration_s"], recording["packets"])
    seconds = AT_LEAST_S + settings.max_slowness * length_s + 2 * recording["bytes"] / SLOWEST_READ
    return Bounds(recording["recording_uri"], seconds, settings.max_memory_mb)
