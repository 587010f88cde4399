import pytest

from pantau.desk.serving import listening


def test_it_listens_on_this_machines_own_address_alone():
    with listening(0) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said():
    with listening(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            OSError, match=rf"--port {port}: cannot be had \(Address already in use\); name another one"
        ):
            listening(port)
