import pytest

from pantau.schemas.site import SiteFileError, parse_site
from pantau.schemas.site.notifying.notifications import Notifications
from pantau.transforms.provenance import config_hash
from tests.transforms.evidence.conftest import SITE

MAIL = {"server": "mail.example.id", "from": "pantau@example.id", "to": ["head@example.id"]}


def written(**given):
    fields = "".join(f"  {name}: {value}\n" for name, value in given.items())
    return parse_site(f"{SITE}notifications:\n{fields}").notifications


def test_nobody_is_told_unless_the_site_file_says_so():
    assert parse_site(SITE).notifications == Notifications() and Notifications().channels == {}


def test_whom_it_notifies_is_no_part_of_what_a_run_was_made_from():
    told = parse_site(f"{SITE}notifications: {{webhook: {{url: 'https://example.id/'}}}}\n")
    assert config_hash(told) == config_hash(parse_site(SITE))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.id/hook?x=1",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://localhost/",
        "env:HOOK",
        "file:/etc/hook",
    ],
)
def test_urls_that_nobody_on_the_way_can_read(url):
    assert written(webhook=f"{{url: '{url}'}}").webhook.url == url


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "http://example.id/s3cret", "goes over the network for all to read"),
        ("url", "ftp://example.id/s3cret", "should be a URL that begins with https://"),
        ("url", "https://me:s3cret@example.id/", "holds a user or a password; keep the whole URL elsewhere"),
        ("url", "https://example.id/s3cret x", "should be a URL that begins with https://"),
        ("url", "https://example.id:99999/s3cret", "is no URL"),
        ("url", "https://me:s3cret/x@example.id/", "is no URL"),
        ("url", "https://me:s3cret\u2100@example.id/", "is no URL"),
        ("url", "https:///s3cret", "should be a URL that begins with https://"),
        ("secret", "s3cret", "a secret stands in no site file; write env:NAME"),
        ("secret", "file:s3cret", "a secret stands in no site file; write env:NAME"),
    ],
)
def test_what_would_give_away_a_secret_is_refused_and_not_repeated(field, value, said):
    given = {"url": "https://example.id/", field: value}
    with pytest.raises(SiteFileError, match=rf"notifications.webhook.{field}: .*{said}") as raised:
        written(webhook="{" + ", ".join(f"{name}: '{text}'" for name, text in given.items()) + "}")
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"password": "s3cret", "user": "me"}, "a secret stands in no site file"),
        ({"user": "me"}, "who signs in needs both"),
        ({"security": "none"}, "would be reached for all to read; write security: starttls, or tls"),
        ({"to": "[]"}, "needs 1 or more"),
        ({"to": "['Head <head@example.id>']"}, "should be an address such as office@example.id"),
        ({"from": "nobody"}, "should be an address such as office@example.id"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_mail_that_cannot_be_or_is_not_safe_is_refused(more, said):
    with pytest.raises(SiteFileError, match=said) as raised:
        written(mail="{" + ", ".join(f"{name}: {value}" for name, value in (MAIL | more).items()) + "}")
    assert "s3cret" not in str(raised.value)


def test_mail_in_the_clear_is_for_this_machine_alone():
    assert written(mail="{server: localhost, port: 25, security: none, from: a@b.id, to: [c@d.id]}").mail.port == 25
