"""The operator's page: its site files are valid, its settings are those of the program, and it is short."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import BaseModel

from pantau.schemas.site import parse_site
from pantau.schemas.site.recorders import Recorder
from pantau.schemas.site.retention import Retention
from pantau.schemas.site.thresholds import BatchSettings, DetectorSettings, ObserverSettings, Thresholds
from pantau.schemas.vocabulary import ANOMALY_KINDS
from pantau.transforms.recordings.file_names import UnreadableName, parse_name
from pantau.transforms.recordings.name_patterns import compile_pattern

DOCS = Path(__file__).parents[3] / "docs"
PAGE, CANDIDATES = ((DOCS / name).read_text(encoding="utf-8") for name in ("operator.md", "candidates.md"))
SITE, RECORDERS, RETENTION = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MOST_WORDS = 2000
"""Besides code, so that an operator reads it in a quarter of an hour."""


def settings(title: str) -> dict[str, str]:
    """The defaults that the pages give, by the name of the setting."""
    head = f"### `{title}`"
    sections = [page.split(head)[1].split("\n#")[0] for page in (PAGE, CANDIDATES) if head in page]
    return dict(re.findall(r"^\|`([\w.]+)`\|([^|]*)\|", "".join(sections), re.MULTILINE))


def told(fields: type[BaseModel], prefix: str = "") -> dict[str, object]:
    own = {name: field.default for name, field in fields.model_fields.items()}
    return {f"{prefix}{name}": default for name, default in own.items() if not isinstance(default, BaseModel)}


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("thresholds", told(Thresholds)),
        ("observer", told(ObserverSettings) | told(DetectorSettings, "detector.")),
        ("night", told(BatchSettings)),
    ],
    ids=["thresholds", "observer", "night"],
)
def test_every_setting_is_there_with_its_default(title, known):
    page = settings(title)
    known = {name: default for name, default in known.items() if name not in ("valid_from", "valid_until")}
    assert set(page) == set(known)
    for name, default in known.items():
        if isinstance(default, int | float):
            assert float(re.match(r"[\d.]+", page[name])[0]) == default, name
        else:
            assert page[name] == ("shipped" if default is None else f"`{default}`"), name


def test_each_kind_of_candidate_is_explained_and_what_the_page_decides_is_valid():
    kinds = re.findall(r"^\| `(\w+)` \|", CANDIDATES, re.MULTILINE)
    assert sorted(kinds) == sorted(ANOMALY_KINDS)
    (decided,) = re.findall(r"```yaml\n(.*?)```", CANDIDATES, re.DOTALL)
    site = parse_site(f"{SITE}\n{decided}", "site.yaml")
    assert site.thresholds_on(date(2026, 1, 1)).late_opening_s == 300
    assert [site.looked_for(kind, date(2026, 1, 1)) for kind in ("late_opening", "queue_surge")] == [True, False]


def test_the_smallest_site_file_is_valid():
    assert parse_site(SITE, "site.yaml").cameras[0].id == "hall-1"


def test_the_recorder_and_the_retention_of_the_page_are_valid():
    recorder = Recorder.model_validate(yaml.safe_load(RECORDERS)["recorders"][0])
    pattern = compile_pattern(recorder.patterns[0].id, recorder.patterns[0].regex)
    assert pattern.regex.search("exports/hall-k0-20260227-073105.mp4")
    assert Retention.model_validate(yaml.safe_load(RETENTION)["retention"]).holds


def test_the_names_of_the_page_are_known():
    names = re.findall(r"^\|[^|`]+\|`([^`]+)`", PAGE.split("|known names|example|")[1].split("\n\n")[0], re.MULTILINE)
    assert len(names) == 7
    for name in names:
        if name.startswith("hiv"):
            with pytest.raises(UnreadableName):
                parse_name(name, ZoneInfo("Asia/Jakarta"))
        else:
            assert parse_name(name, ZoneInfo("Asia/Jakarta")).started


def test_it_is_short():
    assert len(re.sub(r"```.*?```|[|]", " ", PAGE, flags=re.DOTALL).split()) <= MOST_WORDS
