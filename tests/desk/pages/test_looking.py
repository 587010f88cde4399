import html
import re

import pytest

from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.settings import DeskSettings
from tests.desk.conftest import HOST, SCRIPT

PAGES = ["/days", "/days?month=2026-10", "/day/2026-11-02", "/event/s1", "/event/p2", "/event/a1"]
MOMENT = "/moment?camera=cam&at=2026-11-02T01:00:01.000Z"


def words(answer):
    """What a reader sees of a page, one blank between any two words."""
    main = answer.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main.partition(">")[2])).split())


def test_the_address_alone_leads_to_the_days(desk):
    answer = desk.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/days")


def test_days_say_coverage_first_and_unknown_where_nothing_is_known(desk):
    told = words(desk.get("/days"))
    assert told.startswith("November 2026 ← October 2026 First what was recorded")
    assert (
        "Monday 2 November 2026 cam: 50.0 % of the service hours recorded cam 50.0 % Agency Observed Services" in told
    )
    assert "{{ 7*7 }}<i>Permits 50.0 % 1 unknown unknown 100 % Review candidates: 1" in told
    assert "Sunday 1 November 2026 Nothing is known: no run accounted for this date." in told


def test_a_day_without_anything_due_is_told_as_such(desk):
    assert "cam nothing due" in words(desk.get("/days?month=2026-10"))
    assert "No recording was due on this day, and nobody was seen." in words(desk.get("/day/2026-10-31"))


def test_a_day_has_a_strip_a_timeline_and_lists_and_each_leads_to_its_footage(desk):
    answer = desk.get("/day/2026-11-02")
    told = words(answer)
    assert '"><b>Counter 1 50.0 % 100 % 1 unknown unknown 0 0' in told
    assert "service 08:00:01–08:00:03, 2.0 s; waited unknown (cut off: at least so long)" in told
    assert "not observed, or not visible, 08:00:04–08:00:08, 4.0 s" in told
    assert "waiting 08:00:00–08:00:01, 1.0 s: how it ended is unknown" in told
    assert "no recording, though one is due, 08:00:04–08:00:08, 4.0 s" in told
    assert 'counter unattended while somebody waits "><b>Counter 1 08:00:02–08:00:03, 1.0 s little beyond' in told
    assert answer.text.count('href="/moment?camera=cam&amp;at=2026-11-02T01%3A00%3A04.000Z"') == 4
    # The bar of a service says why, and so does its line in the list.
    assert answer.text.count('href="/event/s1"') == 2


def test_bars_lie_where_their_time_is(desk):
    text = desk.get("/day/2026-11-02").text
    # The axis is a minute long: the least step between two ticks.
    assert '<rect class="serving" x="0.0%" width="6.667%"' in text
    assert '<rect class="unknown" fill="url(#k1)" x="6.667%" width="6.666%"' in text
    assert '<rect class="cut-session" x="1.667%" width="3.333%"' in text


def test_a_moment_plays_its_recording_with_its_zones(desk, recording_ids):
    answer = desk.get(MOMENT)
    assert f'data-clips="/footage/{recording_ids[0]}/clip" data-at="1.0" data-lasts="3.0"' in answer.text
    assert '<script type="module" src="/assets/player.js">' in answer.text
    assert 'class="zone customer" points="16.0,9.6 64.0,9.6 64.0,86.4 "' in answer.text
    assert "cam, 08:00:01" in words(answer)


def test_a_moment_that_was_not_recorded_says_so_and_where_footage_is(desk):
    answer = desk.get("/moment?camera=cam&at=2026-11-02T01:10:00Z")
    assert "At 08:10:00 nothing was recorded that can be shown: what happened then is unknown." in words(answer)
    assert "The recording before ends at 08:00:04 The next recording begins at 09:00:00" in words(answer)
    assert "<video" not in answer.text and "player.js" not in answer.text


