"""What every request must keep and every answer says, so that no other web site can look or act through a browser."""

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOOTAGE = "/footage/"
"""Below it lies what takes the processor and shows people: not even an image on another site may ask for it."""

SETUP = "/setup"
"""Here an archive is looked through, by patterns that the address names: no link on another site may ask for it."""

CHANGES = "/site/"
"""Below it the site file is changed, and runs are started: by pages that show the desk's token, which no other page can
read."""

TOKEN_HEADER = "x-pantau-token"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

_READS = ("GET", "HEAD")


class Guard:
    """An ASGI application around another one.

    A request for another host than `hosts` is refused: a foreign name that leads to this machine (DNS rebinding) makes
    a browser take the desk for that site. One that changes something must come from a page of the desk, and one that
    changes the site file must show the token that these pages have.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app, self._hosts, self._token = app, hosts, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, say)

    def _refusal(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse(f"The desk answers at http://{min(self._hosts)} alone.\n", 421)
        came_from = headers.get("sec-fetch-site", "same-origin")
        if method not in _READS and (headers.get("origin") != f"http://{host}" or came_from != "same-origin"):
            return PlainTextResponse("Only a page of the desk may change something.\n", 403)
        shown = headers.get(TOKEN_HEADER, "").encode()
        if path.startswith(CHANGES) and not secrets.compare_digest(shown, self._token.encode()):
            return PlainTextResponse("Only a page of this desk changes the site file; load it again.\n", 403)
        if path.startswith((FOOTAGE, SETUP)) and came_from not in ("same-origin", "none"):
            return PlainTextResponse("Only a page of the desk shows footage, or looks through the archive.\n", 403)
        return None
