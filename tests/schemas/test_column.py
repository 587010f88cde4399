from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest

from pantau.schemas.column import TIMESTAMP, Column

NOON = datetime(2026, 9, 7, 5, tzinfo=UTC)


def column(type: pa.DataType, **more) -> Column:
    return Column("c", type, "A column", "Sebuah kolom", **more)


def test_a_field_carries_unit_words_and_both_descriptions():
    field = column(pa.string(), unit="s", values=("a", "b")).field(nullable=True)
    assert (field.name, field.type, field.nullable) == ("c", pa.string(), True)
    assert field.metadata == {b"unit": b"s", b"en": b"A column", b"id": b"Sebuah kolom", b"values": b"a|b"}
    assert column(pa.string()).field(False).metadata == {b"en": b"A column", b"id": b"Sebuah kolom"}
    assert not column(pa.string()).field(False).nullable


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (TIMESTAMP, NOON),
        (TIMESTAMP, NOON.astimezone(timezone(timedelta(hours=7)))),
        (pa.date32(), date(2026, 9, 7)),
        (pa.int64(), 3),
        (pa.int64(), np.int64(3)),
        (pa.float64(), 3),
        (pa.float64(), 3.5),
        (pa.float64(), np.float32(3.5)),
        (pa.string(), "x"),
        (pa.bool_(), True),
        (pa.list_(pa.string()), ["x"]),
    ],
)
def test_values_of_the_type_are_accepted(type, value):
    column(type).check([value], nullable=False)
    pa.Table.from_pylist([{"c": value}], schema=pa.schema([column(type).field(False)]))


@pytest.mark.parametrize(
    ("type", "value", "kind"),
    [
        (TIMESTAMP, datetime(2026, 9, 7, 5), "a datetime with a zone"),  # noqa: DTZ001
        (TIMESTAMP, 1_000_000, "a datetime with a zone"),
        (TIMESTAMP, "2026-09-07T05:00:00Z", "a datetime with a zone"),
        (TIMESTAMP, date(2026, 9, 7), "a datetime with a zone"),
        (pa.date32(), NOON, "a date"),
        (pa.date32(), 20_000, "a date"),
        (pa.int64(), 1.5, "a whole number"),
        (pa.int64(), True, "a whole number"),
        (pa.float64(), float("nan"), "a finite number"),
        (pa.float64(), float("inf"), "a finite number"),
        (pa.float64(), "1.5", "a finite number"),
        (pa.string(), b"x", "text"),
        (pa.string(), 7, "text"),
    ],
)
def test_values_that_arrow_would_bend_are_refused(type, value, kind):
    with pytest.raises(ValueError, match=f"column c holds .*, which is not {kind}$"):
        column(type).check([value], nullable=True)


def test_nulls_and_words():
    column(pa.string()).check([None], nullable=True)
    with pytest.raises(ValueError, match="column c is null in a row, and may not be"):
        column(pa.string()).check(["x", None], nullable=False)
    words = column(pa.string(), values=("open", "closed"))
    words.check(["open", None], nullable=True)
    with pytest.raises(ValueError, match="column c holds 'opened'; it may hold open, closed"):
        words.check(["open", "opened"], nullable=True)
