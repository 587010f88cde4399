from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from pantau import sql
from pantau.pipelines.notifying.ledger import Ledger, Telling
from pantau.sql.checking import check
from tests.pipelines.notifying.conftest import DAY, NOTICE

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_what_was_tried_and_told_is_found_again_by_whoever_looks(tmp_path):
    first, other = Ledger(str(tmp_path), "hall"), Ledger(str(tmp_path), "hall")
    assert first.tellings("mail") == {}
    assert first.begin(NOTICE, "mail", 1, NOON)
    assert not other.begin(NOTICE, "mail", 1, NOON)
    assert other.tellings("mail") == {NOTICE.id: Telling(1, False)} and other.tellings("webhook") == {}
    assert other.tried_at(NOTICE.id, "mail", 1) == NOON
    assert other.begin(NOTICE, "mail", 2, NOON)
    other.settle(NOTICE, "mail", 2, NOON)
    first.settle(NOTICE, "mail", 2, NOON)
    assert first.tellings("mail") == {NOTICE.id: Telling(2, True)}
    with sql.connect(str(tmp_path)) as connection:
        rows = connection.sql(
            "SELECT notification_id, notification_kind, service_date, channel, tries, told FROM notifications "
            "ORDER BY tries, told"
        ).fetchall()
    assert rows == [(NOTICE.id, "day", DAY, "mail", tries, told) for tries, told in ((1, False), (2, False), (2, True))]
    assert [one for one in check(tmp_path) if one.check.startswith("notifications")] == []


def test_of_many_at_once_one_tries(tmp_path):
    ledgers = [Ledger(str(tmp_path), "hall") for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        begun = list(threads.map(lambda ledger: ledger.begin(NOTICE, "webhook", 1, NOON), ledgers))
    assert sum(begun) == 1


def test_in_a_bucket_too(bucket):
    place = f"gs://{bucket.bucket}/hall"
    ledger = Ledger(place, "hall")
    assert [ledger.begin(NOTICE, "mail", 1, NOON) for _ in range(2)] == [True, False]
    assert Ledger(place, "hall").tellings("mail") == {NOTICE.id: Telling(1, False)}
    assert ledger.tried_at(NOTICE.id, "mail", 1) == NOON
