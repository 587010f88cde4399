"""Who asks, and whether they may: before any route is reached."""

import secrets
from collections.abc import Sequence
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pantau.desk.access.accounts import AccountsError, read_accounts
from pantau.desk.access.cookies import before_cookie, cookie_of, session_cookie
from pantau.desk.access.forms import FORM, MOST_FORM_BYTES, form_of
from pantau.desk.access.roles import LOCAL, Caller, Role
from pantau.desk.access.sessions import SECRET_BYTES, Sessions
from pantau.desk.guard import READS
from pantau.desk.pages.rendering import refusal, texts_of
from pantau.desk.settings import Reach

TOKEN_HEADER = "x-pantau-token"
RightsOfRoutes = Sequence[tuple[Role, BaseRoute]]


class Door:
    """An ASGI application around another one.

    It finds out who asks, which is `request.state.caller` from then on; passes on what their role may reach and
    nothing else, so that a route without a role is reached by nobody; and lets something be changed only by a page
    that shows the token of its caller. `local`: the token of a desk without accounts.
    """

    def __init__(self, app: ASGIApp, rights: RightsOfRoutes, reach: Reach, sessions: Sessions, local: str) -> None:
        self._app, self._rights, self._reach, self._sessions = app, rights, reach, sessions
        self._local = Caller(LOCAL, Role.ADMINISTRATOR, local)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            caller = self._caller(scope)
        except AccountsError as error:
            await PlainTextResponse(f"{error}\n", 503)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        needed = self._needed(scope)
        if needed is None or caller.role < needed:
            await _refused(scope, needed, caller)(scope, receive, send)
            return
        if scope["method"] not in READS:
            shown, receive = await _shown_token(scope, receive)
            if not secrets.compare_digest(shown.encode(), caller.token.encode()):
                await _told(scope, "not_from_this_page", 403)(scope, receive, send)
                return
        await self._app(scope, receive, self._remembering(send, scope, caller))

    def _caller(self, scope: Scope) -> Caller:
        if self._reach.accounts is None:
            return self._local
        cookies = Request(scope).cookies
        secret = cookies.get(session_cookie(self._reach), "")
        known = self._sessions.caller(secret, read_accounts(self._reach.accounts)) if secret else None
        before = cookies.get(before_cookie(self._reach)) or secrets.token_urlsafe(SECRET_BYTES)
        return known or Caller("", Role.ANYONE, before)

    def _needed(self, scope: Scope) -> Role | None:
        """The role that a request asks for; None where there is no such route."""
        found = [(role, route.matches(scope)[0]) for role, route in self._rights]
        for wanted in (Match.FULL, Match.PARTIAL):
            for role, match in found:
                if match is wanted:
                    return role
        return None

    def _remembering(self, send: Send, scope: Scope, caller: Caller) -> Send:
        """Who has not signed in keeps the token of the page on which one does so."""
        if caller.role > Role.ANYONE:
            return send
        name = before_cookie(self._reach)
        if name in Request(scope).cookies:
            return send

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie_of(self._reach, name, caller.token))
            await send(message)

        return say


def _refused(scope: Scope, needed: Role | None, caller: Caller) -> Response:
    """No session: to the page where one signs in, and back. No right: a sentence."""
    if caller.role is Role.ANYONE and needed is not Role.ANYONE:
        if _asks_for_page(scope):
            here = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            return RedirectResponse(f"/login?back={quote(here, safe='')}", 303)
        return _told(scope, "sign_in_first", 401)
    text, status = ("no_such_page", 404) if needed is None else ("not_your_role", 403)
    return refusal(Request(scope), text, status) if _asks_for_page(scope) else _told(scope, text, status)


def _asks_for_page(scope: Scope) -> bool:
    """Whether a person reads the answer, and not a script or a picture."""
    return scope["method"] in READS and Headers(scope=scope).get("sec-fetch-mode", "navigate") == "navigate"


def _told(scope: Scope, text: str, status: int) -> Response:
    return JSONResponse({"sentence": texts_of(Request(scope))(text), "word": text}, status)


async def _shown_token(scope: Scope, receive: Receive) -> tuple[str, Receive]:
    """The token that a request shows in its header or its form, and how the route receives that form still."""
    headers = Headers(scope=scope)
    if TOKEN_HEADER in headers or headers.get("content-type", "").partition(";")[0].strip() != FORM:
        return headers.get(TOKEN_HEADER, ""), receive
    body, more = b"", True
    while more and len(body) <= MOST_FORM_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return "", receive
        body, more = body + message.get("body", b""), message.get("more_body", False)
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    if more or len(body) > MOST_FORM_BYTES:
        return "", receive
    return form_of(body).get("token", ""), again
