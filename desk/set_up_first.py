"""Where there is no site file yet, every page leads to those that make one."""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

WITHOUT_SITE = ("/setup", "/site/new", "/login", "/logout", "/language", "/assets/")
"""What answers without a site file."""


class SetUpFirst:
    """An ASGI application around another one, whose state says whether there is a site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or sends the browser to the set-up."""
        is_page = scope["type"] == "http" and not scope["path"].startswith(WITHOUT_SITE)
        if is_page and scope["app"].state.settings.site is None:
            await RedirectResponse("/setup", 303)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
