"""The pages: days, one day, a moment of a camera, an event."""

import json
import re
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pantau.desk.figures.day import day_lines
from pantau.desk.figures.days import month_figures
from pantau.desk.figures.event import explained_event
from pantau.desk.figures.recordings import footage_round
from pantau.desk.pages.asking import instant
from pantau.desk.pages.rendering import page, refusal, texts_of
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import DRAWN_SECONDS, is_played
from pantau.schemas.site.zones import Zone
from pantau.schemas.vocabulary import COVERAGE_STATES, NOT_DUE, PRESENCE_STATES

TRACK_TEXTS = ("track_staff", "track_visitor", "tracks_none", "tracks_note")
"""What the script of an event's page says."""

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


def days(request: Request) -> Response:
    """The days of a month, the newest without one."""
    settings: DeskSettings = request.app.state.settings
    asked = request.query_params.get("month")
    try:
        month = date.fromisoformat(f"{asked}-01") if asked is not None else None
    except ValueError:
        return refusal(request, "no_such_month", 404)
    found = month_figures(settings.warehouse, month)
    if found is None:
        return refusal(request, "no_run_yet", 200)
    return page(request, "days.html", {"found": found})


def day(request: Request) -> Response:
    """One day, with the timelines of the page `counters` of its counters, the first without one."""
    settings: DeskSettings = request.app.state.settings
    try:
        asked = date.fromisoformat(request.path_params["day"])
    except ValueError:
        return refusal(request, "no_such_day", 404)
    wanted = request.query_params.get("counters", "1")
    lines = day_lines(settings, asked, int(wanted) if _NUMBER.fullmatch(wanted) else 0)
    if lines is None:
        return refusal(request, "nothing_known_of_day", 404)
    if wanted != "1" and not lines.drawn:
        return refusal(request, "no_such_page", 404)
    states = {"coverage_states": COVERAGE_STATES, "not_due": NOT_DUE, "presence_states": PRESENCE_STATES}
    return page(request, "day.html", {"lines": lines, **states})


def moment(request: Request) -> Response:
    """The footage of a camera at a moment."""
    settings: DeskSettings = request.app.state.settings
    camera_id, at = request.query_params.get("camera", ""), instant(request.query_params.get("at", ""))
    if at is None:
        return refusal(request, "no_such_moment", 404)
    footage = footage_round(settings, camera_id, at)
    if not footage.recordings:
        return refusal(request, "nothing_recorded_that_day", 404)
    place = footage.place(at)
    values = {
        "camera_id": camera_id,
        "at": at,
        "place": place,
        "day": at.astimezone(settings.zone).date(),
        "zones": zones_on(settings, camera_id, at),
        "played_as_it_is": place is not None and is_played(place.recording),
        "before": footage.last_before(at),
        "after": footage.next_after(at),
        "steps": [timedelta(seconds=seconds) for seconds in (-600, -60, -10, 10, 60, 600)],
    }
    return page(request, "moment.html", values)


def event(request: Request) -> Response:
    """Why a row says what it says."""
    settings: DeskSettings = request.app.state.settings
    found = explained_event(settings, request.path_params["event_id"])
    if found is None:
        return refusal(request, "no_such_event", 404)
    row = found.row
    return page(
        request,
        "event.html",
        {
            "found": found,
            "zones": zones_on(settings, row["camera_id"], row["started_at"]),
            "drawn_seconds": round(DRAWN_SECONDS),
            "texts": json.dumps({name: texts_of(request)(name) for name in TRACK_TEXTS}),
        },
    )


def start(_: Request) -> Response:
    """The address without a path."""
    return RedirectResponse("/days", 303)


def missing(request: Request, _: Exception) -> Response:
    """An address at which there is nothing."""
    return refusal(request, "no_such_page", 404)


def broken(request: Request, error: Exception) -> Response:
    """The warehouse or the archive cannot be read; the sentence is the one that the command line would say."""
    return refusal(request, "cannot_be_read", 500, reason=str(error))


def zones_on(settings: DeskSettings, camera_id: str, at: datetime) -> tuple[Zone, ...]:
    """The zones of a camera at a moment, by the site file as the desk read it."""
    cameras = [camera for camera in settings.site.cameras if camera.id == camera_id]
    return cameras[0].view(at.astimezone(settings.zone).date()).zones if cameras else ()
