import pytest

from tests.desk.conftest import from_a_page


def test_a_language_is_kept_and_one_stays_on_the_page(desk):
    answer = desk.post("/language?to=id&back=%2Fmoment%3Fcamera%3Dcam%26at%3Dx", headers=from_a_page(desk))
    assert (answer.status_code, answer.headers["location"]) == (303, "/moment?camera=cam&at=x")
    assert answer.headers["set-cookie"] == "language=id; HttpOnly; Max-Age=31536000; Path=/; SameSite=strict"


@pytest.mark.parametrize(
    "query",
    [
        "to=xx&back=/days",
        "back=/days",
        "to=en&back=https://evil.example",
        "to=en&back=//evil.example",
        "to=en&back=/%5Cevil.example",
        "to=en&back=/days%0d%0aSet-Cookie:x=1",
        "to=en&back=javascript:alert(1)",
    ],
)
def test_nobody_is_led_elsewhere(desk, query):
    answer = desk.post(f"/language?{query}", headers=from_a_page(desk))
    assert answer.status_code == 404 and "set-cookie" not in answer.headers and "location" not in answer.headers


def test_a_link_changes_nothing(desk):
    assert desk.get("/language?to=id&back=/days").status_code == 405
