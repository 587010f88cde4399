import re

import pytest

from pantau.schemas.sentences import SENTENCES, in_indonesian, sentence
from pantau.schemas.site import SiteFileError, parse_site
from tests.transforms.evidence.conftest import SITE

PLACE = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_whole_in_both_languages_whatever_its_values_are(name):
    english, indonesian = SENTENCES[name]
    places = PLACE.findall(english)
    assert sorted(places) == sorted(set(PLACE.findall(indonesian)))
    values = {place: f"[{number}.5, (x)] $" for number, place in enumerate(places)}
    quoted = {place: repr(value) if f"{{{place}!r}}" in english else value for place, value in values.items()}
    wanted = indonesian.replace("!r}", "}").format(**quoted)
    assert in_indonesian(sentence(name, **values)) == wanted
    assert in_indonesian(f"{sentence(name, **values)} (found 'a (b)')") == f"{wanted} (tertulis 'a (b)')"


@pytest.mark.parametrize("english", ["", "is required; add it", "lists a counter twice; name each once more"])
def test_what_is_none_of_them_has_no_indonesian(english):
    assert in_indonesian(english) is None


DESK = "{id: desk, kind: customer, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}"
ZONES = {
    "corner_repeats": DESK.replace("[0.4, 0.9]]", "[0.4, 0.9], [0.1, 0.1]]"),
    "corner_twice": DESK.replace("[0.4, 0.9]]", "[0.4, 0.1], [0.4, 0.9]]"),
    "on_one_line": DESK.replace("[0.4, 0.9]]", "[0.2, 0.1]]"),
    "sides_meet": DESK.replace("[0.4, 0.1], [0.4, 0.9]", "[0.4, 0.4], [0.4, 0.1], [0.1, 0.4]"),
    "too_few": DESK.replace(", [0.4, 0.9]]", "]"),
    "no_fraction": DESK.replace("0.9", "900"),
    "no_name": DESK.replace("id: desk", "id: 1desk"),
    "needs_counter": DESK.replace("counters: [c1], ", ""),
    "one_counter": DESK.replace("[c1]", "[c1, c2]"),
    "counter_twice": DESK.replace("customer", "waiting").replace("[c1]", "[c1, c1]"),
    "zone_twice": f"{DESK}, {DESK}",
    "zones_alike": f"{DESK}, {DESK.replace('id: desk', 'id: DESK')}",
    "seat_alone": DESK.replace("customer", "seat"),
}


@pytest.mark.parametrize("name", ZONES)
def test_what_a_site_file_refuses_of_zones_is_said_in_indonesian(name):
    with pytest.raises(SiteFileError) as refused:
        parse_site(SITE.replace(DESK, ZONES[name]))
    told = [in_indonesian(one.sentence) for one in refused.value.problems]
    assert told and None not in told
    assert SENTENCES[name][1].partition("{")[0] in told[0]
