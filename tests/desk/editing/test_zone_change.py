from datetime import date

import pytest
from pydantic import ValidationError

from pantau.desk.editing.drawn_zones import Drawing, DrawnZone
from pantau.desk.editing.site_file import SiteText
from pantau.desk.editing.zone_change import zone_change
from pantau.schemas.site import parse_site
from tests.transforms.evidence.conftest import SITE

DAY = date(2026, 11, 2)
DESK = DrawnZone.of(parse_site(SITE).cameras[0].views[0].zones[0])
SEAT = DrawnZone(id="seat", kind="seat", counters=["c1"], polygon=[[0.5, 0.1], [0.6, 0.1], [0.6, 0.3], [0.5, 0.3]])


def change(*zones, since=None):
    drawing = Drawing(digest="", day=DAY, since=since, zones=list(zones))
    return zone_change(SiteText(SITE, "", parse_site(SITE)), "cam", drawing)


def test_a_valid_change_says_what_it_changes_and_what_the_site_says_then():
    found = change(DESK, SEAT)
    assert (found.refusals, found.seats_changed) == ((), True)
    assert [zone.id for zone in found.site.cameras[0].views[0].zones] == ["desk", "seat"]
    assert found.difference[:2] == ("--- site.yaml", "+++ site.yaml")
    assert "+          - id: seat" in found.difference


def test_without_a_seat_nothing_is_decoded_again():
    moved = DESK.model_copy(update={"polygon": [[0.2, 0.1], *DESK.polygon[1:]]})
    assert not change(moved).seats_changed


CROSSED = [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.8]]


@pytest.mark.parametrize(
    ("zones", "number", "sentence"),
    [
        ([SEAT.model_copy(update={"polygon": CROSSED}), DESK], 0, "side 1 ([0.1, 0.1] to [0.9, 0.9]) and side 3"),
        ([DESK, SEAT.model_copy(update={"polygon": [[0, 0], [1, 1]]})], 1, "has 2 entries and needs 3 or more"),
        ([DESK, SEAT.model_copy(update={"counters": []})], 1, "a seat zone needs 'counters'"),
        ([DESK, SEAT.model_copy(update={"kind": "queue", "counters": ["c9"]})], 1, "not among the counters: c1"),
        ([DESK, SEAT.model_copy(update={"id": "../x"})], 1, "is not a name; write a letter"),
        ([DESK, SEAT.model_copy(update={"kind": "door"})], 1, "should be 'customer', 'staff'"),
        ([DESK, SEAT.model_copy(update={"polygon": [[0, 0], [1.5, 0], [0, 1]]})], 1, "should be a fraction of the"),
        ([SEAT], 0, "counter c1 has a seat here and no customer zone; draw one in this view"),
        ([DESK, SEAT.model_copy(update={"id": "desk"})], None, "zone 'desk' is drawn twice"),
    ],
)
def test_what_the_site_check_refuses_is_told_of_the_zone_it_is_about(zones, number, sentence):
    found = change(*zones)
    assert found.site is None
    assert {refusal.zone for refusal in found.refusals} == {number}
    assert found.refusals[0].sentence.startswith(sentence)


def test_a_counter_that_another_camera_has_is_refused():
    # The camera is checked as a part of the whole site.
    second = (
        SITE.split("cameras:\n")[1].split("counters: [{id")[0].replace("id: cam", "id: cam2").replace("l: 1", "l: 2")
    )
    text = SITE.replace("counters: [{id", f"{second}counters: [{{id").replace(
        "zones: [{id: desk, kind: customer, counters: [c1], ", "zones: [{id: desk, kind: ignore, ", 1
    )
    drawing = Drawing(digest="", day=DAY, zones=[DESK])
    found = zone_change(SiteText(text, "", parse_site(text)), "cam", drawing)
    assert [refusal.zone for refusal in found.refusals] == [None]
    assert found.refusals[0].sentence.startswith("counter c1 has its customer or seat zones on camera cam already")


def test_two_zones_cannot_have_been_the_same():
    with pytest.raises(ValidationError, match="two zones cannot have been the same one"):
        Drawing(digest="", day=DAY, zones=[DESK, DESK])


def test_a_zone_that_was_removed_from_the_file_meanwhile_is_a_new_one():
    assert "+          - id: b" in change(DESK, DESK.model_copy(update={"was": "gone", "id": "b"})).difference
