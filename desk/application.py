"""The web application: which address is answered by what."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import duckdb
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pantau.desk.footage.clips import Workshop
from pantau.desk.guard import Guard
from pantau.desk.pages import cameras, choosing, footage, looking, night, setup, site_changes, zone_warnings
from pantau.desk.pages.rendering import environment
from pantau.desk.running import NightRunner
from pantau.desk.set_up_first import SetUpFirst
from pantau.desk.setting_up.findings import KeptFindings
from pantau.desk.settings import DeskSettings

ASSETS = Path(__file__).parent / "assets"

ROUTES = (
    Route("/", looking.start),
    Route("/days", looking.days, name="days"),
    Route("/day/{day}", looking.day, name="day"),
    Route("/moment", looking.moment, name="moment"),
    Route("/event/{event_id}", looking.event, name="event"),
    Route("/cameras", cameras.cameras),
    Route("/camera/{camera_id}", cameras.camera),
    Route("/camera/{camera_id}/drawing", cameras.drawing),
    Route("/site/cameras/{camera_id}/zones/check", site_changes.check, methods=["POST"]),
    Route("/site/cameras/{camera_id}/zones/warnings", zone_warnings.warnings, methods=["POST"]),
    Route("/site/cameras/{camera_id}/zones", site_changes.save, methods=["POST"]),
    Route("/setup", setup.recordings),
    Route("/setup/site", setup.office),
    Route("/site/new/check", setup.check, methods=["POST"]),
    Route("/site/new", setup.write, methods=["POST"]),
    Route("/night", night.night),
    Route("/night/progress", night.progress),
    Route("/site/runs", night.start, methods=["POST"]),
    Route("/site/runs/stop", night.stop, methods=["POST"]),
    Route("/footage/seen", cameras.seen),
    Route("/footage/clips/{name}", footage.media),
    Route("/footage/{recording_id}/clip", footage.clip),
    Route("/footage/{recording_id}/still", footage.still),
    Route("/language", choosing.language, methods=["POST"]),
    Mount("/assets", StaticFiles(directory=ASSETS)),
)


def application(settings: DeskSettings, workshop: Workshop | None = None) -> Starlette:
    """The desk as an ASGI application; footage is made by `workshop`."""
    making, runner, token = workshop or Workshop(), NightRunner(), secrets.token_urlsafe(32)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        making.close()
        runner.close()

    made = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=settings.hosts, token=token), Middleware(SetUpFirst)],
        exception_handlers={404: looking.missing, OSError: looking.broken, duckdb.Error: looking.broken},
    )
    made.state.token, made.state.turn = token, anyio.CapacityLimiter(1)
    made.state.stretch = None
    made.state.runner, made.state.findings = runner, KeptFindings(settings.archive)
    made.state.settings, made.state.workshop, made.state.templates = settings, making, environment()
    return made
