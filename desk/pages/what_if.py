"""What drawn zones and changed thresholds would find in a stretch, beside what the site file as it is finds there."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Literal

import anyio
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.editing.drawn_zones import Drawing
from pantau.desk.editing.redrawn_site import NotChangeable
from pantau.desk.editing.zone_change import zone_change
from pantau.desk.figures.cameras import has_moved
from pantau.desk.figures.recordings import footage_round
from pantau.desk.pages.asking import instant
from pantau.desk.pages.posted import Refused, body_of, refusals_of, say
from pantau.desk.pages.site_now import site_now
from pantau.desk.settings import DeskSettings
from pantau.pipelines.zone_setup import AskedStretch, WhatIfLost, what_if
from pantau.schemas.site import Site
from pantau.schemas.site.thresholds import Thresholds

TRIED = (
    "service_min_s",
    "service_merge_s",
    "queue_min_s",
    "reneged_after_s",
    "presence_merge_s",
    "unattended_waiting_s",
)
"""The thresholds that can be tried: those by which dwells become events. Scores would need another look at tracks."""

MINUTES = (60, 120, 240)
"""How long a stretch may be: chosen, a morning."""


class TriedStretch(BaseModel):
    """Zones as they are drawn, the instant at which a stretch begins, its minutes, and the thresholds that differ."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    drawing: Drawing
    since: Annotated[str, Field(max_length=40)]
    minutes: Literal[MINUTES]
    thresholds: dict[Literal[TRIED], Annotated[float, Field(ge=0, le=86_400)]]


async def tried(request: Request) -> Response:
    """The events of the stretch before and after, and why there is no after; nothing is written."""
    try:
        asked = TriedStretch.model_validate_json(await body_of(request))
        since = instant(asked.since)
        if since is None:
            raise Refused("no_such_moment", 404)
        before, after, refusals = await run_in_threadpool(_sites, request, asked)
        if after is None:
            return JSONResponse({"refusals": refusals})
        stretch = await run_in_threadpool(_stretch, request, since, asked.minutes)
        moved = await run_in_threadpool(has_moved, request.app.state.settings, stretch.camera_id, stretch.span)
        found = await anyio.to_thread.run_sync(partial(what_if, stretch, before, after), limiter=request.app.state.turn)
    except ValidationError:
        return say(request, Refused("drawing_not_readable", 400))
    except WhatIfLost as error:
        return say(request, Refused("what_if_lost", 422, reason=str(error)))
    except Refused as refused:
        return say(request, refused)
    return JSONResponse({"refusals": [], "moved": moved, "before": asdict(found[0]), "after": asdict(found[1])})


def _sites(request: Request, asked: TriedStretch) -> tuple[Site, Site | None, list[Mapping[str, object]]]:
    """The site as it is, as it would be, and why it would not be valid."""
    now = site_now(request)
    if now is None:
        raise Refused("is_read_only", 403)
    camera_id = request.path_params["camera_id"]
    if camera_id not in [camera.id for camera in now.site.cameras]:
        raise Refused("no_such_camera", 404)
    try:
        change = zone_change(now, camera_id, asked.drawing)
    except NotChangeable as error:
        raise Refused("site_not_changeable", 409) from error
    except ValueError as error:
        raise Refused("since_elsewhere", 422) from error
    if change.site is None:
        return now.site, None, refusals_of(request, change.refusals)
    limits = (*change.site.thresholds, Thresholds(**asked.thresholds))
    return now.site, change.site.model_copy(update={"thresholds": limits}), []


def _stretch(request: Request, since: datetime, minutes: int) -> AskedStretch:
    settings: DeskSettings = request.app.state.settings
    camera_id, day = request.path_params["camera_id"], since.astimezone(settings.zone).date()
    footage = footage_round(settings, camera_id, since)
    span = since.timestamp(), (since + timedelta(minutes=minutes)).timestamp()
    return AskedStretch(settings.warehouse, footage.recordings, camera_id, day, span)
