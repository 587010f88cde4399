"""Which file of a camera follows which, by their names alone."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from zoneinfo import ZoneInfo

from pantau.transforms.recordings.camera_assignment import NamedFile

_TAG = re.compile(r"\[@[0-9a-f]+\]", re.IGNORECASE)
"""Xiongmai numbers its files in hexadecimal."""

_DIGITS = re.compile(r"\d+")


def stream_kind(path: str) -> str:
    """What the names of one stream's files have in common: all but their digits.

    So the main and the sub-stream of a camera, or scheduled and motion recordings, do not follow each other.
    """
    return _DIGITS.sub("#", _TAG.sub("[@]", path))


def beside_the_next(named: Iterable[NamedFile], zone: ZoneInfo) -> list[NamedFile]:
    """The files, in their order, each with the start of the next one of its stream on its service date.

    Later dates are not looked at, so that a rerun says the same whatever was recorded since.
    """
    named = list(named)
    ordered = sorted(named, key=lambda file: (*_stream(file, zone), file.recorder_started_at, file.path))
    followed: dict[str, NamedFile] = {}
    for _, files in groupby(ordered, key=lambda file: _stream(file, zone)):
        following = later = None
        for file in reversed(list(files)):
            if later is not None and later != file.recorder_started_at:
                following = later
            followed[file.path] = replace(file, recorder_next_at=following)
            later = file.recorder_started_at
    return [followed[file.path] for file in named]


def _stream(file: NamedFile, zone: ZoneInfo) -> tuple[str, str, str]:
    return file.camera_id, file.service_date(zone).isoformat(), stream_kind(file.path)
