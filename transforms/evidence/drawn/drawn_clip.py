"""From an event to a clip with zones, boxes and times burnt in, on which only who is concerned is to be recognised."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import av
import numpy as np

from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.observer import Observer
from pantau.transforms.evidence.compressed import CONTAINER, add_compressed
from pantau.transforms.evidence.cut import TICKS
from pantau.transforms.evidence.drawn.burnt_in import BurntIn, burn_in, fitted, words_of
from pantau.transforms.evidence.drawn.concerned import Concerned, people_concerned, surely_theirs
from pantau.transforms.evidence.drawn.frames import DatedFrame, DecodedPart, frames_of, looks_at
from pantau.transforms.evidence.drawn.people_shown import FollowedTrack, Look, shown_at
from pantau.transforms.evidence.drawn.pixelation import pixelated, show_only
from pantau.transforms.evidence.event import Event, recordings_near
from pantau.transforms.evidence.footage import FootagePart
from pantau.transforms.evidence.note import MadeBy, both_times, clip_note
from pantau.transforms.evidence.product import Clip, write_product
from pantau.transforms.evidence.proved import parts_around, prove
from pantau.transforms.provenance import config_hash
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import as_recorded
from pantau.transforms.tracking.camera_days.load import load_camera_day
from pantau.transforms.tracking.static_figures.known_figures import of_figures
from pantau.transforms.tracking.static_figures.left_out import left_out
from pantau.transforms.tracking.tracks import Track

Pixelate = Literal["others", "all", "none"]

SUFFIX = f".{CONTAINER}"

REACH_CADENCES = 2.5
"""Two samples of a track that lie farther apart say nothing of where it is between them. Chosen: as of dwells."""


@dataclass(frozen=True)
class EventDrawing:
    """All that is known of an event before a frame of it is drawn."""

    words: BurntIn
    concerned: Concerned
    tracks: list[FollowedTrack]


def draw_clip(
    event: Event,
    warehouse: str | Path,
    archive: str | Path,
    target: str | Path,
    margin_s: float,
    pixelate: Pixelate,
    observer: Observer,
    by: MadeBy,
    most_s: float | None = None,
) -> Clip:
    """Draws the footage of an event, `margin_s` before and after it included, into `target`, with a manifest beside it.

    Only the first `most_s` seconds of footage, if that is given; the manifest says which. `observer` is that of the
    site file, which has the zones. The archive is only read.

    Raises:
        Altered: a recording is gone or has other bytes than when the event was found.
        ValueError: nothing was recorded then, nothing of it decodes, `target` is no `.webm`, or of an event of a former
            run a recording has another time today, by which its tracks are.
    """
    target, zone = Path(target), observer.site.zone
    if target.suffix.lower() != SUFFIX:
        raise ValueError(
            f"--out {target}: a drawn clip is compressed anew as VP9 in WebM; name it {target.stem}{SUFFIX}"
        )
    parts = first_of(parts_around(event, warehouse, archive, target, margin_s), most_s)
    refuse_other_clocks(event, parts, warehouse)
    prove(event, parts, archive)
    stretches = [stretch_of(part, archive, observer) for part in parts]
    drawing = drawing_of(event, str(warehouse), observer, pixelate)
    detector = PersonDetector(observer.detector)
    sure = observer.site.thresholds_on(event.row["service_date"]).person_score
    looks = looks_at(
        frames_of(stretches),
        detector,
        drawing.tracks,
        drawing.concerned.seats,
        sure,
        REACH_CADENCES * observer.cadence_s,
    )
    if not looks:
        names = ", ".join(part.recording["recording_uri"] for part in parts)
        raise ValueError(f"event {event.row['event_id']}: no frame of {names} decodes then; make --margin larger")
    times: list[float] = []

    def write(made: Path) -> None:
        times.extend(write_frames(drawn_frames(frames_of(stretches), looks, drawing, pixelate, zone), made))

    return write_product(
        target,
        write,
        lambda file: clip_note(
            event,
            *_shown(parts, times),
            {
                **file,
                "codec": "vp9",
                "frames": len(times),
                "first_frame_at": both_times(datetime.fromtimestamp(times[0], UTC), zone),
                "last_frame_at": both_times(datetime.fromtimestamp(times[-1], UTC), zone),
                "event_at_clip_s": round(event.row["started_at"].timestamp() - times[0], 3),
            },
            zone,
            datetime.now(UTC),
            by,
            _told(drawing, looks, pixelate, observer),
        ),
    )


def first_of(parts: Sequence[FootagePart], most_s: float | None) -> list[FootagePart]:
    """As much of the parts from the first one on as lasts no longer than `most_s` seconds together; all without it."""
    found, left = [], np.inf if most_s is None else most_s
    for part in parts:
        if left > 0:
            found.append(replace(part, to_s=min(part.to_s, part.from_s + left)))
            left -= part.to_s - part.from_s
    return found


def refuse_other_clocks(event: Event, parts: Sequence[FootagePart], warehouse: str | Path) -> None:
    """Raises ValueError where a recording has another time in today's tables than in those that an event is of.

    Tracks are by today's; on frames with the times of then others would stand where they say somebody concerned is.
    """
    if event.as_of is None:
        return
    today = {row["recording_id"]: row["started_at"] for row in recordings_near(warehouse, replace(event, as_of=None))}
    for recording in (part.recording for part in parts):
        if today.get(recording["recording_id"]) != recording["started_at"]:
            raise ValueError(
                f"--as-of {event.as_of}: {recording['recording_uri']} began at {recording['started_at']:%F %T} UTC by "
                "that run and does not by the newest one, of which the tracks are; leave --drawn out, or draw the "
                "event that the newest run has in its place"
            )


def drawn_frames(
    frames: Iterable[DatedFrame], looks: Sequence[Look], drawing: EventDrawing, pixelate: Pixelate, zone: ZoneInfo
) -> Iterator[DatedFrame]:
    """The frames as they are to be shown."""
    for frame in frames:
        bgr = frame.bgr
        people = shown_at(frame.at, looks, drawing.concerned.seats, bgr.shape[1] / bgr.shape[0])
        if pixelate == "all":
            bgr = pixelated(bgr)
        elif pixelate == "others":
            bgr = show_only(bgr, people.seen, people.hidden)
        local = datetime.fromtimestamp(frame.at, zone)
        yield DatedFrame(frame.at, burn_in(fitted(bgr), drawing.words, people.seen, local))


def write_frames(frames: Iterable[DatedFrame], target: Path) -> list[float]:
    """Encodes frames, the first at 0, and gives their times. One of another size than the first ends the clip."""
    times: list[float] = []
    with av.open(str(target), "w", format=CONTAINER) as output:
        stream = None
        for frame in frames:
            height, width = frame.bgr.shape[:2]
            if stream is None:
                stream = add_compressed(output, width, height)
            if (width, height) != (stream.width, stream.height):
                break
            picture = av.VideoFrame.from_ndarray(frame.bgr, format="bgr24")
            times.append(frame.at)
            picture.pts, picture.time_base = round((frame.at - times[0]) * TICKS), Fraction(1, TICKS)
            output.mux(stream.encode(picture))
        if stream is not None:
            output.mux(stream.encode(None))
    return times


def stretch_of(part: FootagePart, archive: str | Path, observer: Observer) -> DecodedPart:
    """A part of a recording, ready to be decoded."""
    row = part.recording
    name, aspect = row["recording_uri"], observer.display_aspect(row["camera_id"])
    path = recording_file(archive, name)
    packets = probe(path, name, as_recorded(row), display_aspect=aspect).packets
    return DecodedPart(path, name, packets, row["started_at"].timestamp(), part.from_s, part.to_s, aspect)


def drawing_of(event: Event, warehouse: str, observer: Observer, pixelate: Pixelate) -> EventDrawing:
    """What the tables and the site file know of an event."""
    row, site = event.row, observer.site
    view = site.camera(row["camera_id"]).view(row["service_date"])
    day = load_camera_day(warehouse, observer, row["camera_id"], row["service_date"])
    limits = site.thresholds_on(row["service_date"])
    figures = left_out(warehouse, row["camera_id"], row["service_date"]).T
    nobody = [of_figures(day, [figure], limits.motionless_s) for figure in figures]
    tracked = track_camera_day(day, view, limits, np.logical_or.reduce(nobody) if nobody else None)
    concerned = people_concerned(tracked, event)
    local = tuple(row[edge].astimezone(site.zone) for edge in ("started_at", "ended_at"))
    return EventDrawing(
        words_of(event, site.name, view.zones, pixelate, local),
        concerned,
        [
            one
            for number, track in enumerate(tracked.tracks)
            for one in _followed(
                track,
                day.times[track.samples],
                row if number in concerned.tracks else None,
                tracked.roles[number] == "visitor",
            )
        ]
        # Who stands right before a figure may be taken for it: what is there is never who sits, and is pixelated.
        + [
            FollowedTrack(day.times[day.person_sample[flags]], day.person_box[flags], concerned=False, visitor=True)
            for flags in nobody
        ],
    )


def _followed(track: Track, times: np.ndarray, row: Mapping[str, Any] | None, visitor: bool) -> Iterator[FollowedTrack]:
    """A track as somebody who is concerned by an event (a row), as far as that is sure, and as somebody else."""
    theirs = np.zeros(len(times), dtype=bool)
    if row is not None:
        theirs = surely_theirs(times, track.sure, row["started_at"].timestamp(), row["ended_at"].timestamp())
    for concerned in (True, False):
        mine = theirs == concerned
        if mine.any():
            yield FollowedTrack(times[mine], track.boxes[mine], concerned, visitor)


def _shown(parts: Sequence[FootagePart], times: Sequence[float]) -> tuple[list[FootagePart], list[float]]:
    """The parts of which frames at `times` (epoch seconds, ascending) are shown, and where each begins in the clip."""
    shown, positions = [], []
    for part in parts:
        start = part.recording["started_at"].timestamp()
        mine = [at for at in times if start + part.from_s <= at < start + part.to_s]
        if mine:
            shown.append(FootagePart(part.recording, mine[0] - start, mine[-1] - start))
            positions.append(mine[0] - times[0])
    return shown, positions


def _told(drawing: EventDrawing, looks: Sequence[Look], pixelate: Pixelate, observer: Observer) -> dict[str, Any]:
    """What the manifest says of what was done to the frames."""
    return {
        "made_from": "the frames of the recordings, decoded, drawn upon and compressed anew: for looking at; the "
        "recordings themselves are the evidence",
        "drawn": [
            "zones and their names",
            "boxes of those concerned",
            "local time of each frame",
            "words of the event",
        ],
        "zones": [{"zone_id": zone.id, "kind": zone.kind, "polygon": zone.polygon} for zone in drawing.words.zones],
        "pixelated": pixelate,
        "concerned": {
            "followed": len(drawing.concerned.tracks),
            "seats": [zone.id for zone in drawing.concerned.seats],
            "found_on_share_of_looks": round(sum(bool(look.concerned) for look in looks) / len(looks), 4),
        },
        "looks": len(looks),
        "observer": observer.fingerprint,
        "site_file": config_hash(observer.site),
    }
