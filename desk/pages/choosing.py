"""The language, switched at the top of each page."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pantau.desk.language import COOKIE, LANGUAGES
from pantau.desk.pages.rendering import refusal

YEAR_S = 365 * 24 * 3600
_OWN_PAGE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path of the desk: neither `//elsewhere` nor `/\\elsewhere`, which browsers take for another site."""


def is_own_page(back: str) -> bool:
    """Whether a path that a request names is one of the desk."""
    return _OWN_PAGE.fullmatch(back) is not None


def language(request: Request) -> Response:
    """Keeps the language `to` in a cookie and goes back to the page `back`."""
    wanted, back = request.query_params.get("to"), request.query_params.get("back", "/days")
    if wanted not in LANGUAGES or not is_own_page(back):
        return refusal(request, "no_such_page", 404)
    answer, is_secure = RedirectResponse(back, 303), request.app.state.settings.reach.scheme == "https"
    answer.set_cookie(COOKIE, wanted, max_age=YEAR_S, httponly=True, samesite="strict", secure=is_secure)
    return answer
