"""The page that tells who was shown which footage, and who signed in."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from pantau.desk.figures.looks import ON_A_PAGE, looks_before, newest_sign_ins
from pantau.desk.pages.asking import instant
from pantau.desk.pages.rendering import page, refusal
from pantau.desk.settings import DeskSettings


def custody(request: Request) -> Response:
    """The newest looks and, of a desk with accounts, sign-ins; or the looks before the instant `before`."""
    asked = request.query_params.get("before")
    until = instant(asked) if asked is not None else None
    if asked is not None and until is None:
        return refusal(request, "no_such_moment", 404)
    settings: DeskSettings = request.app.state.settings
    looks = looks_before(settings, until)
    signed = newest_sign_ins(settings) if settings.reach.accounts and until is None else None
    earlier = None
    if len(looks) > ON_A_PAGE:
        looks.pop()
        earlier = f"/custody?{urlencode({'before': looks[-1]['shown_at'].isoformat()})}"
    return page(request, "custody.html", {"looks": looks, "earlier": earlier, "sign_ins": signed})