def test_an_event_says_how_sure_it_is_and_shows_its_edges(desk, recording_ids):
    answer = desk.get("/event/s1")
    told = words(answer)
    assert 'Service, "><b>Counter 1, 08:00:01' in told
    assert "Start 08:00:01.0 08:00:00.5 08:00:01.0 The start was seen." in told
    assert "End 08:00:03.0 08:00:03.0 08:00:05.0 The end was not seen; it may lie later." in told
    assert "Duration 2.0 s 0.0 s 12.0 s It lasted at least so long." in told
    assert "Waited unknown unknown unknown Nobody was seen joining the queue." in told
    stills = re.findall(r'src="/footage/([^/]+)/still\?at=([\d.]+)"', answer.text)
    assert stills == [(recording_ids[0], at) for at in ("0.5", "1.0", "3.0")]
    assert "At 08:00:05.0 nothing was recorded that can be shown" in told
    # At 1.0 s somebody was seen; at 3.0 s the frame was looked at, and nobody was; at 0.5 s it was not looked at.
    assert answer.text.count('<rect class="person person" x="40.0" y="24.0" width="40.0" height="48.0"/>') == 1
    assert told.count("This frame was not looked at: no boxes.") == 1


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/days?month=2026-13", 404, "This is no month"),
        ("/days?month=", 404, "This is no month"),
        ("/day/2026-11-31", 404, "This is no date"),
        ("/day/2026-11-01", 404, "Nothing is known of this date"),
        ("/day/..%2f..%2fetc%2fpasswd", 404, "There is no such page"),
        ("/moment", 404, "This is no moment of a recording"),
        ("/moment?camera=cam&at=2026-11-02T08:00:00", 404, "This is no moment of a recording"),
        ("/moment?camera=cam&at=0001-01-01T00:00:00Z", 404, "This is no moment of a recording"),
        ("/moment?camera=cam&at=9999-12-31T23:59:59Z", 404, "This is no moment of a recording"),
        ("/moment?camera=other&at=2026-11-02T01:00:00Z", 404, "This camera has no recording"),
        ("/event/s2", 404, "The newest run has no event of this number"),
        ("/event/' OR '1'='1", 404, "The newest run has no event of this number"),
        ("/nowhere", 404, "There is no such page"),
        ("/assets/../messages.yaml", 404, "There is no such page"),
        ("/assets/%2e%2e/messages.yaml", 404, "There is no such page"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(desk, path, status, sentence):
    answer = desk.get(path)
    assert answer.status_code == status and sentence in words(answer)


@pytest.mark.parametrize("path", [*PAGES, MOMENT, f"/moment?camera={SCRIPT}&at=2026-11-02T01:00:00Z"])
def test_names_are_never_markup(desk, path):
    text = desk.get(path).text
    assert f"{html.escape(SCRIPT)} &amp; Hall" in text
    for markup in ("<script>alert", "<img src=x", "<b>Counter", "<i>Permits", "49<"):
        assert markup not in text


def test_names_of_files_and_events_are_never_markup(desk):
    text = desk.get("/moment?camera=cam&at=2026-11-02T02:00:00Z").text
    assert "&lt;img src=x onerror=alert(1)&gt;/ch01_20261102090000.mp4" in text and "<img src=x" not in text
    assert 'href="/event/w%22%3Cscript%3Ealert%281%29%3C/script%3E"' in desk.get("/day/2026-11-02").text


def test_a_page_is_in_the_language_that_was_chosen(desk):
    answer = desk.get("/day/2026-11-02", headers={"cookie": "language=id"})
    assert '<html lang="id">' in answer.text and answer.headers["content-language"] == "id"
    assert words(answer).startswith("← November 2026 Senin, 2 November 2026 Apa yang terekam")
    assert "layanan 08:00:01–08:00:03, 2,0 dtk; menunggu tidak diketahui (terpotong: sekurang-kurangnya)" in words(
        answer
    )


def test_a_warehouse_without_a_run_or_none_at_all_is_told(desk_settings, tmp_path):
    from starlette.testclient import TestClient

    for folder, status, sentence in (
        (tmp_path, 200, "The warehouse holds no run yet"),
        (tmp_path / "gone", 500, "The warehouse or the archive cannot be read"),
    ):
        settings = DeskSettings(desk_settings.site, desk_settings.archive, str(folder))
        with TestClient(
            application(settings, Workshop()), f"http://{HOST}", headers={"accept-language": "en"}
        ) as client:
            answer = client.get("/days")
        assert answer.status_code == status and sentence in words(answer)
