"""The page on which one signs in, and the end of a session."""

from functools import partial
from math import ceil

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pantau.desk.access.accounts import LONGEST, Account, is_password, read_accounts
from pantau.desk.access.addresses import address_of
from pantau.desk.access.cookies import cookie_of, session_cookie
from pantau.desk.access.forms import form_of
from pantau.desk.access.sessions import Sessions
from pantau.desk.access.tries import SignInLimits
from pantau.desk.pages.choosing import is_own_page
from pantau.desk.pages.posted import body_of
from pantau.desk.pages.rendering import page, texts_of
from pantau.desk.settings import Reach

NOBODY = Account(
    name="nobody",
    role="viewer",
    password="$argon2id$v=19$m=65536,t=3,p=4$A7P8ibDi2tldLVDsG6yhvQ$budUlk06zN7t8msbN+ZTCdwP1H3gj4soNAU2xw+mefo",
)
"""Stands for an account that there is none of, so that its name takes as long to refuse; nobody knows its password."""


def login(request: Request) -> Response:
    """The form."""
    back = request.query_params.get("back", "/")
    if request.app.state.settings.reach.accounts is None or request.state.caller.signed_in:
        return RedirectResponse(back if is_own_page(back) else "/", 303)
    return _form(request, back)


async def sign_in(request: Request) -> Response:
    """Begins a session, and goes to the page that was asked for."""
    reach: Reach = request.app.state.settings.reach
    limits: SignInLimits = request.app.state.limits
    sessions: Sessions = request.app.state.sessions
    if reach.accounts is None:
        return RedirectResponse("/", 303)
    form = form_of(await body_of(request))
    name, password, back = form.get("name", "").strip().lower(), form.get("password", ""), form.get("back", "/")
    address = address_of(request.scope, reach.behind_proxy)
    if wait_s := limits.take(name[:100], address):
        return _form(request, back, 429, "tried_too_often", wait_s)
    account = read_accounts(reach.accounts).named(name)
    checked = partial(is_password, account or NOBODY, password[: LONGEST + 1])
    # One at a time: each takes 64 MiB.
    matches = await anyio.to_thread.run_sync(checked, limiter=request.app.state.one_password)
    is_right = matches and account is not None
    await anyio.to_thread.run_sync(request.app.state.sign_ins.note, account, address, is_right)
    if not is_right:
        return _form(request, back, 401, "wrong_password")
    limits.succeeded(name, address)
    answer = RedirectResponse(back if is_own_page(back) else "/", 303)
    answer.headers.append("set-cookie", cookie_of(reach, session_cookie(reach), sessions.begin(account)))
    return answer


def sign_out(request: Request) -> Response:
    """Ends the session."""
    reach: Reach = request.app.state.settings.reach
    name = session_cookie(reach)
    request.app.state.sessions.end(request.cookies.get(name, ""))
    answer = RedirectResponse("/login", 303)
    answer.headers.append("set-cookie", cookie_of(reach, name, ""))
    return answer


def _form(request: Request, back: str, status: int = 200, text: str = "", wait_s: float = 0.0) -> Response:
    seconds = ceil(wait_s)
    said = texts_of(request)(text, seconds=seconds) if text else ""
    made = page(request, "login.html", {"back": back if is_own_page(back) else "/", "said": said}, status)
    if seconds:
        made.headers["Retry-After"] = str(seconds)
    return made
