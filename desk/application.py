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

from pantau.desk.access.door import Door
from pantau.desk.access.noted_sign_ins import NotedSignIns
from pantau.desk.access.roles import Role
from pantau.desk.access.sessions import Sessions
from pantau.desk.access.tries import SignInLimits
from pantau.desk.footage.clips import Workshop
from pantau.desk.footage.custody import Custody
from pantau.desk.guard import Guard
from pantau.desk.pages import (
    cameras,
    choosing,
    custody,
    footage,
    looking,
    night,
    setup,
    signing_in,
    site_changes,
    what_if,
    zone_warnings,
)
from pantau.desk.pages.posted import Refused, say
from pantau.desk.pages.rendering import environment
from pantau.desk.running import NightRunner
from pantau.desk.set_up_first import SetUpFirst
from pantau.desk.setting_up.findings import KeptFindings
from pantau.desk.settings import DeskSettings

ASSETS = Path(__file__).parent / "assets"

ROUTES = (
    (Role.ANYONE, Route("/login", signing_in.login)),
    (Role.ANYONE, Route("/login", signing_in.sign_in, methods=["POST"])),
    (Role.ANYONE, Route("/language", choosing.language, methods=["POST"])),
    (Role.ANYONE, Mount("/assets", StaticFiles(directory=ASSETS))),
    (Role.VIEWER, Route("/logout", signing_in.sign_out, methods=["POST"])),
    (Role.VIEWER, Route("/", looking.start)),
    (Role.VIEWER, Route("/days", looking.days)),
    (Role.VIEWER, Route("/day/{day}", looking.day)),
    (Role.VIEWER, Route("/event/{event_id}", looking.event)),
    (Role.REVIEWER, Route("/moment", looking.moment)),
    (Role.ADMINISTRATOR, Route("/footage/seen", cameras.seen)),
    (Role.REVIEWER, Route("/footage/clips/{name}", footage.media)),
    (Role.REVIEWER, Route("/footage/events/{event_id}/drawn", footage.drawn)),
    (Role.REVIEWER, Route("/footage/events/{event_id}/tracks", footage.tracks)),
    (Role.REVIEWER, Route("/footage/{recording_id}/clip", footage.clip)),
    (Role.REVIEWER, Route("/footage/{recording_id}/still", footage.still)),
    (Role.ADMINISTRATOR, Route("/custody", custody.custody)),
    (Role.ADMINISTRATOR, Route("/cameras", cameras.cameras)),
    (Role.ADMINISTRATOR, Route("/camera/{camera_id}", cameras.camera)),
    (Role.ADMINISTRATOR, Route("/camera/{camera_id}/drawing", cameras.drawing)),
    (Role.ADMINISTRATOR, Route("/camera/{camera_id}/view", zone_warnings.view)),
    (Role.ADMINISTRATOR, Route("/site/cameras/{camera_id}/zones/check", site_changes.check, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/site/cameras/{camera_id}/zones/warnings", zone_warnings.warnings, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/site/cameras/{camera_id}/what-if", what_if.tried, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/site/cameras/{camera_id}/zones", site_changes.save, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/setup", setup.recordings)),
    (Role.ADMINISTRATOR, Route("/setup/site", setup.office)),
    (Role.ADMINISTRATOR, Route("/site/new/check", setup.check, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/site/new", setup.write, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/night", night.night)),
    (Role.ADMINISTRATOR, Route("/night/progress", night.progress)),
    (Role.ADMINISTRATOR, Route("/site/runs", night.start, methods=["POST"])),
    (Role.ADMINISTRATOR, Route("/site/runs/stop", night.stop, methods=["POST"])),
)
"""Every route, with the least role that may ask for it; the door lets nobody reach another one."""


def application(settings: DeskSettings, workshop: Workshop | None = None) -> Starlette:
    """The desk as an ASGI application; footage is made by `workshop`."""
    making, runner, token = workshop or Workshop(), NightRunner(settings.warehouse), secrets.token_urlsafe(32)
    reach, sessions = settings.reach, Sessions()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        making.close()

    made = Starlette(
        routes=[route for _, route in ROUTES],
        lifespan=lifespan,
        middleware=[
            Middleware(Guard, hosts=settings.hosts, scheme=reach.scheme),
            Middleware(Door, rights=ROUTES, reach=reach, sessions=sessions, local=token),
            Middleware(SetUpFirst),
        ],
        exception_handlers={404: looking.missing, OSError: looking.broken, duckdb.Error: looking.broken, Refused: say},
    )
    made.state.token, made.state.turn = token, anyio.CapacityLimiter(1)
    made.state.sessions, made.state.limits, made.state.one_password = sessions, SignInLimits(), anyio.CapacityLimiter(1)
    made.state.stretch, made.state.custody = None, Custody(settings.warehouse)
    made.state.sign_ins = NotedSignIns(settings.warehouse)
    made.state.runner, made.state.findings = runner, KeptFindings(settings.archive)
    made.state.settings, made.state.workshop, made.state.templates = settings, making, environment()
    return made
