"""One event: its row, and the frames at its edges."""

from dataclasses import dataclass
from datetime import datetime

from pantau.desk.figures.answering import Row, answering
from pantau.desk.figures.recordings import Place, footage_round
from pantau.desk.figures.seen import seen_in
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import SeenFrame
from pantau.schemas.tables import EVENT_TABLES

EDGES = ("started_at_lo", "started_at_hi", "ended_at_lo", "ended_at_hi")

SAME_FRAME_S = 0.25
"""What was seen is drawn on a still when it was seen no farther from it: chosen, people do not walk far in it."""


@dataclass(frozen=True)
class EdgeFrame:
    """A moment at an edge of an event, named by its column; `place` is None where it was not recorded.

    `seen` is what was seen then; None where that frame was not looked at.
    """

    column: str
    moment: datetime
    place: Place | None
    seen: SeenFrame | None


@dataclass(frozen=True)
class ExplainedEvent:
    """A row of an event table, the table's name, and the frames at its edges."""

    table: str
    row: Row
    edges: tuple[EdgeFrame, ...]


def explained_event(settings: DeskSettings, event_id: str) -> ExplainedEvent | None:
    """The event of that id as the newest run has it; None where no table has it."""
    names = [table.name for table in EVENT_TABLES]
    with answering(settings.warehouse, relations=names) as connection:
        for name in names:
            found = connection.sql(f"SELECT * FROM {name} WHERE event_id = $event", params={"event": event_id})
            rows = found.to_arrow_table().to_pylist()
            if rows:
                return ExplainedEvent(name, rows[0], _edges(settings, rows[0]))
    return None


def _edges(settings: DeskSettings, row: Row) -> tuple[EdgeFrame, ...]:
    moments: dict[datetime, str] = {}
    for column in EDGES:
        moments.setdefault(row[column], column)
    footage = footage_round(settings, row["camera_id"], row["started_at"])
    edges = []
    for moment, column in moments.items():
        place = footage.place(moment)
        edges.append(EdgeFrame(column, moment, place, _seen(settings, place) if place else None))
    return tuple(edges)


def _seen(settings: DeskSettings, place: Place) -> SeenFrame | None:
    at = place.offset_s
    frames = seen_in(settings, place.recording, at - SAME_FRAME_S, at + SAME_FRAME_S)
    return min(frames, key=lambda frame: abs(frame.offset_s - at), default=None)
