"""Footage for the desk: clips, stills and what was seen, made in a process of its own that never holds up a run."""

import tempfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.schemas.site import Site
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost
from pantau.transforms.evidence.event import find_event
from pantau.transforms.evidence.event_tracks import AskedEvent, EventTrack, tracks_of_event
from pantau.transforms.evidence.footage import Altered, FootagePart, Gone, parts_showing
from pantau.transforms.evidence.missing import WhyMissing, why_missing
from pantau.transforms.evidence.note import MadeBy
from pantau.transforms.playback.browser_clip import BrowserClip, is_played, seconds_before
from pantau.transforms.playback.footage_maker import FootageMaker, FootageRequest
from pantau.transforms.playback.seen_frames import SeenFrame, SeenLimits, SeenPerson, seen_frames
from pantau.transforms.playback.still import Still
from pantau.transforms.recordings.archive import recording_state
from pantau.transforms.recordings.probing.opening import Unreadable

__all__ = [
    "DRAWN_SECONDS",
    "AskedEvent",
    "BrowserClip",
    "DrawnRequest",
    "EventTrack",
    "FootageLost",
    "FootagePart",
    "FootageRequest",
    "SeenFrame",
    "SeenLimits",
    "SeenPerson",
    "Still",
    "WhyMissing",
    "event_tracks",
    "is_played",
    "make",
    "parts_showing",
    "seconds_before",
    "seen_frames",
    "why_missing",
]

MOST_SECONDS, MOST_MEGABYTES = 60.0, 1500
"""What one clip or still may take. Chosen: a recording of 4 GB without an index is read within the one, and frames of
4K and the packets of a minute fit into the other."""

DRAWN_SECONDS, DRAWING_SECONDS = 40.0, 180.0
"""Footage of a drawn clip, and what drawing it may take. Chosen: half a minute of the event and what led to it; a
thousand frames take half a minute (docs/MEASURED.md), and reading the recordings to prove them about as long."""

MARGIN_S = 5.0
"""As `pantau clip` has it."""

ASK_EVERY_S = 0.1


class FootageLost(Exception):
    """Nothing can be shown. `word`: gone, unreachable, altered, unreadable, too_slow, too_large, crashed, killed
    or left."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(word, message)
        self.word = word

    def __str__(self) -> str:
        return self.args[1]


@dataclass(frozen=True)
class DrawnRequest:
    """The drawn clip of an event of the newest tables, zipped with its manifest into the file `target`.

    `models`: the folder beside which the site file's own models lie. `person`: who asks.
    """

    archive: str
    warehouse: str
    site: Site
    models: Path
    event_id: str
    target: Path
    person: str


class DrawingMaker(FootageMaker):
    """Draws the clip of an event, with margins as `pantau clip` has them."""

    def __call__(self, request: DrawnRequest) -> dict[str, Any]:
        """The manifest. Raises FootageLost, which comes out of a process as it is."""
        try:
            return self._drawn(request)
        except Gone as error:
            raise FootageLost("gone", str(error)) from error
        except Altered as error:
            raise FootageLost("altered", str(error)) from error
        except ValueError as error:
            raise FootageLost("unreadable", str(error)) from error

    def _drawn(self, request: DrawnRequest) -> dict[str, Any]:
        # Loaded in this process alone: the models take a second, and other clips need none.
        from pantau.transforms.detection.observer import observer_of
        from pantau.transforms.evidence.drawn.drawn_clip import SUFFIX, draw_clip

        event = find_event(request.warehouse, request.event_id)
        observer = observer_of(request.site, request.models)
        with tempfile.TemporaryDirectory(dir=request.target.parent) as folder:
            file = Path(folder, f"{request.event_id}{SUFFIX}")
            by = MadeBy(request.person, ("pantau", "desk"))
            clip = draw_clip(
                event, request.warehouse, request.archive, file, MARGIN_S, "others", observer, by, DRAWN_SECONDS
            )
            with zipfile.ZipFile(request.target, "w") as together:
                for path in (clip.path, clip.note_path):
                    together.write(path, path.name)
        return clip.note


class TrackFinder(FootageMaker):
    """Finds the people of an event."""

    def __call__(self, request: AskedEvent) -> tuple[EventTrack, ...]:
        """Their ways."""
        return tracks_of_event(request)


def make(
    request: FootageRequest | DrawnRequest, is_left: Callable[[], bool] = lambda: False
) -> BrowserClip | Still | dict[str, Any]:
    """Makes a clip or a still, or draws a clip and gives its manifest, in a process of its own, which ends with it, or
    when `is_left` says that nobody waits.

    Takes no lock of the warehouse and only reads the archive.

    Raises:
        FootageLost: the recording is gone, is another file, or cannot be shown within bounds.
    """
    if isinstance(request, DrawnRequest):
        return _made(DrawingMaker(), request, Bounds(request.event_id, DRAWING_SECONDS, MOST_MEGABYTES), is_left)
    name = request.row["recording_uri"]
    try:
        size, _ = recording_state(request.archive, name)
    except OSError as error:
        word = "gone" if isinstance(error, FileNotFoundError) else "unreachable"
        raise FootageLost(word, f"{name}: cannot be read in the archive ({error.strerror})") from error
    if size != request.row["bytes"]:
        raise FootageLost("altered", f"{name}: has {size} bytes, and had {request.row['bytes']} when it was observed")
    return _made(FootageMaker(), request, Bounds(name, MOST_SECONDS, MOST_MEGABYTES), is_left)


def event_tracks(asked: AskedEvent) -> tuple[EventTrack, ...]:
    """The ways of the people of an event, found in a process of its own that gives way to others and ends with it.

    Raises:
        FootageLost: they cannot be found within bounds.
    """
    return _made(TrackFinder(), asked, Bounds(asked.row["event_id"], MOST_SECONDS, MOST_MEGABYTES), lambda: False)


def _made(
    maker: FootageMaker,
    request: FootageRequest | DrawnRequest | AskedEvent,
    bounds: Bounds,
    is_left: Callable[[], bool],
) -> Any:
    bulkhead = Bulkhead(maker, lambda _: bounds)
    done = threading.Event()
    watch = threading.Thread(target=_close_when_left, args=(bulkhead, is_left, done), daemon=True)
    watch.start()
    try:
        return bulkhead(request)
    except Lost as lost:
        raise FootageLost("left" if is_left() else lost.word, str(lost)) from lost
    except (Unreadable, OSError) as error:
        raise FootageLost("unreadable", str(error)) from error
    finally:
        done.set()
        bulkhead.close()
        watch.join()


def _close_when_left(bulkhead: Bulkhead, is_left: Callable[[], bool], done: threading.Event) -> None:
    while not done.wait(ASK_EVERY_S):
        if is_left():
            bulkhead.close()
