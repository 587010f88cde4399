import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from starlette.requests import Request

import pantau.desk
from pantau.desk.language import LANGUAGES, Texts, catalogue, chosen_language
from pantau.desk.pages.cameras import DRAWING_TEXTS, KINDS
from pantau.desk.pages.footage import SENTENCES
from pantau.desk.pages.night import NIGHT_TEXTS, OUTCOMES
from pantau.desk.pages.setup import SETUP_TEXTS
from pantau.desk.pages.what_if import TRIED
from pantau.schemas.site.new.new_site import ZONE_TYPES
from pantau.schemas.site.zones import ZoneKind
from pantau.schemas.tables import EVENT_TABLES
from pantau.schemas.vocabulary import WAITING_OUTCOMES
from pantau.transforms.zone_setup.zone_warnings import WarningWord

HERE = Path(pantau.desk.__file__).parent
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "templates").glob("*.html")}
WRITTEN = "\n".join(TEMPLATES.values())
CODE = "\n".join(path.read_text(encoding="utf-8") for path in HERE.rglob("*.py"))


def places(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_each_text_is_there_in_each_language_with_the_same_places_for_values(name):
    texts = catalogue()[name]
    assert set(texts) == set(LANGUAGES) and all(text.strip() for text in texts.values())
    assert places(texts["id"]) == places(texts["en"]) and texts["id"].count("%s") == texts["en"].count("%s")
    if name in ("weekdays", "months"):
        assert {len(text.split()) for text in texts.values()} == {7 if name == "weekdays" else 12}


def test_every_text_is_used_and_none_is_missing():
    asked = set(re.findall(r"""\bt\(['"](\w+)['"][,)]""", WRITTEN))
    for either, other in re.findall(r'\bt\("(\w+)" if .+? else "(\w+)"', WRITTEN):
        asked |= {either, other}
    asked |= {f"language_{one}" for one in LANGUAGES} | {f"table_{table.name}" for table in EVENT_TABLES}
    asked |= {"started_at_lo", "started_at_hi", "ended_at_lo", "ended_at_hi", *SENTENCES.values()}
    asked |= {f"{word}_{kind}" for kind in KINDS for word in ("kind", "help")}
    asked |= {f"limit_{name}" for name in TRIED}
    asked |= {f"run_{outcome}" for outcome in OUTCOMES} | {f"place_{word}" for word in ZONE_TYPES}
    asked |= {name for name in re.findall(r'"(\w+)"', CODE + WRITTEN) if name in catalogue()}
    assert asked - set(catalogue()) == set()
    assert set(catalogue()) - asked == set()


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_holds_no_words_of_its_own(name):
    # Hints in tags are words too: labels and titles must come from the catalogue.
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", TEMPLATES[name], flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder|data-waiting)="([^"]*)"', plain)
    outside = re.sub(r"<!DOCTYPE html>|<[^>]*>", " ", plain)
    assert re.findall(r"[^\W\d_]{2,}", " ".join([*spoken, outside])) in ([], ["pantau", "pantau"])


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, None, "id"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "fr,en;q=0.5,id;q=0.4", "en"),
        (None, "fr", "id"),
        (None, "id-ID", "id"),
        ("id", "en", "id"),
        ("en", "id", "en"),
        ("xx", "en", "en"),
        ("../../etc", None, "id"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_one_the_browser_asks_for(cookie, accepted, language):
    headers = [(b"cookie", f"language={cookie}".encode())] if cookie else []
    headers += [(b"accept-language", accepted.encode())] if accepted else []
    assert chosen_language(Request({"type": "http", "headers": headers})) == language


def test_a_value_is_never_taken_for_a_place():
    assert Texts("en")("cannot_be_read", reason="{settings} {0}") == (
        "The warehouse or the archive cannot be read: {settings} {0}"
    )


def test_scripts_say_only_what_the_page_gives_them_and_all_of_it():
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "assets" / "zones").glob("*.js"))
    said = set(re.findall(r'"((?:wrong|saved)\w*)"', scripts)) | set(re.findall(r'say\("(\w+)"', scripts))
    said |= set(re.findall(r'this\.button\(one, "(\w+)"', scripts))
    said |= {f"wait_{outcome}" for outcome in WAITING_OUTCOMES} | {"as_saved", "as_drawn"}
    said |= {f"kind_{kind}" for kind in KINDS} | {f"warn_{word}" for word in get_args(WarningWord)}
    assert said == set(DRAWING_TEXTS)


@pytest.mark.parametrize(("script", "texts"), [("setup.js", SETUP_TEXTS), ("night.js", NIGHT_TEXTS)])
def test_scripts_of_setting_up_say_what_their_page_gives_them(script, texts):
    text = (HERE / "assets" / script).read_text(encoding="utf-8")
    said = set(re.findall(r"texts\.(\w+)", text)) | set(re.findall(r'filled\("(\w+)"', text))
    said |= {f"run_{outcome}" for outcome in OUTCOMES} if "texts[`run_" in text else set()
    assert said == set(texts)


def test_every_kind_of_zone_can_be_drawn():
    assert set(KINDS) == set(get_args(ZoneKind))


def test_a_text_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        Texts("en")("no such text")
