"""E-mail to a real server on this machine, which misbehaves in every way."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from pantau.pipelines.notifying import mail as module
from pantau.pipelines.notifying import sending
from pantau.pipelines.notifying.mail import send
from pantau.pipelines.notifying.sending import Untold
from pantau.schemas.site.notifying.notifications import Mail
from tests.pipelines.notifying.conftest import NOTICE

AT_NOON = 1_793_600_000
TO = ("head@example.id", "duty@example.id")


class Post:
    """Keeps what is delivered, and who signed in; receivers that are `refused` are not delivered to."""

    def __init__(self):
        self.delivered, self.signed_in, self.refused = [], [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.delivered.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, given):
        self.signed_in.append((given.login, given.password))
        return AuthResult(success=given.password == b"open sesame", handled=False)


@contextmanager
def office(post, tls=None, **more):
    """A mail server; with `tls` one that offers STARTTLS."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    running = Controller(post, hostname="127.0.0.1", port=free_port(), tls_context=context, **more)
    running.start()
    try:
        yield running.port
    finally:
        running.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def to(port, **more):
    return Mail.model_validate({"server": "127.0.0.1", "port": port, "from": "pantau@example.id", "to": TO, **more})


def test_people_are_told_by_a_server_that_is_signed_in_to_over_starttls(tls, monkeypatch):
    monkeypatch.setenv("PANTAU_TEST_PASSWORD", "open sesame")
    post = Post()
    with office(post, tls, auth_require_tls=True, auth_required=True, authenticator=post.authenticate) as port:
        mail = to(port, user="pantau", password="env:PANTAU_TEST_PASSWORD", certificates=str(tls[0]))
        send(mail, NOTICE, AT_NOON)
        monkeypatch.setenv("PANTAU_TEST_PASSWORD", "wrong")
        with pytest.raises(Untold, match="SMTPAuthenticationError, answers 535"):
            send(mail, NOTICE, AT_NOON)
        with pytest.raises(Untold, match="certificate verify failed"):
            send(to(port), NOTICE, AT_NOON)
    assert post.signed_in[0] == (b"pantau", b"open sesame") and (b"pantau", b"wrong") in post.signed_in
    ((sender, receivers, content),) = post.delivered
    assert (sender, receivers) == ("pantau@example.id", list(TO))
    letter = message_from_bytes(content, policy=policy.default)
    assert {name: letter[name] for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted")} == {
        "Subject": "[pantau] Hall: 2026-11-02",
        "From": "pantau@example.id",
        "To": "head@example.id, duty@example.id",
        "Message-ID": "<hall.day-2026-11-02@pantau.invalid>",
        "Auto-Submitted": "auto-generated",
    }
    assert letter.get_content().replace("\r\n", "\n").strip() == "Hall: 2026-11-02\n\nAs of noon."


def test_nothing_is_sent_in_the_clear_to_a_server_that_offers_no_tls():
    post = Post()
    with office(post) as port:
        with pytest.raises(Untold, match="STARTTLS extension not supported"):
            send(to(port), NOTICE, 0)
        assert post.delivered == []
        # Nobody else listens between two programs of one machine.
        send(to(port, security="none"), NOTICE, 0)
    assert len(post.delivered) == 1


def test_tls_from_the_first_byte(tls):
    post, context = Post(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    running = Controller(post, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    # Its own way to see whether it runs does not know the certificate.
    running._trigger_server = lambda: socket.create_connection(("127.0.0.1", running.port)).close()
    running.start()
    try:
        send(to(running.port, security="tls", certificates=str(tls[0])), NOTICE, 0)
        with pytest.raises(Untold, match="certificate verify failed"):
            send(to(running.port, security="tls"), NOTICE, 0)
    finally:
        running.stop()
    assert len(post.delivered) == 1


def test_who_is_refused_does_not_keep_others_from_being_told():
    post = Post()
    post.refused = {TO[0]}
    with office(post) as port:
        assert send(to(port, security="none"), NOTICE, 0) == (TO[0],)
        post.refused = set(TO)
        with pytest.raises(Untold, match="SMTPRecipientsRefused"):
            send(to(port, security="none"), NOTICE, 0)
    assert [receivers for _, receivers, _ in post.delivered] == [[TO[1]]]


def test_nobody_at_the_port():
    with pytest.raises(Untold, match=r"127\.0\.0\.1: .*refused"):
        send(to(free_port()), NOTICE, 0)


@contextmanager
def speaking(*lines, pause_s=0.0):
    """A server that says these lines, whatever it is told, and hangs up."""

    def speak():
        connection, _ = listening.accept()
        with connection:
            for line in lines:
                time.sleep(pause_s)
                try:
                    connection.sendall(line)
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=speak, daemon=True).start()
        yield listening.getsockname()[1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((b"421 too many\r\n",), "SMTPConnectError, answers 421"),
        ((b"220 hello\r\n",), "unexpectedly closed"),
        ((b"220 hello\r\n", b"250 hello\r\n", b"354"), r"unexpectedly closed|not connected|SMTPSenderRefused"),
        ((b"HTTP/1.1 400 Bad Request\r\n",), "SMTPConnectError"),
    ],
)
def test_a_server_that_hangs_up_has_taken_nothing(lines, said):
    with speaking(*lines) as port, pytest.raises(Untold, match=said):
        send(to(port, security="none"), NOTICE, 0)


def test_slow_servers_are_left(monkeypatch):
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.2)
    with speaking(b"220 hello\r\n", pause_s=1.0) as port, pytest.raises(Untold, match="timed out"):
        send(to(port, security="none"), NOTICE, 0)
    monkeypatch.setattr(sending, "DONE_WITHIN_S", 0.3)
    began = time.monotonic()
    with speaking(*[b"2"] * 400, pause_s=0.05) as port, pytest.raises(Untold):
        send(to(port, security="none"), NOTICE, 0)
    assert time.monotonic() - began < 15
