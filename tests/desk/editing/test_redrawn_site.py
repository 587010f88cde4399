from datetime import date
from difflib import unified_diff
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.desk.editing.drawn_zones import DrawnZone, written
from pantau.desk.editing.redrawn_site import redrawn
from pantau.schemas.site import parse_site
from pantau.schemas.site.document import read
from tests.transforms.evidence.conftest import SITE

EXAMPLE = files("pantau.schemas.site").joinpath("example.yaml").read_text(encoding="utf-8")
MAY = date(2026, 5, 4)
NEW = DrawnZone(id="chairs", kind="waiting", polygon=[[0.1, 0.2], [0.3, 0.2], [0.3, 0.41234]])
NEW_LINES = [
    "+          - id: chairs",
    "+            kind: waiting",
    "+            polygon: [[0.1, 0.2], [0.3, 0.2], [0.3, 0.41234]]",
]


def changed(text, number, zones, day=MAY, since=None):
    """The lines of the difference, when the zones of a camera become `zones(those that were)`."""
    camera = parse_site(text).cameras[number]
    drawn = zones([DrawnZone.of(zone) for zone in camera.view(day).zones])
    new = redrawn(text, number, camera, day, since, drawn)
    difference = list(unified_diff(text.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
    return [line for line in difference if not line.startswith("@@")]


def test_where_nothing_was_drawn_nothing_changes():
    assert [changed(EXAMPLE, number, lambda old: old) for number in (0, 1, 2)] == [[], [], []]


def test_a_new_zone_is_written_behind_the_others():
    assert changed(EXAMPLE, 0, lambda old: [*old, NEW]) == NEW_LINES


def test_a_corner_that_moved_changes_one_line_and_no_comment():
    def moved(old):
        seat = next(zone for zone in old if zone.id == "seat-1")
        return [
            zone if zone is not seat else seat.model_copy(update={"polygon": [[0.5, 0.18], *seat.polygon[1:]]})
            for zone in old
        ]

    assert changed(EXAMPLE, 0, moved) == [
        "-            polygon: [[0.16, 0.18], [0.28, 0.18], [0.28, 0.46], [0.16, 0.46]]",
        "+            polygon: [[0.5, 0.18], [0.28, 0.18], [0.28, 0.46], [0.16, 0.46]]",
    ]


def test_name_kind_counters_and_anchor_are_changed_in_their_lines():
    def other(old):
        line = old[5].model_copy(
            update={"id": "row", "kind": "waiting", "counters": ["counter-2"], "anchor": "overlap"}
        )
        return [*old[:4], old[4].model_copy(update={"anchor": None}), line, old[6]]

    assert changed(EXAMPLE, 0, other) == [
        "-            anchor: centre            # desks hide the feet there",
        "-          - id: line",
        "-            kind: queue               # one queue may lead to several counters",
        "-            counters: [counter-1, counter-2]",
        "+          - id: row",
        "+            kind: waiting             # one queue may lead to several counters",
        "+            anchor: overlap",
        "+            counters: [counter-2]",
    ]


def test_a_zone_that_was_removed_takes_its_lines_along_and_no_others():
    assert changed(EXAMPLE, 0, lambda old: old[:-1]) == [
        "-          - id: television",
        "-            kind: ignore",
        "-            anchor: centre",
        "-            polygon: [[0.92, 0.02], [0.99, 0.02], [0.99, 0.12], [0.92, 0.12]]",
    ]


def test_a_moved_camera_has_a_new_view_and_the_old_one_ends_the_day_before():
    assert changed(EXAMPLE, 0, lambda old: [NEW], since=date(2026, 4, 1)) == [
        "+        until: 2026-03-31",
        "+      - from: 2026-04-01",
        "+        zones:",
        *NEW_LINES,
    ]


def test_from_the_day_on_which_the_view_began_it_is_a_correction():
    assert changed(EXAMPLE, 0, lambda old: [*old, NEW], since=date(2026, 3, 1)) == NEW_LINES


def test_an_earlier_view_is_split_within_its_dates():
    split = changed(EXAMPLE, 0, lambda old: old, day=date(2026, 2, 27), since=date(2026, 2, 1))
    assert split[:5] == [
        "-      - until: 2026-02-28",
        "+      - until: 2026-01-31",
        "+      - from: 2026-02-01",
        "+        until: 2026-02-28",
        "+        zones:",
    ]
    with pytest.raises(ValueError, match="the view of 2026-02-27 does not hold on 2026-03-05"):
        changed(EXAMPLE, 0, lambda old: old, day=date(2026, 2, 27), since=date(2026, 3, 5))


@pytest.mark.parametrize("since", [None, date(2026, 1, 1)])
def test_a_camera_without_views_gets_its_first(since):
    dated = ["+      - from: 2026-01-01", "+        zones:"] if since else ["+      - zones:"]
    assert changed(EXAMPLE, 2, lambda old: [NEW], since=since) == ["+    views:", *dated, *NEW_LINES]


def test_comments_stay_where_they_are():
    noted = (
        EXAMPLE.replace("          - id: desk-2\n", "          # two desks\n          - id: desk-2   # second\n")
        .replace("          - id: seat-1\n", "            # of desk 2\n\n          # seats\n          - id: seat-1\n")
        .replace("  - id: hall-2", "    # end of hall 1\n\n  # the second\n  - id: hall-2")
    )
    assert changed(noted, 0, lambda old: [*old, NEW]) == NEW_LINES
    assert changed(noted, 0, lambda old: [NEW], since=date(2026, 4, 1))[-3:] == NEW_LINES
    for kept in ([0, 2, 3, 4, 5, 6], [1, 2], [6], []):
        taken = changed(noted, 0, lambda old, kept=kept: [old[i] for i in kept])
        own = ("# second", "# the clerk", "# where visitors", "# desks hide", "# one queue")
        assert [line for line in taken if "#" in line and not any(one in line for one in own)] == []


def test_comments_beside_corners_stay_with_the_corners_that_stay():
    text = EXAMPLE.replace(
        "            polygon: [[0.45, 0.52], [0.75, 0.52], [0.75, 0.98], [0.45, 0.98]]\n",
        "            polygon:\n"
        "              - [0.45, 0.52]  # pillar\n"
        "              - [0.75, 0.52]\n"
        "              - [0.75, 0.98]  # door\n"
        "              - [0.45, 0.98]\n",
    )

    def without_second(old):
        return [
            old[0],
            old[1].model_copy(update={"polygon": [c for i, c in enumerate(old[1].polygon) if i != 1]}),
            *old[2:],
        ]

    assert changed(text, 0, without_second) == ["-              - [0.75, 0.52]"]


def test_lists_in_brackets_are_opened_only_for_a_new_zone():
    assert changed(SITE, 0, lambda old: [*old, NEW])[1:3] == [
        "+      - zones:",
        "+          - {id: desk, kind: customer, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}",
    ]


def test_line_ends_and_a_mark_at_the_start_stay():
    text = "\N{BYTE ORDER MARK}" + EXAMPLE.replace("\n", "\r\n")
    camera = parse_site(EXAMPLE).cameras[0]
    drawn = [DrawnZone.of(zone) for zone in camera.view(MAY).zones]
    new = redrawn(text, 0, camera, MAY, None, [*drawn, NEW])
    assert new.startswith("\N{BYTE ORDER MARK}#") and new.count("\n") == new.count("\r\n") == text.count("\n") + 3


def test_a_name_is_never_taken_for_yaml():
    bad = NEW.model_copy(update={"id": 'a: [b\n  - {c: "d"}', "counters": ["no", "1"]})
    camera = parse_site(EXAMPLE).cameras[2]
    new = redrawn(EXAMPLE, 2, camera, MAY, None, [bad])
    (zone,) = read(new)[1]["cameras"][2]["views"][0]["zones"]
    assert (zone["id"], zone["counters"]) == (bad.id, ["no", "1"])


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0.0"), (1, "1.0"), (0.5, "0.5"), (0.18821, "0.18821"), (1e-7, "0.0"), (1 / 3, "0.333333")]
)
def test_fractions_are_written_short(value, text):
    assert written(value) == text


points = st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=2), min_size=3, max_size=6)
names = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), unique=True, max_size=5)


@settings(max_examples=10, deadline=None)
@given(names, st.lists(points, min_size=5, max_size=5), st.permutations(range(7)), st.integers(0, 7))
def test_the_file_says_what_was_drawn_and_nothing_else_changes(new, polygons, order, kept):
    camera = parse_site(EXAMPLE).cameras[0]
    old = [DrawnZone.of(zone) for zone in camera.view(MAY).zones]
    staying = [old[i] for i in sorted(order[:kept])]
    drawn = staying + [DrawnZone(id=name, kind="ignore", polygon=p) for name, p in zip(new, polygons, strict=False)]
    before = read(EXAMPLE)[1]
    after = read(redrawn(EXAMPLE, 0, camera, MAY, None, drawn))[1]
    zones = after["cameras"][0]["views"][1].pop("zones")
    assert [zone["id"] for zone in zones] == [zone.id for zone in drawn]
    told = [[[float(v) for v in corner] for corner in zone["polygon"]] for zone in zones]
    assert told == [[[round(v, 6) for v in corner] for corner in zone.polygon] for zone in drawn]
    del before["cameras"][0]["views"][1]["zones"]
    assert after == before
