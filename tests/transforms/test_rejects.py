from datetime import UTC, date, datetime, timedelta

from pantau.schemas.tables import REJECTS
from pantau.transforms.bulkhead import Lost
from pantau.transforms.epoch import epoch_s
from pantau.transforms.rejects import Reject, reject_row, word_of

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
DATED = Reject(
    "hall", "2026-11-02", "one", "a.mp4", 5, "probe", "empty", "a.mp4: is empty", epoch_s(AT), epoch_s(AT) + 1.5, "r"
)


def test_a_reject_is_a_row_of_its_table():
    row = reject_row(DATED)
    assert (row["service_date"], row["camera_id"], row["bytes"]) == (date(2026, 11, 2), "one", 5)
    assert (row["span_started_at"], row["span_ended_at"]) == (AT, AT + timedelta(seconds=1.5))
    assert REJECTS.arrow([row]).to_pylist() == [row]


def test_what_is_not_known_stays_unknown():
    row = reject_row(DATED._replace(service_date=None, camera_id=None, span_started_s=None, span_ended_s=None))
    assert REJECTS.arrow([row]).to_pylist() == [row]
    assert {name for name, value in row.items() if value is None} == {
        "service_date",
        "camera_id",
        "span_started_at",
        "span_ended_at",
    }


def test_an_error_is_named_by_its_word_or_its_class():
    assert (word_of(Lost("crashed", "why")), word_of(KeyError("x"))) == ("crashed", "KeyError")
