"""Whether a camera looks where it did on an earlier date, for which its zones are said to hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import islice
from typing import Any

import cv2
import numpy as np

from pantau.transforms.detection.camera_view.view_features import LONGEST, ViewFeatures, usual_picture, view_features
from pantau.transforms.detection.camera_view.view_shift import Sameness, ViewShift, sameness, view_shift
from pantau.transforms.intervals import Interval
from pantau.transforms.playback.nearby_packets import packets_near
from pantau.transforms.playback.shown_frames import FrameShower
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.probing.opening import Unreadable, open_video
from pantau.transforms.zone_setup.seen_stretch import shown_in

PICTURES = 7
"""Of a stretch: who stands in one place for less than half of it is not in their median. Chosen: an odd number, one in
nine minutes of an hour."""

AT_ONCE_S = 1.0
"""So much of a recording is read for a picture: a key frame, and what a decoder wants to have seen after it. Chosen."""

Recordings = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ViewedTwice:
    """Two stretches of a camera, each with recordings that show it (rows of that table) and a span of epoch seconds."""

    archive: str
    camera_id: str
    before: Recordings
    before_span: Interval
    now: Recordings
    now_span: Interval
    display_aspect: Fraction | None = None


@dataclass(frozen=True)
class ViewComparison:
    """Whether both stretches show the same view, and the shift from the one to the other where it is known."""

    word: Sameness
    shift: ViewShift | None


def compare_views(asked: ViewedTwice) -> ViewComparison:
    """Compares two stretches; `unknown` where one of them has no frame that decodes."""
    before = usual_view(asked.archive, asked.before, asked.before_span, asked.display_aspect)
    now = before and usual_view(asked.archive, asked.now, asked.now_span, asked.display_aspect, before)
    if before is None or now is None:
        return ViewComparison("unknown", None)
    shift = view_shift(before, now)
    word = sameness(before, now, shift)
    return ViewComparison(word, shift if word in ("same", "moved") else None)


def usual_view(
    archive: str,
    recordings: Recordings,
    span: Interval,
    display_aspect: Fraction | None = None,
    like: ViewFeatures | None = None,
) -> ViewFeatures | None:
    """What a camera usually shows in a span: the points of the median of some frames; None if none decodes.

    `like` as for `view_features`.
    """
    pictures: list[np.ndarray] = []
    for row, offset_s in moments(recordings, span):
        try:
            luma = _luma(archive, row, offset_s, display_aspect)
        except (Unreadable, OSError):
            continue
        pictures.append(cv2.resize(luma, pictures[0].shape[::-1]) if pictures else luma)
    return view_features(usual_picture(pictures), like) if pictures else None


def moments(recordings: Recordings, span: Interval, count: int = PICTURES) -> list[tuple[Mapping[str, Any], float]]:
    """Moments spread evenly over what was recorded of a span: the recording, and seconds from its first frame."""
    rows = shown_in(recordings, span)
    starts = np.array([max(span[0] - row["started_at"].timestamp(), 0.0) for row in rows])
    ends = np.array([min(span[1] - row["started_at"].timestamp(), row["duration_s"]) for row in rows])
    until = np.cumsum(np.maximum(ends - starts, 0.0))
    if not len(until) or until[-1] <= 0:
        return []
    wanted = (np.arange(count) + 0.5) / count * until[-1]
    numbers = np.searchsorted(until, wanted, side="right")
    return [(rows[i], float(ends[i] - (until[i] - at))) for i, at in zip(numbers, wanted, strict=True)]


def same_hour(recordings: Recordings, span: Interval, earlier: timedelta) -> Interval:
    """The span so many days earlier, or, where `recordings` show nothing of it, all that they show."""
    shifted = (span[0] - earlier.total_seconds(), span[1] - earlier.total_seconds())
    if shown_in(recordings, shifted):
        return shifted
    return (
        min(row["started_at"].timestamp() for row in recordings),
        max(row["ended_at"].timestamp() for row in recordings),
    )


def _luma(archive: str, row: Mapping[str, Any], offset_s: float, display_aspect: Fraction | None) -> np.ndarray:
    """The key frame before a moment as it is displayed, uint8[H, W], no wider than it is compared."""
    name = row["recording_uri"]
    path = recording_file(archive, name)
    with open_video(path, name) as (container, stream):
        shower = FrameShower(stream, display_aspect)
        packets = packets_near(container, stream, path, row, offset_s, offset_s + AT_ONCE_S)
        for shown in islice(shower.frames(packets), 1):
            return cv2.cvtColor(shower.pixels(shown.frame, LONGEST), cv2.COLOR_BGR2GRAY)
    raise Unreadable("undecodable", f"{name}: the frame at {offset_s:.1f} s does not decode; choose another moment")
