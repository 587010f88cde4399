"""What of zones that are drawn will not work, by who was seen in an hour."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.editing.drawn_zones import DrawnZone
from pantau.desk.pages.asking import instant
from pantau.desk.pages.cameras import kept_stretch
from pantau.desk.pages.posted import Refused, body_of, say
from pantau.desk.settings import DeskSettings
from pantau.pipelines.zone_setup import SeenStretch, zone_warnings
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
