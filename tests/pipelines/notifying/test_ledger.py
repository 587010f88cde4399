from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from pantau.pipelines.notifying.ledger import Ledger, Telling
from pantau.schemas.tables import NOTIFICATIONS
from pantau.transforms.tables.partition_files import read_table
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
    same = {"notification_id": NOTICE.id, "notification_kind": "day", "site_id": "hall", "service_date": DAY}
    assert read_table(tmp_path, NOTIFICATIONS).to_pylist() == [
        {**same, "channel": "mail", "tries": tries, "told": told, "noted_at": NOON}
        for tries, told in ((1, False), (2, False), (2, True))
    ]


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
