"""The cameras, and the page on which one's zones are drawn."""

import json
from datetime import date, datetime, timedelta
from functools import partial

import anyio
import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.editing.drawn_zones import DrawnZone
from pantau.desk.editing.site_file import is_writable
from pantau.desk.figures.cameras import cameras_of, recordings_on
from pantau.desk.figures.recordings import footage_round
from pantau.desk.pages.asking import instant
from pantau.desk.pages.posted import Refused
from pantau.desk.pages.rendering import page, refusal, texts_of
from pantau.desk.pages.site_now import site_now
from pantau.desk.pages.what_if import MINUTES, TRIED
from pantau.desk.settings import DeskSettings
from pantau.pipelines.zone_setup import SeenStretch, seen_stretch, zone_proposals
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.zones import View

HOUR = timedelta(hours=1)
FINENESS = 10_000
"""Places are sent as whole ten-thousandths of the frame: a fifth of a pixel of a frame 1920 wide."""

KINDS = ("customer", "seat", "queue", "waiting", "staff", "restricted", "objects", "ignore")
"""In the order in which one draws them."""

DRAWING_TEXTS = (
    *(f"kind_{kind}" for kind in KINDS),
    "accept",
    "as_drawn",
    "as_saved",
    "corner_label",
    "corner_moved",
    "corners_at_least",
    "difference_none",
    "drawing_help",
    "drawing_start",
    "hour_of",
    "in_zone",
    "loading_people",
    "key_service",
    "lost_connection",
    "no_frame_seen",
    "no_recording_then",
    "nobody_inside",
    "people_seen",
    "proposed",
    "proposed_still",
    "refuse",
    "saved",
    "saved_decode",
    "seat_seen",
    "seconds_of",
    "site_check_says",
    "still_lost",
    "tried_between",
    "tried_while_moved",
    "trying",
    "unknown",
    "unsaved",
    "use_centre",
    "wait_reneged",
    "wait_served",
    "wait_unknown",
    "warn_feet_hidden",
    "warn_queue_never_visited",
    "warn_seat_too_small",
    "wrong_counter",
    "wrong_crossing",
    "wrong_name",
    "wrong_seat",
    "wrong_taken",
    "zone_added",
    "zone_chosen",
    "zone_removed",
)
"""What the scripts of the page say."""


def cameras(request: Request) -> Response:
    """All cameras."""
    settings: DeskSettings = request.app.state.settings
    return page(request, "cameras.html", {"found": cameras_of(settings)})


def camera(request: Request) -> Response:
    """The page on which the zones of a camera are drawn, on the frames of the date `day`, the newest without one."""
    try:
        site_now(request)
    except Refused as refused:
        return refusal(request, refused.text, refused.status, **refused.values)
    settings: DeskSettings = request.app.state.settings
    camera_id = request.path_params["camera_id"]
    found = next((one for one in cameras_of(settings) if one.camera_id == camera_id), None)
    if found is None:
        return refusal(request, "no_such_camera", 404)
    if found.newest is None:
        return refusal(request, "camera_without_recording", 404)
    day = _day(request.query_params.get("day"), found.newest)
    if day is None:
        return refusal(request, "no_such_day", 404)
    texts = texts_of(request)
    values = {
        "camera_id": camera_id,
        "dates": found.dates,
        "day": day,
        "kinds": KINDS,
        "view": settings.site.camera(camera_id).view(day),
        "has_views": bool(settings.site.camera(camera_id).views),
        "texts": json.dumps({name: texts(name) for name in DRAWING_TEXTS}),
        "why_not": _why_not(settings),
        "minutes": MINUTES,
        "tried": settings.site.thresholds_on(day).model_dump(include=set(TRIED)),
    }
    return page(request, "camera.html", values)


def drawing(request: Request) -> Response:
    """What is drawn on: the zones that hold on the date `day`, the counters, the recordings of the date."""
    now = site_now(request)
    settings: DeskSettings = request.app.state.settings
    camera_id = request.path_params["camera_id"]
    found = next((one for one in settings.site.cameras if one.id == camera_id), None)
    day = _day(request.query_params.get("day"), None)
    if found is None or day is None:
        return JSONResponse({"sentence": texts_of(request)("no_such_camera")}, 404)
    return JSONResponse(
        {
            "digest": now.digest if now else "",
            "zones": [DrawnZone.of(zone).model_dump() for zone in found.view(day).zones],
            "counters": [{"id": counter.id, "name": counter.name} for counter in settings.site.counters],
            "recordings": [
                {
                    "id": row["recording_id"],
                    "started_ms": round(row["started_at"].timestamp() * 1000),
                    "duration_s": row["duration_s"],
                    "width": row["width"],
                    "height": row["height"],
                }
                for row in recordings_on(settings, camera_id, day)
            ],
        }
    )


async def seen(request: Request) -> Response:
    """Who was seen on the camera `camera` in the hour from `from` on, one hour at a time."""
    settings: DeskSettings = request.app.state.settings
    camera_id, since = request.query_params.get("camera", ""), instant(request.query_params.get("from", ""))
    found = next((one for one in settings.site.cameras if one.id == camera_id), None)
    if found is None or since is None:
        return JSONResponse({"sentence": texts_of(request)("no_such_moment")}, 404)
    return JSONResponse(told_of(await kept_stretch(request, found, since, anew=True)))


async def kept_stretch(request: Request, found: Camera, since: datetime, anew: bool = False) -> SeenStretch:
    """Who was seen on a camera in the hour from an instant on; the last one is kept, unless it is asked for `anew`."""
    settings: DeskSettings = request.app.state.settings
    kept = request.app.state.stretch
    if kept is not None and not anew and kept[0] == (found.id, since):
        return kept[1]
    day = since.astimezone(settings.zone).date()
    footage = await run_in_threadpool(footage_round, settings, found.id, since)
    looked = partial(
        seen_stretch,
        settings.warehouse,
        footage.recordings,
        (since.timestamp(), (since + HOUR).timestamp()),
        found.view(day) if found.views else View(),
        settings.site.thresholds_on(day),
        settings.site.observer.cadence_s,
    )
    stretch = await anyio.to_thread.run_sync(looked, limiter=request.app.state.turn)
    request.app.state.stretch = (found.id, since), stretch
    return stretch


def told_of(stretch: SeenStretch) -> dict[str, object]:
    """As numbers: of each detection four places and its track; of each head on a seat its zone and two places.

    And the zones that this proposes, with the numbers of the detections that speak for them.
    """
    boxes = np.round(stretch.boxes * FINENESS).astype(int)
    heads = np.round(stretch.heads * FINENESS).astype(int)
    return {
        "fineness": FINENESS,
        "frames": stretch.frames,
        "people": np.column_stack([boxes, stretch.tracks.astype(int)]).tolist(),
        "heads": [[zone, *place] for zone, place in zip(stretch.seats.tolist(), heads.tolist(), strict=True)],
        "proposals": [{**vars(one), "detections": one.detections.tolist()} for one in zone_proposals(stretch)],
    }


def _why_not(settings: DeskSettings) -> str | None:
    """The name of the text that says why nothing can be saved."""
    if settings.read_only or settings.site_path is None:
        return "is_read_only"
    return None if is_writable(settings.site_path) else "not_writable"


def _day(text: str | None, usual: date | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else usual
    except ValueError:
        return None
