"""What of zones that are drawn will not work, by who was seen in an hour, and whether the view has moved."""

from datetime import date, datetime, time
from typing import Annotated

import anyio
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.editing.drawn_zones import DrawnZone
from pantau.desk.figures.cameras import cameras_of
from pantau.desk.figures.recordings import footage_round
from pantau.desk.pages.asking import instant
from pantau.desk.pages.cameras import HOUR, kept_stretch
from pantau.desk.pages.posted import Refused, body_of, say
from pantau.desk.pages.rendering import texts_of
from pantau.desk.settings import DeskSettings
from pantau.desk.spelling import Spelling
from pantau.pipelines.zone_setup import SeenStretch, compared_views, viewed_before, zone_warnings
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.zones import View, Zone


class DrawnHour(BaseModel):
    """Zones as they are drawn, and the instant at which the hour begins."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    since: Annotated[str, Field(alias="from", max_length=40)]
    zones: Annotated[list[DrawnZone], Field(max_length=200)]


async def warnings(request: Request) -> Response:
    """The warnings, each with the number of the drawn zone that it is about; nothing is written."""
    settings: DeskSettings = request.app.state.settings
    found = next((one for one in settings.site.cameras if one.id == request.path_params["camera_id"]), None)
    try:
        drawn = DrawnHour.model_validate_json(await body_of(request))
        since = instant(drawn.since)
        if found is None or since is None:
            raise Refused("no_such_moment", 404)
    except ValidationError:
        return say(request, Refused("drawing_not_readable", 400))
    except Refused as refused:
        return say(request, refused)
    stretch = await kept_stretch(request, found, since)
    return JSONResponse(await run_in_threadpool(told_warnings, stretch, drawn.zones))


async def view(request: Request) -> Response:
    """Whether the camera looks elsewhere in the hour from `from` on than on the first date of the same zones.

    The sentence is empty where it does not, or where nothing can be said. Nobody sees the frames that are compared.
    """
    settings: DeskSettings = request.app.state.settings
    found = next((one for one in settings.site.cameras if one.id == request.path_params["camera_id"]), None)
    since = instant(request.query_params.get("from", ""))
    if found is None or since is None:
        return say(request, Refused("no_such_moment", 404))
    told = await anyio.to_thread.run_sync(_moved, request, found, since, limiter=request.app.state.turn)
    return JSONResponse({"sentence": told})


def _moved(request: Request, camera: Camera, since: datetime) -> str:
    settings: DeskSettings = request.app.state.settings
    day, texts = since.astimezone(settings.zone).date(), texts_of(request)

    def of_date(one: date) -> list[dict]:
        noon = datetime.combine(one, time(12), settings.zone)
        return [row for row in footage_round(settings, camera.id, noon).recordings if row["service_date"] == one]

    dates = next(one.dates for one in cameras_of(settings) if one.camera_id == camera.id)
    span = (since.timestamp(), (since + HOUR).timestamp())
    asked = viewed_before(settings.archive, camera, day, span, dates, of_date)
    if asked is None:
        return ""
    (compared,) = compared_views([asked[1]])
    if compared.word not in ("moved", "another"):
        return ""
    write = Spelling(texts, settings.zone)
    if compared.shift is None:
        return texts("warn_view_another", day=write.day(asked[0]))
    return texts("warn_view_moved", day=write.day(asked[0]), share=write.share(compared.shift.share))


def told_warnings(stretch: SeenStretch, drawn: list[DrawnZone]) -> list[dict[str, object]]:
    """Warnings as numbers and words; zones that the site file would refuse are left out, which is said elsewhere."""
    zones = {f"z{number}": zone for number, one in enumerate(drawn) if (zone := _zone(one, number)) is not None}
    return [
        {
            "zone": int(one.zone[1:]),
            "word": one.word,
            "figures": list(one.figures),
            "polygon": one.polygon,
        }
        for one in zone_warnings(stretch, View(zones=tuple(zones.values())))
    ]


def _zone(drawn: DrawnZone, number: int) -> Zone | None:
    said = {**drawn.model_dump(exclude={"was"}), "id": f"z{number}"}
    try:
        return Zone.model_validate(said)
    except ValidationError:
        return None
