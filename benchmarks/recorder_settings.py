"""`python -m benchmarks.recorder_settings`: what a recorder's settings cost a night, and whom they hide.

Real clips are encoded again, each setting beside the first one. Decoding is that of the product: a sample each 2 s, and
windows that are refined. Who is found is told by frames that were boxed by hand, and against the clips as they are.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.people_boxes import FOOTAGE, STAFF, VISITOR, Boxed, counters, tally
from pantau.transforms.detection.models import PersonDetector
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.detection.models.runtime import one_thread_each
from pantau.transforms.detection.sampling.cadence import plan_between, plan_samples
from pantau.transforms.detection.sampling.decode import DecodeTally, sample_frames
from pantau.transforms.detection.sampling.sampled_frames import MAX_WIDTH
from pantau.transforms.recordings.probing.probe import probe

CLIPS = (
    *("checkout_cashier.mp4", "crowded_hall_topview.mp4", "desk_service_theft.mp4", "desk_service_theft0.mp4"),
    *("desk_service_theft2.mp4", "desk_service_theft4.mp4", "desk_service_theft6.mp4"),
    *("night_ir_loitering.mp4", "office_nvr_osd.avi", "service_counter_queue.mp4", "shop_front_osd_clock.mp4"),
    *("store_crowd_h264_avi.avi", "vtest.avi", "counter_queue_timelapse.webm"),
)
SECONDS, MOST_FPS = 24, 30
"""Of a clip, from its start; clips of more frames a second are thinned to half."""

SAMPLES, WINDOWS = 1800, 345
"""Of a busy hour at three counters (`docs/MEASURED.md`): samples, and steps of 2 s that are refined."""

CONFIDENT, SAME = 0.37, 0.5
"""Score from which somebody counts, and the overlap of boxes of one person."""


@dataclass(frozen=True)
class Setting:
    """How a recorder stores it. bits: a pixel and frame, at most; share: of the frames that are kept, one of so many;
    smaller: sides divided by."""

    name: str
    codec: str = "libx264"
    bits: float = 0.08
    key_s: float = 2.0
    share: int = 1
    smaller: int = 1
    options: tuple[tuple[str, str], ...] = ()


USUAL = Setting("H.264, key frames 2 s apart, 0.08 bits a pixel")
SETTINGS = (
    USUAL,
    replace(USUAL, name="entropy coding CAVLC (baseline profile)", options=(("coder", "vlc"),)),
    replace(USUAL, name="H.265", codec="libx265"),
    replace(USUAL, name="constant rate", options=(("nal-hrd", "cbr"),)),
    *(replace(USUAL, name=f"key frames {key_s:g} s apart", key_s=key_s) for key_s in (1.0, 4.0, 10.0)),
    *(replace(USUAL, name=f"one frame of {share}", share=share) for share in (2, 4)),
    *(replace(USUAL, name=f"{bits:g} bits a pixel", bits=bits) for bits in (0.04, 0.02, 0.01, 0.005)),
    *(replace(USUAL, name=f"sides divided by {smaller}", smaller=smaller) for smaller in (2, 3)),
)
"""0.08 bits a pixel are 4 Mb/s of 1080p at 25 frames a second, as recorders offer it."""


@dataclass(frozen=True)
class FootageClip:
    """Frames (yuv420p) of a real clip, so many a second, and who is on some of them."""

    frames: list[av.VideoFrame]
    fps: Fraction
    boxed: list[tuple[int, Boxed]]

    @cached_property
    def pixels(self) -> list[np.ndarray]:
        """Its frames each second, BGR."""
        return [self.frames[number].to_ndarray(format="bgr24") for number in self.seconds]

    @property
    def seconds(self) -> list[int]:
        """Numbers of the frames each second."""
        return [round(second * self.fps) for second in range(int(len(self.frames) / self.fps))]


@dataclass(frozen=True)
class DecodingCost:
    """Milliseconds of one thread to decode a sample, and a refined step; kbit/s; numbers of people, see `seen`."""

    sample_ms: float
    window_ms: float
    kbit_s: float
    seen: Counter

    @property
    def hour_s(self) -> float:
        """Seconds of processor for the frames of a busy hour."""
        return (SAMPLES * self.sample_ms + WINDOWS * self.window_ms) / 1000


def clip_of(path: Path, boxed: list[Boxed], times: list[float]) -> FootageClip:
    """The clip at `path`; `boxed` are frames of it, at `times`."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate or Fraction(25)
        thin = 2 if rate > MOST_FPS + 1 else 1
        shown = [frame for frame in islice(container.decode(stream), int(SECONDS * rate)) if frame.time is not None]
    places = [next(n for n, frame in enumerate(shown) if frame.time >= at - 1e-6) // thin for at in times]
    frames = [
        frame.reformat(format="yuv420p", width=frame.width // 12 * 12, height=frame.height // 12 * 12)
        for frame in shown[::thin]
    ]
    return FootageClip(frames, (rate / thin).limit_denominator(1000), list(zip(places, boxed, strict=True)))


def stored(clip: FootageClip, setting: Setting, path: Path) -> None:
    """Writes the clip as a recorder with this setting would."""
    first, fps = clip.frames[0], clip.fps / setting.share
    width, height = first.width // setting.smaller // 2 * 2, first.height // setting.smaller // 2 * 2
    rate = int(setting.bits * width * height * clip.fps / setting.share)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream(setting.codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", rate
        keys = str(max(1, round(setting.key_s * fps)))
        stream.options = {
            **{"preset": "superfast", "bf": "0", "g": keys, "keyint_min": keys, "sc_threshold": "0"},
            **{"maxrate": str(rate), "bufsize": str(2 * rate), "threads": "1"},
            **({"minrate": str(rate)} if ("nal-hrd", "cbr") in setting.options else {}),
            **dict(setting.options),
            **(
                {"x265-params": f"log-level=none:keyint={keys}:min-keyint={keys}:scenecut=0:bframes=0:pools=1"}
                if setting.codec == "libx265"
                else {}
            ),
        }
        for number, frame in enumerate(clip.frames[:: setting.share]):
            fits = frame.reformat(width=width, height=height, interpolation="AREA")
            fits.pts, fits.time_base, fits.pict_type = number, 1 / fps, av.video.frame.PictureType.NONE
            container.mux(stream.encode(fits))
        container.mux(stream.encode(None))


def decoded_ms(path: Path) -> tuple[float, float]:
    """Milliseconds to decode a sample, and what a refined step takes more."""
    packets = probe(path, path.name).packets
    samples = plan_samples(packets, 0.0)
    seconds = packets.seconds[samples.keep]
    windows = list(pairwise(seconds))[::3]
    between = plan_between(packets, 0.0, 0.5, windows, [])
    spent = []
    for plan in (samples, between):
        began = time.thread_time()
        for _ in sample_frames(path, path.name, packets, plan, MAX_WIDTH, tally=DecodeTally()):
            pass
        spent.append(time.thread_time() - began)
    return spent[0] / len(samples.keep) * 1000, spent[1] / max(len(windows), 1) * 1000


def seen(clip: FootageClip, path: Path, setting: Setting, detector: PersonDetector, told: list[np.ndarray]) -> Counter:
    """Of the people boxed by hand: found, `hand`; of those found on the clip as it is (`told`): found again, `again`,
    and besides, `more`."""
    if setting.share > 1:
        return Counter()
    boxed, found = dict(clip.boxed), Counter()
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number not in boxed and number not in clip.seconds:
                continue
            people = detector.detect(frame.to_ndarray(format="bgr24")).at_least(CONFIDENT)
            if number in boxed:
                counted = tally(boxed[number], people, SAME)
                found += Counter(hand=counted[VISITOR] + counted[STAFF])
            if number in clip.seconds:
                found += again(told[clip.seconds.index(number)], people.boxes)
    return found


def again(told: np.ndarray, boxes: np.ndarray) -> Counter:
    """How many of some boxes (n, 4) are among others (m, 4), and how many of the others are none of them."""
    both = int((overlap(told, boxes) >= SAME).any(axis=1).sum()) if len(told) and len(boxes) else 0
    return Counter(again=both, more=max(len(boxes) - both, 0))


def measured(clip: FootageClip, turns: int, detector: PersonDetector) -> Iterator[DecodingCost]:
    """Of each setting, on one clip; the settings take turns."""
    told = [detector.detect(bgr).at_least(CONFIDENT).boxes for bgr in clip.pixels]
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.mp4") for number in range(len(SETTINGS))]
        for setting, path in zip(SETTINGS, paths, strict=True):
            stored(clip, setting, path)
        times = [[decoded_ms(path) for path in paths] for _ in range(turns)]
        for number, (setting, path) in enumerate(zip(SETTINGS, paths, strict=True)):
            sample, window = (statistics.median(turn[number][kind] for turn in times) for kind in (0, 1))
            kbit_s = path.stat().st_size * 8 / 1000 / float(len(clip.frames) / clip.fps)
            yield DecodingCost(
                sample, window, kbit_s, seen(clip, path, setting, detector, told) + Counter(told=sum(map(len, told)))
            )


def printed(costs: list[list[DecodingCost]], hand: int) -> Table:
    """A row for each setting: medians of the ratios to the first one over the clips, and sums of people."""
    table = Table(
        "setting", "a sample", "a refined step", "a busy hour", "bytes", "boxed by hand", "found again", "more"
    )
    for setting, *of_clips in zip(SETTINGS, *costs, strict=True):
        ratios = [
            statistics.median(figure(cost) / figure(clip[0]) for cost, clip in zip(of_clips, costs, strict=True))
            for figure in (lambda c: c.sample_ms, lambda c: c.window_ms, lambda c: c.hour_s, lambda c: c.kbit_s)
        ]
        people = sum((cost.seen for cost in of_clips), Counter())
        whom = "–", "–", "–"
        if setting.share == 1:
            whom = f"{people['hand']} of {hand}", f"{people['again']} of {people['told']}", str(people["more"])
        table.add_row(setting.name, *(f"{ratio:.2f}" for ratio in ratios), *whom)
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recorder_settings", description=__doc__.splitlines()[0])
    parser.add_argument("footage", nargs="?", type=Path, default=FOOTAGE, help="the folder of real footage")
    parser.add_argument("--clip", action="append", choices=CLIPS, help="these alone")
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args(arguments)
    one_thread_each()
    cv2.setNumThreads(1)
    detector, frames = PersonDetector(), counters(given.footage)
    costs, hand = [], 0
    for name in given.clip or CLIPS:
        mine = [boxed for boxed in frames if boxed.clip == name and boxed.at_s < SECONDS - 1]
        hand += sum(len(boxed.of(VISITOR, STAFF)) for boxed in mine)
        clip = clip_of(given.footage / "real" / name, mine, [boxed.at_s for boxed in mine])
        costs.append(list(measured(clip, given.turns, detector)))
    Console(width=160).print(printed(costs, hand))


if __name__ == "__main__":
    main()
