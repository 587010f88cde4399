"""The same footage twice, and files that were altered: on archives made of real clips, to and fro with noise.

Of each clip a recorder's eight files of a minute. Some hold what another holds, in one of several ways; some were cut,
packed or coded anew by another program. What is judged is what recordings beside each other tell, read from the files.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.candidate_kinds.judging import Counts
from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.of_recorders.footage_repeated import footage_repeated
from pantau.transforms.candidates.of_recorders.recording_altered import recording_altered
from pantau.transforms.epoch import utc
from pantau.transforms.recordings.compared.compared_recording import ComparedRecording
from pantau.transforms.recordings.compared.repeats import find_repeats
from pantau.transforms.recordings.compared.unlike_neighbours import unlike_neighbours
from pantau.transforms.recordings.probing.probe import probe

FPS, SECONDS, KEY_S, FILES, WIDTH = 5, 60, 2, 8, 240
NOISE_LEVELS = 2.0
"""Standard deviation of luma: a camera by day."""

AWAY_S = 86_400.0
LIMITS = Thresholds()
BOUNDS = (0.0, 86_400.0)

ANEW = {"mpeg4": "avi", "libx265": "mp4", "libx264": "mp4"}
"""Codecs in which a file is coded anew, and their containers."""


class ClipRecorder:
    """Writes one clip as the files of a recorder, which keeps its program's name out of them."""

    def __init__(self, clip: Path, folder: Path, seed: int, noise: float = NOISE_LEVELS) -> None:
        self.folder, self.noise, self.seed = folder, noise, seed
        self.frames = _frames(clip)
        folder.mkdir(parents=True, exist_ok=True)

    def file(self, number: int, name: str = "", codec: str = "libx264", **options: str) -> Path:
        """A minute that nobody else has: another phase of the clip, and other noise."""
        rng = np.random.default_rng([self.seed, number])
        there = len(self.frames) - 1
        places = int(rng.integers(0, 2 * there)) + np.arange(SECONDS * FPS)
        places = there - np.abs(places % (2 * there) - there)
        seen = (self._seen(self.frames[place], rng) for place in places)
        return encoded(seen, self.folder / (name or f"{number}.mp4"), codec, own=True, **options)

    def _seen(self, frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if not self.noise:
            return frame
        return np.clip(frame + rng.normal(0, self.noise, frame.shape[:2])[..., None], 0, 255).astype(np.uint8)


def _frames(clip: Path) -> list[np.ndarray]:
    """Of ten seconds at most, ten a second."""
    with av.open(str(clip)) as container:
        video = container.streams.video[0]
        rate = float(video.average_rate or 25)
        kept = []
        for number, frame in enumerate(container.decode(video)):
            if number >= len(kept) * rate / FPS:
                image = frame.to_ndarray(format="bgr24")
                height = round(image.shape[0] * WIDTH / image.shape[1] / 2) * 2
                kept.append(cv2.resize(image, (WIDTH, height)))
            if len(kept) == 10 * FPS:
                break
    return kept


def encoded(frames: Iterator[np.ndarray], path: Path, codec: str, own: bool = False, **options: str) -> Path:
    """By the recorder's `own` program, which names nobody, or by another."""
    options = {"preset": "ultrafast", "crf": "26", "x265-params": "log-level=none"} | options
    with av.open(str(path), "w", options={"fflags": "+bitexact"} if own else {}) as output:
        stream = None
        for number, frame in enumerate(frames):
            if stream is None:
                stream = output.add_stream(codec, rate=FPS, options=options)
                stream.height, stream.width = frame.shape[:2]
                stream.pix_fmt, stream.gop_size, stream.max_b_frames = "yuv420p", FPS * KEY_S, 0
                stream.codec_context.time_base = Fraction(1, FPS)
            picture = av.VideoFrame.from_ndarray(frame, format="bgr24").reformat(format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return path


def packed(parts: Sequence[tuple[Path, float, float]], path: Path, own: bool = False) -> Path:
    """Stretches of files (from and until a key frame, seconds) after one another, their packets unchanged."""
    with av.open(str(path), "w", options={"fflags": "+bitexact"} if own else {}) as output:
        stream, at = None, 0
        for source, since, until in parts:
            with av.open(str(source)) as container:
                video = container.streams.video[0]
                stream = stream or output.add_stream_from_template(video)
                first = last = None
                for packet in container.demux(video):
                    if not packet.size or not since <= float(packet.pts * packet.time_base) < until:
                        continue
                    first = packet.pts if first is None else first
                    last = packet.pts - first
                    packet.pts = packet.dts = at + last
                    packet.stream = stream
                    output.mux(packet)
                at += last + round(1 / FPS / video.time_base)
    return path


def decoded(path: Path) -> Iterator[np.ndarray]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="bgr24")


def row(path: Path, started_s: float, camera: str = "cam") -> tuple[dict, ComparedRecording]:
    """What the inventory finds of a file."""
    found = probe(path, path.name)
    compared = ComparedRecording(
        str(path),
        path.name,
        str(path),
        camera,
        started_s,
        found.duration_s,
        found.container,
        found.traits.written_by,
        found.traits.coded_with,
        found.marks.packed(),
    )
    return {"started_at": utc(started_s), "ended_at": utc(started_s + found.duration_s)}, compared


def repeated(files: Sequence[tuple[Path, float]], others: Sequence[tuple[Path, float, str]]) -> set[Path]:
    """Of the files of a date, those of which a candidate tells."""
    own = [row(*one) for one in files]
    found = find_repeats([one for _, one in own], [row(*one)[1] for one in others])
    told = set()
    for times, one in own:
        repeats = found[one.recording_id]
        filled = times | {
            "repeats_s": [(some.from_s, some.first_s, some.last_s, some.until_s) for some in repeats],
            "repeats_of": [some.recording_id for some in repeats],
            "repeats_later_s": [some.later_s for some in repeats],
        }
        if footage_repeated([filled], BOUNDS, LIMITS):
            told.add(Path(one.recording_id))
    return told


def altered(files: Sequence[Path]) -> set[Path]:
    """Of the files of a date, those of which a candidate tells."""
    own = [row(path, SECONDS * float(number)) for number, path in enumerate(files)]
    found = unlike_neighbours([one for _, one in own], [])
    return {
        Path(one.recording_id)
        for times, one in own
        if recording_altered([times | {"unlike_neighbours": found[one.recording_id]}], BOUNDS, LIMITS)
    }


YES, NO, BEYOND = "yes", "no", "not by the definition"

Case = tuple[str, str, str, bool]
"""Kind, how it was made, whether it is one, whether it was told."""


def cases(clip: Path, folder: Path, seed: int) -> Iterator[Case]:
    """Those of one clip."""
    rng = random.Random(seed)
    recorder = ClipRecorder(clip, folder, seed)
    files = [recorder.file(number) for number in range(FILES)]
    at = {path: SECONDS * float(number) for number, path in enumerate(files)}
    yesterday = ClipRecorder(clip, folder / "yesterday", seed + 1000).file(0)
    began = SECONDS * FILES * 1.0

    def twice(how: str, made: Path, is_one: str = YES, camera: str = "cam") -> Case:
        others = [(yesterday, -AWAY_S, camera), *((path, at[path] - 2 * AWAY_S, "cam") for path in files[4:])]
        told = repeated([*((path, at[path]) for path in files[:4]), (made, began)], others)
        return "footage_repeated", how, is_one, made in told

    since = float(rng.randrange(0, 20, KEY_S))
    copy = packed([(yesterday, 0, 99)], folder / "copy.mp4", own=True)
    yield twice("the whole file", copy)
    yield twice("of another camera", copy, camera="other")
    yield twice("40 s cut out, Matroska", packed([(yesterday, since, since + 40)], folder / "cut.mkv"))
    yield twice("40 s cut out, transport stream", packed([(yesterday, since, since + 40)], folder / "cut.ts"))
    spliced = [(files[1], 0.0, 10.0), (yesterday, since, since + 40), (files[2], 50.0, 60.0)]
    # The ends are of today's own files, and would be told as well.
    ends = [recorder.file(number, f"end{number}.mp4") for number in (20, 21)]
    spliced = [(ends[0], 0.0, 10.0), spliced[1], (ends[1], 50.0, 60.0)]
    yield twice("40 s amid others", packed(spliced, folder / "amid.mp4", own=True))
    own = recorder.file(22, "source.mp4")
    loop = [(own, 0.0, 50.0), (own, 0.0, 50.0)]
    yield twice("its own 50 s again", packed(loop, folder / "loop.mp4", own=True))
    for codec, suffix in ANEW.items():
        again = encoded(decoded(yesterday), folder / f"anew-{codec}.{suffix}", codec, crf="20")
        yield twice(f"coded anew ({codec})", again, BEYOND)
    for number in range(30, 33):
        yield twice("another minute of the scene", recorder.file(number), NO)
    still = ClipRecorder(clip, folder / "still", seed, noise=0.0)
    yield twice("the same scene without noise", still.file(33), NO)
    overlap = packed(
        [(files[3], 50.0, 60.0), (recorder.file(34, "follows.mp4"), 0.0, 50.0)], folder / "overlap.mp4", True
    )
    told = repeated([*((path, at[path]) for path in files[:4]), (overlap, at[files[3]] + 51.0)], [])
    yield "footage_repeated", "overlap of 10 s", NO, overlap in told
    for path in files[:4]:
        yield "footage_repeated", "as recorded", NO, path in repeated([(path, at[path]) for path in files], [])

    def unlike(how: str, made: Path) -> Case:
        place = rng.randrange(1, FILES - 1)
        return "recording_altered", how, YES, made in altered([*files[:place], made, *files[place + 1 :]])

    yield unlike("cut by another program", packed([(files[0], 0, 30)], folder / "shorter.mp4"))
    yield unlike("joined, another container", packed([(files[0], 0, 20), (files[0], 30, 60)], folder / "joined.mkv"))
    for codec, suffix in ANEW.items():
        again = encoded(decoded(files[0]), folder / f"again-{codec}.{suffix}", codec)
        yield unlike(f"coded anew ({codec})", again)
    hidden = encoded(decoded(files[0]), folder / "hidden.mp4", "libx264", own=True, preset="medium")
    yield unlike("coded anew, no name in it", hidden)
    yield unlike("cut by the recorder's own program", packed([(files[0], 0, 30)], folder / "owncut.mp4", own=True))
    night = [recorder.file(40 + number, f"night{number}.mp4", preset="medium") for number in range(4)]
    for path in files:
        yield "recording_altered", "as recorded", NO, path in altered(files)
    changed = altered([*files[:6], *night[:2]])
    yield "recording_altered", "settings changed for good", NO, bool(changed)
    ways = [files[0], files[1], night[0], files[2], files[3], night[1], files[4], files[5], night[2], *files[6:]]
    ways += [recorder.file(50 + number) for number in range(4)]
    yield "recording_altered", "two ways by turns", NO, bool(altered(ways))
    cut_off = folder / "broken.ts"
    packed([(files[5], 0, 60)], cut_off, own=True)
    streams = [packed([(path, 0, 60)], path.with_suffix(".ts"), own=True) for path in files]
    cut_off.write_bytes(streams[5].read_bytes()[: 3 * streams[5].stat().st_size // 5])
    yield "recording_altered", "broken off", NO, cut_off in altered([*streams[:5], cut_off, *streams[6:]])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compared_recordings", description=__doc__.split("\n")[0]
    )
    parser.add_argument("footage", type=Path, nargs="?", default=Path("../shared/footage/real"), help="folder of clips")
    parser.add_argument("--seed", type=int, default=0, help="of phases and noise (0)")
    given = parser.parse_args(arguments)
    clips = sorted(path for path in given.footage.iterdir() if path.suffix in (".mp4", ".avi", ".webm"))
    told: dict[tuple[str, str, str], list[bool]] = {}
    for number, clip in enumerate(track(clips, "clips", console=Console(stderr=True))):
        with tempfile.TemporaryDirectory() as folder:
            for kind, how, is_one, found in cases(clip, Path(folder), given.seed + number):
                told.setdefault((kind, how, is_one), []).append(found)
    console, table = Console(width=120), Table("kind", "made", "is one", "cases", "told")
    for key, found in told.items():
        table.add_row(*key, str(len(found)), str(sum(found)))
    console.print(table)
    for kind in dict.fromkeys(kind for kind, _, _ in told):
        for name, positive in (("by the definition", (YES,)), ("with what is beyond it", (YES, BEYOND))):
            true, false = _of(told, kind, positive), _of(told, kind, (NO,))
            one = Counts(sum(true), len(true) - sum(true), sum(false), len(false))
            rates = f"precision {one.precision:.3f}, recall {one.recall:.3f}, F1 {one.f1:.3f}"
            console.print(f"{kind}, {name}: {len(true)} positives, {len(false)} hard negatives, {rates}")


def _of(told: dict[tuple[str, str, str], list[bool]], kind: str, words: Sequence[str]) -> list[bool]:
    return [one for (name, _, word), found in told.items() if name == kind and word in words for one in found]


if __name__ == "__main__":
    main()
