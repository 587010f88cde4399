"""What every request must keep and every answer says, so that no other web site can look or act through a browser."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pantau.desk.language import Texts, chosen_language

FOOTAGE = "/footage/"
"""Below it lies what takes the processor and shows people: not even an image on another site may ask for it."""

SETUP = "/setup"
"""Here an archive is looked through, by patterns that the address names: no link on another site may ask for it."""

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

OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year a browser asks over TLS alone: as is usual."""

READS = ("GET", "HEAD")


class Guard:
    """An ASGI application around another one.

    A request for another host than `hosts` is refused: a foreign name that leads to this machine (DNS rebinding) makes
    a browser take the desk for that site. One that changes something must come from a page of the desk.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], scheme: str) -> None:
        self._app, self._hosts, self._scheme = app, hosts, scheme
        self._headers = HEADERS | (OVER_TLS if scheme == "https" else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self._app)(scope, receive, say)

    def _refusal(self, asked: Request) -> PlainTextResponse | None:
        method, path, headers = asked.method, asked.scope["path"], asked.headers
        host, told = headers.get("host", ""), Texts(chosen_language(asked))
        if host not in self._hosts:
            return _said(told("answers_elsewhere", address=f"{self._scheme}://{min(self._hosts)}"), 421)
        came_from = headers.get("sec-fetch-site", "same-origin")
        foreign = headers.get("origin") != f"{self._scheme}://{host}" or came_from != "same-origin"
        if method not in READS and foreign:
            return _said(told("not_from_this_page"), 403)
        if path.startswith((FOOTAGE, SETUP)) and came_from not in ("same-origin", "none"):
            return _said(told("not_from_elsewhere"), 403)
        return None


def _said(sentence: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{sentence}\n", status)
