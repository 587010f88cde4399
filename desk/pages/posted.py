"""What pages send to change something: how much they may, and why nothing is done."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pantau.desk.pages.rendering import texts_of
from pantau.schemas.sentences import in_indonesian

MOST_BYTES = 1_000_000
"""Of what a page may send: two hundred zones of two hundred corners each are half of it."""


class Refused(Exception):
    """Nothing is done: the name of a text, its values, and the status of the answer."""

    def __init__(self, text: str, status: int, **values: object) -> None:
        super().__init__(text)
        self.text, self.status, self.values = text, status, values


class SaysWhy(Protocol):
    """A dataclass that says in an English sentence of the site file why it refuses something."""

    sentence: str


async def body_of(request: Request) -> bytes:
    """What was sent. Raises Refused where it is too much."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refused("drawing_not_readable", 413)
    return body


def say(request: Request, refused: Refused) -> Response:
    """The answer that says why nothing was done."""
    told = {"sentence": texts_of(request)(refused.text, **refused.values), "word": refused.text}
    return JSONResponse(told, refused.status)


def refusals_of(request: Request, refusals: Iterable[SaysWhy]) -> list[dict[str, object]]:
    """Their fields, the sentence in the language of the page where there is one, and the language that it is in."""
    wanted = texts_of(request).language
    told = []
    for one in refusals:
        other = in_indonesian(one.sentence) if wanted == "id" else None
        told.append({**asdict(one), "sentence": other or one.sentence, "language": "id" if other else "en"})
    return told
