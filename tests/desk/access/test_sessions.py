import pytest

from pantau.desk.access import sessions
from pantau.desk.access.accounts import Account, Accounts
from pantau.desk.access.roles import Role
from pantau.desk.access.sessions import IDLE_S, LONGEST_S, Sessions

ANI = Account(name="ani", role="reviewer", password="$argon2id$1")
ALL = Accounts(accounts=(ANI,))


class Kept(Sessions):
    def __init__(self):
        self.at = 0.0
        super().__init__(lambda: self.at)


def test_a_session_is_of_its_account_with_a_token_of_its_own():
    kept = Kept()
    first, second = (kept.begin(ANI) for _ in range(2))
    callers = [kept.caller(secret, ALL) for secret in (first, second, first)]
    assert [(one.name, one.role) for one in callers] == [("ani", Role.REVIEWER)] * 3
    assert callers[0] == callers[2] and callers[0].token != callers[1].token
    assert len({first, second, callers[0].token, callers[1].token}) == 4
    kept.end(first)
    assert kept.caller(first, ALL) is None and kept.caller(second, ALL) is not None
    assert first not in repr(vars(kept)) and second not in repr(vars(kept))


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "ani"])
def test_a_forged_secret_is_nobodys(secret):
    kept = Kept()
    kept.begin(ANI)
    assert kept.caller(secret, ALL) is None


def test_it_ends_when_it_is_not_used_and_in_any_case():
    kept = Kept()
    idle, used = kept.begin(ANI), kept.begin(ANI)
    while kept.at < LONGEST_S - IDLE_S:
        kept.at += IDLE_S - 1
        assert kept.caller(used, ALL) is not None
    assert kept.caller(idle, ALL) is None
    kept.at = LONGEST_S
    assert kept.caller(used, ALL) is None
    again = kept.begin(ANI)
    kept.at += IDLE_S - 1
    assert kept.caller(again, ALL) is not None


@pytest.mark.parametrize("now", [Accounts(), Accounts(accounts=(ANI.model_copy(update={"password": "$argon2id$2"}),))])
def test_it_ends_with_the_account_and_with_its_password(now):
    kept = Kept()
    secret = kept.begin(ANI)
    assert kept.caller(secret, now) is None and kept.caller(secret, ALL) is None


def test_a_new_role_holds_at_once():
    kept = Kept()
    secret = kept.begin(ANI)
    lowered = Accounts(accounts=(ANI.model_copy(update={"role": "viewer"}),))
    assert kept.caller(secret, lowered).role is Role.VIEWER


def test_there_are_no_more_than_so_many(monkeypatch):
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    kept = Kept()
    first, second = kept.begin(ANI), kept.begin(ANI)
    kept.caller(first, ALL)
    third = kept.begin(ANI)
    assert [kept.caller(one, ALL) is not None for one in (first, second, third)] == [True, False, True]
