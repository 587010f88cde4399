"""The routes that change the site file: what drawn zones would change, and the change itself."""

from dataclasses import replace

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.editing.drawn_zones import Drawing
from pantau.desk.editing.redrawn_site import NotChangeable
from pantau.desk.editing.site_file import ChangedMeanwhile, SiteText, is_writable, replace_site
from pantau.desk.editing.zone_change import ZoneChange, zone_change
from pantau.desk.pages.posted import Refused, body_of, refusals_of, say
from pantau.desk.pages.site_now import site_now
from pantau.desk.settings import DeskSettings


async def check(request: Request) -> Response:
    """What the drawing changes, and what the site file refuses of it; nothing is written."""
    return await _answered(request, writes=False)


async def save(request: Request) -> Response:
    """Writes the site file with the drawing, where it is valid and nobody has changed it meanwhile."""
    return await _answered(request, writes=True)


async def _answered(request: Request, writes: bool) -> Response:
    try:
        drawing = Drawing.model_validate_json(await body_of(request))
        return await run_in_threadpool(_change, request, drawing, writes)
    except ValidationError:
        return say(request, Refused("drawing_not_readable", 400))
    except Refused as refused:
        return say(request, refused)


def _change(request: Request, drawing: Drawing, writes: bool) -> Response:
    now = _as_drawn_on(request, drawing)
    settings: DeskSettings = request.app.state.settings
    camera_id = request.path_params["camera_id"]
    if camera_id not in [camera.id for camera in now.site.cameras]:
        raise Refused("no_such_camera", 404)
    try:
        change = zone_change(now, camera_id, drawing, settings.site_path.name)
    except NotChangeable as error:
        raise Refused("site_not_changeable", 409) from error
    except ValueError as error:
        raise Refused("since_elsewhere", 422) from error
    if not writes or change.refusals:
        return JSONResponse(_told(request, change), 422 if writes else 200)
    try:
        replace_site(settings.site_path, now.digest, change.text)
    except ChangedMeanwhile as error:
        raise Refused("site_changed_meanwhile", 409) from error
    except OSError as error:
        raise Refused("site_not_written", 500, reason=error.strerror or str(error)) from error
    # By the file: others may have changed it again since.
    request.app.state.settings = replace(settings, site=change.site)
    written = site_now(request)
    return JSONResponse({**_told(request, change), "digest": written.digest})


def _as_drawn_on(request: Request, drawing: Drawing) -> SiteText:
    """The site file, if it may be changed and is the one on which it was drawn."""
    settings: DeskSettings = request.app.state.settings
    if settings.read_only or settings.site_path is None:
        raise Refused("is_read_only", 403)
    if not is_writable(settings.site_path):
        raise Refused("not_writable", 403)
    now = site_now(request)
    if now.digest != drawing.digest:
        raise Refused("site_changed_meanwhile", 409)
    return now


def _told(request: Request, change: ZoneChange) -> dict[str, object]:
    return {
        "difference": list(change.difference),
        "refusals": refusals_of(request, change.refusals),
        "seats_changed": change.seats_changed,
    }
