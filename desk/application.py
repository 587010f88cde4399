"""The web application: which address is answered by what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import duckdb
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pantau.desk.footage.clips import Workshop
from pantau.desk.guard import Guard
from pantau.desk.pages import choosing, footage, looking
from pantau.desk.pages.rendering import environment
from pantau.desk.settings import DeskSettings

ASSETS = Path(__file__).parent / "assets"

ROUTES = (
    Route("/", looking.start),
    Route("/days", looking.days, name="days"),
    Route("/day/{day}", looking.day, name="day"),
    Route("/moment", looking.moment, name="moment"),
    Route("/event/{event_id}", looking.event, name="event"),
    Route("/footage/clips/{name}", footage.media),
    Route("/footage/{recording_id}/clip", footage.clip),
    Route("/footage/{recording_id}/still", footage.still),
    Route("/language", choosing.language, methods=["POST"]),
    Mount("/assets", StaticFiles(directory=ASSETS)),
)


def application(settings: DeskSettings, workshop: Workshop | None = None) -> Starlette:
    """The desk as an ASGI application; footage is made by `workshop`."""
    making = workshop or Workshop()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        making.close()

    made = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=settings.hosts)],
        exception_handlers={404: looking.missing, OSError: looking.broken, duckdb.Error: looking.broken},
    )
    made.state.settings, made.state.workshop, made.state.templates = settings, making, environment()
    return made
