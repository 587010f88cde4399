from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pantau.schemas.site.zones import Zone
from pantau.schemas.tables import ANOMALIES, EVENT_TABLES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.schemas.vocabulary import ANOMALY_KINDS, PRESENCE_STATES
from pantau.transforms.drawing.palette import SEEN, ZONE_COLOURS
from pantau.transforms.evidence.drawn.burnt_in import BurntIn, burn_in, fitted, words_of
from pantau.transforms.evidence.event import Event

DESK = Zone(id="desk", kind="customer", counters=("c1",), polygon=((0.2, 0.5), (0.6, 0.5), (0.6, 0.9), (0.2, 0.9)))
GREY = np.full((540, 960, 3), 100, np.uint8)
JAKARTA = ZoneInfo("Asia/Jakarta")
LOCAL = (datetime(2026, 11, 2, 8, 0, 3, tzinfo=JAKARTA), datetime(2026, 11, 2, 8, 5, tzinfo=JAKARTA))
ROW = {"event_id": "e1", "counter_id": "c1", "camera_id": "cam"}


def test_zones_boxes_and_bars_are_drawn_and_the_frame_is_left_as_it_was():
    words = BurntIn("service", "Hall", (DESK,), "nobody is pixelated")
    made = burn_in(GREY, words, np.array([[0.7, 0.2, 0.8, 0.6]]), LOCAL[0])
    assert (GREY == 100).all()
    size = 14
    frame = made[4 * size : 4 * size + 540]
    assert made.shape == (540 + 6 * size, 960, 3)
    assert tuple(frame[485, 384]) == ZONE_COLOURS["customer"]
    assert tuple(frame[200, 672]) == SEEN
    assert (made[: 4 * size] == 255).any() and (made[-2 * size :] == 255).any()


def test_the_time_of_each_frame_is_another_one():
    words = BurntIn("service", "Hall", (), "nobody is pixelated")
    one, same, later = (
        burn_in(GREY, words, np.zeros((0, 4)), LOCAL[0].replace(microsecond=us)) for us in (0, 99_999, 100_000)
    )
    assert (one == same).all() and (one != later).any()


@pytest.mark.parametrize(
    ("given", "made"), [((288, 352), (786, 960)), ((1080, 1920), (720, 1280)), ((721, 961), (720, 960))]
)
def test_frames_are_fitted_with_even_sides(given, made):
    assert fitted(np.zeros((*given, 3), np.uint8)).shape[:2] == made


def test_what_the_event_says_stands_in_both_languages_with_place_and_time():
    words = words_of(Event(ANOMALIES, {**ROW, "kind": "long_wait"}), "Hall", [DESK], "others", LOCAL)
    assert words.title == "somebody waits for very long · ada yang menunggu sangat lama"
    assert words.detail == "Hall: c1, cam; 2026-11-02 08:00:03 to 08:05:00 WIB; e1"
    assert words.pixelated == "all but those concerned is pixelated"


def test_every_event_has_words():
    rows = {
        SERVICE_TIME: [{}],
        WAITING_VISITS: [{}],
        STAFF_PRESENCE: [{"state": state} for state in PRESENCE_STATES],
        ANOMALIES: [{"kind": kind} for kind in ANOMALY_KINDS],
    }
    assert set(rows) == set(EVENT_TABLES)
    titles = [
        words_of(Event(table, {**ROW, **one}), "Hall", [], "all", LOCAL).title for table in rows for one in rows[table]
    ]
    assert len(set(titles)) == len(titles) and all(" · " in title for title in titles)


def test_a_long_line_goes_into_the_width():
    words = BurntIn("x" * 150, "Hall", (), "nobody is pixelated")
    made = burn_in(GREY, words, np.zeros((0, 4)), datetime(2026, 1, 1, tzinfo=UTC))
    assert (made[:28, -10:] == made[0, 0]).all()
