"""What makes a clip or a still, in a process that imports nothing else: each one waits for it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from pantau.transforms.playback.browser_clip import BrowserClip, write_browser_clip
from pantau.transforms.playback.still import Still, take_still
from pantau.transforms.recordings.archive import recording_file

NICENESS = 10
"""A run that goes on meanwhile has the processor first: chosen, an eighth of the share of other processes."""


@dataclass(frozen=True)
class FootageRequest:
    """A clip from `offset_s` of a recording (a row of `recordings`) into the file `clip`, or without it a still.

    `at_once`: somebody waits for the first frame of the clip, so that it may be short.
    """

    archive: str
    row: Mapping[str, Any]
    offset_s: float
    clip: Path | None = None
    display_aspect: Fraction | None = None
    at_once: bool = False


class FootageMaker:
    """Makes what is asked for, in a process that gives way to all others."""

    def setup(self) -> None:
        """Lowers the priority of the process."""
        os.nice(NICENESS)

    def __call__(self, request: FootageRequest) -> BrowserClip | Still:
        """The clip or the still. Raises Unreadable or OSError."""
        path = recording_file(request.archive, request.row["recording_uri"])
        if request.clip is None:
            return take_still(path, request.row, request.offset_s, request.display_aspect)
        return write_browser_clip(
            path, request.row, request.offset_s, request.clip, request.display_aspect, request.at_once
        )
