"""The routes that give footage: clips, stills and what was seen. Recordings are named by their ids alone."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from math import isfinite
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

import anyio
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from pantau.desk.figures.event import explained_event
from pantau.desk.figures.recordings import find_recording, footage_round
from pantau.desk.figures.seen import seen_in
from pantau.desk.footage.clips import Busy, Left, Workshop
from pantau.desk.footage.custody import Custody
from pantau.desk.pages.rendering import refusal, texts_of
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import (
    AskedEvent,
    DrawnRequest,
    FootageLost,
    FootageRequest,
    event_tracks,
    seconds_before,
    why_missing,
)

SENTENCES = {
    "unreachable": "footage_unreachable",
    "gone": "footage_gone",
    "altered": "footage_altered",
    "unreadable": "footage_unreadable",
    "too_slow": "footage_too_slow",
    "too_large": "footage_too_large",
}
"""The text for each way to be lost; any other is `footage_crashed`. Of what is gone the site file says why."""

RETRY_S = "5"
GONE = 410
LEFT = 499
"""What servers note of a request whose browser has left; nobody reads the answer."""


async def clip(request: Request) -> Response:
    """Where the clip of a moment is, what it shows, and what was seen in it; with `next`, of what follows."""
    settings: DeskSettings = request.app.state.settings
    workshop: Workshop = request.app.state.workshop
    asked = await _asked(request)
    if isinstance(asked, FootageRequest) and "next" not in request.query_params:
        asked = replace(asked, offset_s=max(0.0, asked.offset_s - seconds_before(asked.row)), at_once=True)
    if isinstance(asked, Response):
        return asked
    try:
        kept = await workshop.clip(request, asked)
    except (Busy, Left, FootageLost) as error:
        return _lost(request, error, asked.row)
    made = kept.clip
    if (refused := await _noted(request, "clip", asked.row, made.first_s, made.last_s)) is not None:
        return refused
    kept.lookers.add(request.state.caller.name)
    frames = await run_in_threadpool(seen_in, settings, asked.row, made.first_s, made.last_s)
    return JSONResponse(
        {
            "media": f"/footage/clips/{kept.name}",
            "first_s": made.first_s,
            "last_s": made.last_s,
            "copied": made.copied,
            "frames": [asdict(frame) for frame in frames],
        }
    )


async def still(request: Request) -> Response:
    """The frame of a moment."""
    workshop: Workshop = request.app.state.workshop
    asked = await _asked(request)
    if isinstance(asked, Response):
        return asked
    try:
        made = await workshop.still(request, asked)
    except (Busy, Left, FootageLost) as error:
        return _lost(request, error, asked.row)
    if (refused := await _noted(request, "frame", asked.row, made.offset_s, made.offset_s)) is not None:
        return refused
    return Response(made.jpeg, media_type="image/jpeg")


async def drawn(request: Request) -> Response:
    """A drawn clip of a candidate with its manifest, as a file to keep; in words where there is none."""
    settings: DeskSettings = request.app.state.settings
    workshop: Workshop = request.app.state.workshop
    found = await run_in_threadpool(explained_event, settings, request.path_params["event_id"])
    if found is None or found.table != "anomalies":
        return refusal(request, "no_such_event", 404)
    event_id, caller = found.row["event_id"], request.state.caller
    models = settings.site_path.parent if settings.site_path else Path()
    target = workshop.folder / f"{token_hex(16)}.zip"
    where = settings.archive, settings.warehouse, settings.site, models
    try:
        note = await workshop.drawn(request, DrawnRequest(*where, event_id, target, caller.name))
    except Left:
        return Response(status_code=LEFT)
    except Busy:
        return refusal(request, "footage_busy", 503)
    except FootageLost as error:
        return refusal(request, SENTENCES.get(error.word, "footage_crashed"), GONE)
    gone = BackgroundTask(target.unlink, missing_ok=True)
    for part in note["recordings"]:
        row = await run_in_threadpool(find_recording, settings, part["recording_id"])
        refused = await _noted(request, "clip", row, part["from_offset_s"], part["to_offset_s"])
        if refused is not None:
            target.unlink(missing_ok=True)
            return refused
    return FileResponse(target, media_type="application/zip", filename=f"{event_id}.zip", background=gone)


async def tracks(request: Request) -> Response:
    """The ways of the people whom an event is about, one event at a time; no footage is shown."""
    settings: DeskSettings = request.app.state.settings
    found = await run_in_threadpool(explained_event, settings, request.path_params["event_id"])
    if found is None:
        return _say(request, "no_such_event", 404)
    around = await run_in_threadpool(footage_round, settings, found.row["camera_id"], found.row["started_at"])
    asked = AskedEvent(settings.warehouse, around.recordings, found.table, found.row, settings.site)
    try:
        told = await anyio.to_thread.run_sync(partial(event_tracks, asked), limiter=request.app.state.turn)
    except FootageLost:
        return _say(request, "tracks_lost", 422)
    return JSONResponse({"tracks": [asdict(one) for one in told]})


def media(request: Request) -> Response:
    """A clip that was made, whole or a range of its bytes, for those of whom it is noted that they look at it."""
    workshop: Workshop = request.app.state.workshop
    kept = workshop.named(request.path_params["name"])
    if kept is None or request.state.caller.name not in kept.lookers:
        return _say(request, "no_such_clip", 404)
    return FileResponse(kept.path, media_type=kept.clip.media_type)


async def _noted(request: Request, kind: Literal["clip", "frame"], *shown: Any) -> Response | None:
    """Notes who is shown what; the answer where that cannot be noted, so that it is not shown."""
    custody: Custody = request.app.state.custody
    try:
        await run_in_threadpool(custody.note, request.state.caller, kind, *shown)
    except OSError as error:
        return _say(request, "look_not_noted", 503, reason=str(error))
    return None


async def _asked(request: Request) -> FootageRequest | Response:
    settings: DeskSettings = request.app.state.settings
    row = await run_in_threadpool(find_recording, settings, request.path_params["recording_id"])
    if row is None:
        return _say(request, "no_such_recording", 404)
    try:
        offset_s = float(request.query_params.get("at", ""))
    except ValueError:
        return _say(request, "no_such_moment", 404)
    if not (isfinite(offset_s) and 0 <= offset_s <= row["duration_s"]):
        return _say(request, "no_such_moment", 404)
    cameras = [camera for camera in settings.site.cameras if camera.id == row["camera_id"]]
    aspect = cameras[0].shown_aspect if cameras else None
    return FootageRequest(settings.archive, row, offset_s, display_aspect=aspect)


def _lost(request: Request, error: Exception, recording: Mapping[str, Any]) -> Response:
    if isinstance(error, FootageLost) and error.word == "gone":
        site = request.app.state.settings.site
        why = why_missing(site, recording, datetime.now(site.zone).date())
        return JSONResponse({"sentence": why.told(texts_of(request).language)}, GONE)
    if isinstance(error, FootageLost):
        return _say(request, SENTENCES.get(error.word, "footage_crashed"), GONE)
    if isinstance(error, Left):
        return Response(status_code=LEFT)
    return _say(request, "footage_busy", 503, {"Retry-After": RETRY_S})


def _say(request: Request, text: str, status: int, headers: dict[str, str] | None = None, **values: object) -> Response:
    return JSONResponse({"sentence": texts_of(request)(text, **values)}, status, headers)
