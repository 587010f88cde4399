"""The texts of the desk in Indonesian and English, from one catalogue."""

from functools import cache
from importlib.resources import files

import yaml
from starlette.requests import Request

LANGUAGES = ("id", "en")
"""The first one is for who asks for none: the desk is for offices of Indonesia."""

COOKIE = "language"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Each text by its name, then by its language."""
    return yaml.safe_load(files(__package__).joinpath("messages.yaml").read_text(encoding="utf-8"))


class Texts:
    """The catalogue in one language; calling it with a name gives the text, with values in their places."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, name: str, **values: object) -> str:
        """The text `name`. Raises KeyError where the catalogue has none."""
        return catalogue()[name][self.language].format(**values)

    def one_of(self, name: str, place: int) -> str:
        """A word of a text that lists words, as of the weekdays, counted from 0."""
        return self(name).split()[place]


def chosen_language(request: Request) -> str:
    """The language chosen at the top of a page; else the first that the browser asks for and the desk speaks."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().lower().partition("-")[0]
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]
