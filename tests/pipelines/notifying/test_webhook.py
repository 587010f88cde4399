"""Posts to a real server on this machine, which misbehaves in every way."""

import hashlib
import hmac
import json
import socket
import ssl
import time

import pytest

from pantau.pipelines.notifying import sending
from pantau.pipelines.notifying import webhook as module
from pantau.pipelines.notifying.sending import Untold
from pantau.pipelines.notifying.webhook import post
from pantau.schemas.site.notifying.notifications import Webhook
from tests.pipelines.notifying.conftest import NOTICE


@pytest.fixture
def hook(server):
    return Webhook(url=server.url)


def test_a_server_is_given_the_notice_as_json(server, hook):
    post(hook, NOTICE, 1_700_000_000)
    ((path, headers, body),) = server.taken
    assert path == "/hook/path-is-secret?key=1" and headers["X-Pantau-Notification"] == "day-2026-11-02"
    assert json.loads(body) == {
        "notification": "day-2026-11-02",
        "kind": "day",
        "site": "hall",
        "text": "Hall: 2026-11-02\n\nAs of noon.",
    }
    assert "X-Pantau-Signature" not in headers


@pytest.mark.parametrize("where", ["env", "file"])
def test_it_is_signed_by_a_secret_that_is_kept_elsewhere(server, tmp_path, monkeypatch, where):
    monkeypatch.setenv("PANTAU_TEST_SECRET", "a key")
    (tmp_path / "secret").write_text("a key\n", "utf-8")
    place = {"env": "env:PANTAU_TEST_SECRET", "file": f"file:{tmp_path}/secret"}[where]
    post(Webhook(url=server.url, secret=place), NOTICE, 1_700_000_000)
    ((_, headers, body),) = server.taken
    expected = hmac.new(b"a key", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert (headers["X-Pantau-Timestamp"], headers["X-Pantau-Signature"]) == ("1700000000", f"sha256={expected}")


def test_the_url_may_be_kept_elsewhere_too_and_is_checked_then(server, monkeypatch):
    monkeypatch.setenv("PANTAU_TEST_URL", server.url)
    post(Webhook(url="env:PANTAU_TEST_URL"), NOTICE, 0)
    assert len(server.taken) == 1
    monkeypatch.setenv("PANTAU_TEST_URL", "http://example.id/hook")
    with pytest.raises(Untold, match="webhook url: goes over the network for all to read"):
        post(Webhook(url="env:PANTAU_TEST_URL"), NOTICE, 0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("env:PANTAU_TEST_NOBODY_SET", "env:PANTAU_TEST_NOBODY_SET: is empty"),
        ("file:/nowhere/secret", "file:/nowhere/secret: cannot be read"),
    ],
)
def test_a_secret_that_is_not_there_is_named_by_its_place(server, place, said):
    with pytest.raises(Untold, match=said):
        post(Webhook(url=server.url, secret=place), NOTICE, 0)
    assert server.taken == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "answers 500"),
        (404, "answers 404"),
        (302, "answers 302 and points elsewhere; write the URL"),
        (308, "answers 308 and points elsewhere; write the URL"),
        ("nothing", "closed connection without response"),
        ("half", "BadStatusLine|IncompleteRead|closed connection"),
    ],
)
def test_a_server_that_does_not_take_it_has_not_been_told(server, hook, status, said):
    server.answers = [status]
    with pytest.raises(Untold, match=said) as raised:
        post(hook, NOTICE, 0)
    # One request and no other, whoever it points to, and nothing that is secret in the message.
    assert len(server.taken) == 1 and "path-is-secret" not in str(raised.value)


def test_nobody_at_the_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with pytest.raises(Untold, match=r"127\.0\.0\.1: .*refused"):
        post(Webhook(url=f"http://127.0.0.1:{port}/"), NOTICE, 0)


def test_a_server_that_does_not_answer_is_waited_for_no_longer_than_is_allowed(monkeypatch):
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(Untold, match="timed out"):
            post(Webhook(url=f"http://127.0.0.1:{silent.getsockname()[1]}/"), NOTICE, 0)
        assert time.monotonic() - began < 9


def test_a_server_that_answers_letter_by_letter_is_left_in_the_end(server, hook, monkeypatch):
    monkeypatch.setattr(sending, "DONE_WITHIN_S", 0.4)
    server.answers = ["dribble"]
    began = time.monotonic()
    with pytest.raises(Untold):
        post(hook, NOTICE, 0)
    assert time.monotonic() - began < 9
    server.ended.set()


def test_tls_is_spoken_with_whom_the_certificates_vouch_for_and_nobody_else(server, tls):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    url = f"https://127.0.0.1:{server.port}/"
    with pytest.raises(Untold, match="certificate verify failed"):
        post(Webhook(url=url), NOTICE, 0)
    assert server.taken == []
    post(Webhook(url=url, certificates=str(tls[0])), NOTICE, 0)
    assert len(server.taken) == 1
    with pytest.raises(Untold, match=r"certificate verify failed|certificate is not valid for"):
        post(Webhook(url=url.replace("127.0.0.1", "localhost"), certificates=str(tls[0])), NOTICE, 0)
    with pytest.raises(Untold, match="certificates /nowhere: cannot be used"):
        post(Webhook(url=url, certificates="/nowhere"), NOTICE, 0)


def test_a_server_without_tls_is_told_nothing_where_tls_is_asked_for(server):
    with pytest.raises(Untold, match=r"SSL|TLS"):
        post(Webhook(url=f"https://127.0.0.1:{server.port}/"), NOTICE, 0)
    assert server.taken == []
