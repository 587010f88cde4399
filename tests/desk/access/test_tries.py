import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.desk.access import tries
from pantau.desk.access.tries import OF_ACCOUNT, OF_ADDRESS, Allowance, SignInLimits, Tries, network_of


class Clock:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


def test_tries_are_used_up_and_come_again_one_by_one():
    clock = Clock()
    tried = Tries(Allowance(2, 10.0), clock)
    assert [tried.take("a"), tried.take("a"), tried.take("a"), tried.take("b")] == [0.0, 0.0, 10.0, 0.0]
    clock.at = 4.0
    assert tried.take("a") == pytest.approx(6.0)
    clock.at = 10.0
    assert [tried.take("a"), tried.take("a")] == [0.0, 10.0]
    tried.forget("a")
    assert [tried.take("a"), tried.take("a"), tried.take("a")] == [0.0, 0.0, 10.0]


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_more_tries_than_are_allowed_and_nobody_waits_for_ever(waits):
    clock = Clock()
    tried = Tries(Allowance(3, 10.0), clock)
    granted = 0
    for wait in waits:
        clock.at += wait
        told = tried.take("a")
        assert 0.0 <= told <= 10.0
        granted += told == 0.0
    assert granted <= 3 + clock.at / 10.0 + 1e-6


def test_who_guesses_does_not_keep_the_owner_out_where_they_signed_in_before():
    limits = SignInLimits(Clock())
    limits.succeeded("ani", "10.0.0.1")
    guesses = [limits.take("ani", f"10.9.0.{i}") for i in range(OF_ACCOUNT.most + 1)]
    assert guesses == [0.0] * OF_ACCOUNT.most + [OF_ACCOUNT.every_s]
    assert limits.take("ani", "10.0.0.1") == 0.0


def test_an_address_has_a_limit_over_all_accounts():
    limits = SignInLimits(Clock())
    told = [limits.take(f"name{i}", "10.0.0.1") for i in range(OF_ADDRESS.most + 1)]
    assert told == [0.0] * OF_ADDRESS.most + [OF_ADDRESS.every_s]
    assert limits.take("name0", "10.0.0.2") == 0.0


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(tries, "MOST_KEPT", 3)
    limits = SignInLimits(Clock())
    for i in range(10):
        limits.take(f"name{i}", f"10.0.0.{i}")
        limits.succeeded(f"name{i}", f"10.0.0.{i}")
    assert [len(limits._accounts._left), len(limits._addresses._left), len(limits._known)] == [0, 3, 3]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_addresses_of_one_network_are_one(address, network):
    assert network_of(address) == network
