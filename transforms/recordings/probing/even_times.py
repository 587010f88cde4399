"""How far apart the frames of a stream without times are taken to be, by what is known before others are asked."""

from dataclasses import dataclass

from pantau.transforms.recordings.probing.breaks import LONGEST_OVERLAP_S
from pantau.transforms.recordings.probing.opening import Unreadable

AGREE_SHARE = 0.2
"""By how much a rate may differ from what a person states of it: cameras slow down in the dark by as much."""


@dataclass(frozen=True, slots=True)
class EvenTimes:
    """Frames every `step_s`, by `source`: `name_span`, `site_file`, or `declared_rate`, which is no more than a guess.

    Encoders declare 25 a second where they send five, and FFmpeg declares 25 where a stream says nothing.
    """

    step_s: float
    source: str


def even_times(
    count: int, named_s: float | None, following_s: float | None, rate: float | None, declared: float, name: str
) -> EvenTimes:
    """Of `count` frames, by the span of the name (seconds), the `rate` of the site file, or the `declared` one.

    Where the name spans more than the frames at the site file's rate, the file was cut short, and that rate holds.

    Raises:
        Unreadable: `unknown_rate`, where frames at the site file's rate last longer than the names allow.
    """
    spanned_s = named_s if named_s is not None and named_s > 0 else None
    if rate is None:
        return EvenTimes(spanned_s / count, "name_span") if spanned_s else EvenTimes(1 / declared, "declared_rate")
    lasts_s = count / rate
    longest_s = min(
        spanned_s if spanned_s else float("inf"),
        following_s + LONGEST_OVERLAP_S if following_s is not None else float("inf"),
    )
    if lasts_s > (1 + AGREE_SHARE) * longest_s:
        raise Unreadable(
            "unknown_rate",
            f"{name}: its {count} frames last {lasts_s:.0f} s at {rate:g} a second, the frame_rate of the site file, "
            f"but by the file names {longest_s:.0f} s at most; correct frame_rate",
        )
    if spanned_s and lasts_s >= (1 - AGREE_SHARE) * spanned_s:
        return EvenTimes(spanned_s / count, "name_span")
    return EvenTimes(1 / rate, "site_file")
