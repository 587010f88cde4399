"""The page that runs a night, and shows how far it is."""

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.figures.cameras import cameras_of
from pantau.desk.pages.posted import Refused, body_of, say
from pantau.desk.pages.rendering import page, texts_of
from pantau.desk.pages.site_now import site_now
from pantau.desk.running import AlreadyRunning, NightRunner
from pantau.desk.settings import DeskSettings
from pantau.desk.spelling import Spelling
from pantau.pipelines.site_setup import recorded_dates
from pantau.pipelines.started_runs import FoundRun, StartedRun
from pantau.schemas.rejected import why_rejected

OUTCOMES = ("running", "done", "lost", "refused", "broken", "occupied", "killed")
NIGHT_TEXTS = (
    *(f"run_{outcome}" for outcome in OUTCOMES),
    "lost_connection",
    "run_observed",
    "run_rejected",
    "run_since",
    "run_waits",
)
"""What the script of the page says."""


class RunWish(BaseModel):
    """Which run is wished for: the recordings registered, or all of it; of one local date, or of all."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    stage: Literal["inventory", "nightly"]
    day: Annotated[date | None, Field(strict=False)]


def night(request: Request) -> Response:
    """What may be run, on which dates there are recordings, and the run that goes on."""
    settings: DeskSettings = request.app.state.settings
    texts = texts_of(request)
    cameras = cameras_of(settings)
    try:
        dates, problem = recorded_dates(settings.site, settings.archive), ""
    except (ValueError, OSError) as error:
        dates, problem = (), str(error)
    values = {
        "cameras": cameras,
        "dates": dates,
        "problem": problem,
        "first_step": not any(camera.dates for camera in cameras),
        "undrawn": not all(camera.zones for camera in cameras),
        "zoneless": [camera.camera_id for camera in cameras if camera.dates and not camera.zones],
        "texts": json.dumps({name: texts(name) for name in NIGHT_TEXTS}),
        "why_not": _why_not(settings),
        "now": json.dumps(_told(request)),
    }
    return page(request, "night.html", values)


def progress(request: Request) -> Response:
    """How far the run is that was started last."""
    return JSONResponse(_told(request))


async def start(request: Request) -> Response:
    """Starts a run."""
    try:
        wish = RunWish.model_validate_json(await body_of(request))
        await run_in_threadpool(_start, request, wish)
        return JSONResponse(_told(request))
    except ValidationError:
        return say(request, Refused("drawing_not_readable", 400))
    except Refused as refused:
        return say(request, refused)


def stop(request: Request) -> Response:
    """Interrupts the run that was started last; what it has done is kept."""
    runner: NightRunner = request.app.state.runner
    if runner.last is None or not runner.last.is_running:
        return say(request, Refused("no_run_goes_on", 409))
    runner.last.stop()
    return JSONResponse(_told(request))


def _start(request: Request, wish: RunWish) -> None:
    settings: DeskSettings = request.app.state.settings
    if why := _why_not(settings):
        raise Refused(why, 403)
    site_now(request)
    try:
        request.app.state.runner.start(request.app.state.settings, wish.stage, wish.day)
    except AlreadyRunning as error:
        raise Refused("a_run_goes_on", 409) from error
    except OSError as error:
        raise Refused("run_not_started", 500, reason=str(error)) from error


def _why_not(settings: DeskSettings) -> str | None:
    return "is_read_only" if settings.read_only or settings.site_path is None else None


def _told(request: Request) -> dict[str, object] | None:
    """The run that was started last; None where there is none."""
    run: StartedRun | FoundRun | None = request.app.state.runner.last
    if run is None:
        return None
    settings: DeskSettings = request.app.state.settings
    made, texts = run.progress, texts_of(request)
    write = Spelling(texts, settings.zone)
    times = {"began": made.began_at, "ended": made.ended_at}
    return {
        **{name: value for name, value in asdict(made).items() if name not in ("began_at", "ended_at")},
        **{name: write.clock(at) if at else "" for name, at in times.items()},
        "reasons": [
            dict(zip(("sentence", "language"), why_rejected(*one, texts.language), strict=True)) for one in made.reasons
        ],
        **run.processor._asdict(),
        "stage": run.stage,
        "day": str(run.day) if run.day else None,
    }
