import re
from datetime import date
from pathlib import Path

import pytest

from pantau.pipelines.reporting import site_overview, summary
from pantau.pipelines.reporting.printed_words import IN_INDONESIAN, weekday_in, words_in

PLACE = re.compile(r"\{[^}]*\}")


@pytest.mark.parametrize("english", IN_INDONESIAN)
def test_a_text_has_the_same_values_in_both_languages(english):
    assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(IN_INDONESIAN[english]))


def test_each_text_is_said_somewhere():
    program = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (site_overview, summary))
    whole = re.sub(r'"\s*\n\s*"', "", program)
    said_as_values = {"service", "waiting"}
    assert [one for one in IN_INDONESIAN if f'"{one}"' not in whole and one not in said_as_values] == []


def test_what_has_no_indonesian_is_an_error():
    assert words_in("en")("{x} y", x=1) == "1 y"
    with pytest.raises(KeyError):
        words_in("id")("{x} y", x=1)


def test_weekdays():
    assert [weekday_in(language, date(2026, 11, 2)) for language in ("en", "id")] == ["Monday", "Senin"]
