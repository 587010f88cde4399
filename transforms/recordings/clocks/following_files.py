"""Which file of a camera follows which, by their names alone."""

import re
from collections.abc import Iterable
from itertools import groupby
from zoneinfo import ZoneInfo

from pantau.transforms.recordings.camera_assignment import NamedRecording

_TAG = re.compile(r"\[@[0-9a-f]+\]", re.IGNORECASE)
"""Xiongmai numbers its files in hexadecimal."""

_DIGITS = re.compile(r"\d+")


def stream_kind(path: str) -> str:
    """What the names of one stream's files have in common: all but their digits.

    So the main and the sub-stream of a camera, or scheduled and motion recordings, do not follow each other.
    """
    return _DIGITS.sub("#", _TAG.sub("[@]", path))


def beside_the_next(named: Iterable[NamedRecording], zone: ZoneInfo) -> list[NamedRecording]:
    """The files, in their order, each with the start of the next one of its stream on its service date.

    Later dates are not looked at, so that a rerun says the same whatever was recorded since.
    """
    named = list(named)
    ordered = sorted(named, key=lambda file: (*_stream(file, zone), file.recorder_started_s, file.path))
    followed: dict[str, NamedRecording] = {}
    for _, files in groupby(ordered, key=lambda file: _stream(file, zone)):
        following = later = None
        for file in reversed(list(files)):
            if later is not None and later != file.recorder_started_s:
                following = later
            followed[file.path] = file._replace(recorder_next_s=following)
            later = file.recorder_started_s
    return [followed[file.path] for file in named]


def _stream(file: NamedRecording, zone: ZoneInfo) -> tuple[str, str, str]:
    return file.camera_id, file.service_date(zone).isoformat(), stream_kind(file.path)
