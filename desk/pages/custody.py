"""The page that tells who was shown which footage."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from pantau.desk.figures.looks import ON_A_PAGE, looks_before
from pantau.desk.pages.asking import instant
from pantau.desk.pages.rendering import page, refusal


def custody(request: Request) -> Response:
    """The newest looks, or those before the instant `before`."""
    asked = request.query_params.get("before")
    until = instant(asked) if asked is not None else None
    if asked is not None and until is None:
        return refusal(request, "no_such_moment", 404)
    looks = looks_before(request.app.state.settings, until)
    earlier = None
    if len(looks) > ON_A_PAGE:
        looks.pop()
        earlier = f"/custody?{urlencode({'before': looks[-1]['shown_at'].isoformat()})}"
    return page(request, "custody.html", {"looks": looks, "earlier": earlier})
