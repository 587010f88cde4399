import pytest

from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.guard import HEADERS
from tests.desk.conftest import from_a_page

PATHS = ["/days", "/day/2026-11-02", "/nowhere", "/assets/style.css", "/footage/x/still?at=0", "/language"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_a_browser_may_do_with_it(desk, path):
    answer = desk.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_allows_no_script_in_a_page():
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert (HEADERS["Cache-Control"], HEADERS["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:80", "0.0.0.0:8080", ""])
def test_a_foreign_name_that_leads_here_is_refused(desk, host):
    answer = desk.get("/days", headers={"host": host})
    assert (answer.status_code, answer.text) == (421, "The desk answers at http://127.0.0.1:8080 alone.\n")


def test_a_refusal_is_in_the_language_of_the_browser(desk):
    headers = {"host": "evil.example", "accept-language": "id"}
    assert desk.get("/days", headers=headers).text == "Meja hanya menjawab di http://127.0.0.1:8080.\n"
    answer = desk.post("/language?to=id", headers={"accept-language": "id"})
    assert (answer.status_code, answer.text[:28]) == (403, "Hanya halaman meja ini yang ")
    headers = {"sec-fetch-site": "cross-site", "accept-language": "id"}
    assert desk.get("/footage/x/still?at=0", headers=headers).text.startswith("Hanya halaman meja yang menampilkan")


def test_this_machine_has_two_names(desk):
    assert desk.get("/days", headers={"host": "localhost:8080"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "https://127.0.0.1:8080"},
        {"origin": "http://127.0.0.1:8081"},
        {"origin": "http://localhost:8080"},
        {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:8080", TOKEN_HEADER: ""},
        {"origin": "http://127.0.0.1:8080", TOKEN_HEADER: "x" * 43},
    ],
)
def test_only_a_page_of_the_desk_changes_something(desk, headers):
    answer = desk.post("/language?to=id&back=/days", headers={TOKEN_HEADER: desk.app.state.token, **headers})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_shows_footage(desk, made, recording_ids, site):
    for path in (f"/footage/{recording_ids[0]}/clip?at=0", f"/footage/{recording_ids[0]}/still?at=0"):
        assert desk.get(path, headers={"sec-fetch-site": site}).status_code == 403
        assert made.asked == []
        assert desk.get(path, headers={"sec-fetch-site": "same-origin"}).status_code == 200
        made.asked.clear()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_pages_are_only_read(desk, method):
    assert desk.request(method, "/days", headers=from_a_page(desk)).status_code == 405
