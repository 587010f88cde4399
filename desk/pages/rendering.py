"""Templates filled in: every value is escaped, and an unknown name is an error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pantau.desk.language import LANGUAGES, Texts, catalogue, chosen_language
from pantau.desk.settings import DeskSettings
from pantau.desk.spelling import Spelling


@cache
def environment() -> Environment:
    """The templates of the desk, compiled, and its texts read, so that no page waits for that."""
    loaded = Environment(
        loader=PackageLoader("pantau.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    loaded.globals |= {"moment_url": moment_url, "languages": LANGUAGES, "one_line": one_line}
    for name in loaded.list_templates():
        loaded.get_template(name)
    catalogue()
    return loaded


def moment_url(camera_id: str, moment: datetime) -> str:
    """The address of the page that plays a camera's footage at an instant."""
    at = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"/moment?{urlencode({'camera': camera_id, 'at': at})}"


def one_line(text: object) -> str:
    """The text with what a terminal or a page could take for a command written as an escape."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(text))


def texts_of(request: Request) -> Texts:
    """The texts in the language of a request."""
    return Texts(chosen_language(request))


def page(request: Request, template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """A page in the language of a request."""
    settings: DeskSettings = request.app.state.settings
    texts = texts_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    content = request.app.state.templates.get_template(template).stream(
        t=texts,
        write=Spelling(texts, settings.zone),
        settings=settings,
        counter_names={counter.id: counter.name for counter in settings.site.counters} if settings.site else {},
        agency_names={agency.id: agency.name for agency in settings.site.agencies} if settings.site else {},
        here=here,
        who=request.state.caller,
        **values,
    )
    return HTMLResponse("".join(content), status, headers={"Content-Language": texts.language, "Vary": "Cookie"})


def refusal(request: Request, text: str, status: int, **values: object) -> HTMLResponse:
    """A page that says in one sentence why there is no other; `text` is its name in the catalogue."""
    return page(request, "refusal.html", {"sentence": texts_of(request)(text, **values)}, status)
