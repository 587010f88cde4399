"""The pages that make a site file: what the archive holds, then what people of the office say."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pantau.desk.editing.site_file import ChangedMeanwhile, create_site, is_creatable, read_site
from pantau.desk.pages.posted import Refused, body_of, refusals_of, say
from pantau.desk.pages.rendering import page, texts_of
from pantau.desk.setting_up.answers import SiteAnswers, new_site_text
from pantau.desk.settings import USUAL_ZONE, DeskSettings
from pantau.desk.spelling import Spelling
from pantau.pipelines.site_setup import SetupFindings, SetupLost
from pantau.schemas.rejected import IN_INDONESIAN
from pantau.schemas.site.new.new_site import ZONE_TYPES
from pantau.schemas.site.recorders import check_zone

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""Those of Indonesia, to choose from; any other may be typed."""

MOST_PATTERNS, LONGEST_PATTERN = 20, 500

SETUP_TEXTS = ("lost_connection", "site_written", "site_would_not_be_valid", "no_camera_is_used")
"""What the script of the page says."""


async def recordings(request: Request) -> Response:
    """What the archive holds, read in the time zone `zone` and by the naming patterns `pattern`."""
    if (elsewhere := _set_up_already(request)) is not None:
        return elsewhere
    zone, patterns = _asked(request)
    values: dict[str, Any] = {"zone": zone, "zones": ZONES, "found": None, "problem": "", "next_step": ""}
    try:
        found = await _found(request, zone, patterns, anew=True)
    except (ValueError, OSError, SetupLost) as error:
        return page(request, "setup.html", {**values, "problem": str(error)}, 422)
    good = [one.regex for one in found.look.given if not one.problem]
    texts = texts_of(request)
    values["found"], values["local"] = found, Spelling(texts, ZoneInfo(zone))
    values["reasons"] = IN_INDONESIAN if texts.language == "id" else {}
    values["next_step"] = f"/setup/site?{urlencode({'zone': zone, 'pattern': good}, doseq=True)}"
    return page(request, "setup.html", values)


async def office(request: Request) -> Response:
    """The form of what only people know: the office, its hours, and what the law asks of its cameras."""
    if (elsewhere := _set_up_already(request)) is not None:
        return elsewhere
    zone, patterns = _asked(request)
    try:
        found = await _found(request, zone, patterns)
    except (ValueError, OSError, SetupLost):
        return RedirectResponse("/setup", 303)
    if not found.places:
        return RedirectResponse("/setup", 303)
    settings: DeskSettings = request.app.state.settings
    texts = texts_of(request)
    values = {
        "zone": zone,
        "found": found,
        "local": Spelling(texts, ZoneInfo(zone)),
        "zones": ZONES,
        "office_zone": zone if zone in ZONES else USUAL_ZONE,
        "zone_types": ZONE_TYPES,
        "patterns": json.dumps(patterns),
        "texts": json.dumps({name: texts(name) for name in SETUP_TEXTS}),
        "why_not": _why_not(settings),
        "back": f"/setup?{urlencode({'zone': zone, 'pattern': patterns}, doseq=True)}",
    }
    return page(request, "office.html", values)


async def check(request: Request) -> Response:
    """The site file as it would be, and why it would not be valid; nothing is written."""
    return await _answered(request, lambda _, text: {"text": text})


async def write(request: Request) -> Response:
    """Writes the new site file, where it is valid and none is there yet; the desk shows by it from now on."""
    return await _answered(request, _written)


async def _answered(request: Request, act: Callable[[Request, str], dict[str, object]]) -> Response:
    try:
        settings: DeskSettings = request.app.state.settings
        if why := _why_not(settings):
            raise Refused(why, 403)
        try:
            answers = SiteAnswers.model_validate_json(await body_of(request))
            found = await _found(request, answers.zone, answers.patterns)
            text, refusals = new_site_text(answers, found)
        except (ValidationError, KeyError) as error:
            raise Refused("drawing_not_readable", 400) from error
        except (ValueError, OSError, SetupLost) as error:
            raise Refused("archive_not_readable", 422, reason=str(error)) from error
        if refusals:
            return JSONResponse({"text": text, "refusals": refusals_of(request, refusals)})
        return JSONResponse({"refusals": [], **await run_in_threadpool(act, request, text)})
    except Refused as refused:
        return say(request, refused)


def _written(request: Request, text: str) -> dict[str, object]:
    settings: DeskSettings = request.app.state.settings
    try:
        create_site(settings.site_path, text)
    except ChangedMeanwhile as error:
        raise Refused("site_is_there", 409) from error
    except OSError as error:
        raise Refused("site_not_written", 500, reason=error.strerror or str(error)) from error
    request.app.state.settings = replace(settings, site=read_site(settings.site_path).site)
    return {"next": "/night"}


async def _found(request: Request, zone: str, patterns: list[str], anew: bool = False) -> SetupFindings:
    check_zone(zone)
    return await run_in_threadpool(request.app.state.findings.found, zone, patterns, anew)


def _asked(request: Request) -> tuple[str, list[str]]:
    query = request.query_params
    typed = [text.strip()[:LONGEST_PATTERN] for text in query.getlist("pattern")[:MOST_PATTERNS]]
    return query.get("zone", "").strip() or USUAL_ZONE, [text for text in typed if text]


def _set_up_already(request: Request) -> Response | None:
    settings: DeskSettings = request.app.state.settings
    return RedirectResponse("/cameras", 303) if settings.site else None


def _why_not(settings: DeskSettings) -> str | None:
    """The name of the text that says why no site file can be written."""
    if settings.read_only or settings.site_path is None:
        return "is_read_only"
    return None if is_creatable(settings.site_path) else "not_writable"
