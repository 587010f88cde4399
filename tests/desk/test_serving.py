import ssl
import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from pantau.desk.serving import listening
from pantau.desk.settings import ADDRESS, Reach
from tests.certificates import self_signed
from tests.desk.browser.conftest import answering
from tests.desk.signed_in import accounts_in


def test_it_listens_on_one_address_alone():
    for address in ("127.0.0.1", "127.0.0.2"):
        with listening(address, 0) as taken:
            assert taken.getsockname()[0] == address


def test_a_port_that_is_taken_is_said():
    with listening(ADDRESS, 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        told = rf"--address 127.0.0.1 --port {port}: cannot be had \(Address already in use\); name another one"
        with pytest.raises(OSError, match=told):
            listening(ADDRESS, port)


@pytest.fixture
def tls(tmp_path):
    """A certificate of 127.0.0.1 that vouches for itself, and its key."""
    return self_signed(tmp_path, ADDRESS)


def test_it_speaks_tls_by_its_certificate_and_nothing_else(desk_settings, tls, tmp_path):
    reach = Reach(accounts=accounts_in(tmp_path), certificate=tls[0], key=tls[1])
    with answering(replace(desk_settings, reach=reach)) as where:
        trusting = ssl.create_default_context(cafile=tls[0])
        with urllib.request.urlopen(f"{where}/login", timeout=20, context=trusting) as answer:
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            assert answer.headers["set-cookie"].startswith("__Host-pantau-before=")
            assert "server" not in answer.headers
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(f"{where}/login", timeout=20, context=ssl.create_default_context())
        with pytest.raises((OSError, urllib.error.URLError)):
            urllib.request.urlopen(where.replace("https", "http"), timeout=20)
