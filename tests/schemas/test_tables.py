import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import layout_of
from pantau.schemas.tables import APPENDED_TABLES, COMMITS, EVENT_TABLES, TABLES
from pantau.schemas.vocabulary import MEANINGS

NEVER_STORED = ("embedding", "crop", "face", "name_of", "person_id", "track", "image", "frame_bytes")


def test_the_tables_of_the_product():
    assert list(TABLES) == [
        "recordings",
        "coverage",
        "samples",
        "observations",
        "closer_samples",
        "closer_observations",
        "service_time",
        "waiting_visits",
        "staff_presence",
        "anomalies",
        "rejects",
        "runs",
        "deletions",
        "reviews",
        "baselines",
        "audits",
        "releases",
    ]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_folders_begin_with_the_service_date(table):
    assert table.partition[0] == "service_date"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_descriptions_are_there_in_both_languages(table):
    assert table.grain and table.indonesian and table.grain != table.indonesian
    for name in table.columns:
        assert COLUMNS[name].english and COLUMNS[name].indonesian, name
        assert COLUMNS[name].english != COLUMNS[name].indonesian, name


def test_every_column_belongs_to_a_table():
    assert set(COLUMNS) == {name for table in (*TABLES.values(), COMMITS, *APPENDED_TABLES) for name in table.columns}


def test_numbers_and_times_have_a_unit():
    unitless = {name for name, column in COLUMNS.items() if str(column.type) in ("double", "int64") and not column.unit}
    # Their unit is in value_unit.
    of_pairs = {f"usual_value{end}" for end in ("", "_lo", "_hi")} | {"estimate", "confidence_lo", "confidence_hi"}
    assert unitless == {"observed_value", "expected_value", *of_pairs}
    assert all(column.unit == "UTC" for column in COLUMNS.values() if str(column.type).startswith("timestamp"))
    assert all(column.unit == "s" for name, column in COLUMNS.items() if name.endswith("_s"))


def test_every_word_has_a_meaning():
    words = {word for column in COLUMNS.values() for word in column.values}
    assert set(MEANINGS) == words
    assert all(english and indonesian for english, indonesian in MEANINGS.values())


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_every_event_leads_home_and_says_how_sure_it_is(table):
    home = {"recording_uri", "recording_sha256", "offset_s", "run_id", "code_hash", "config_hash", "model_hash"}
    sure = {"started_at_lo", "started_at_hi", "ended_at_lo", "ended_at_hi", "duration_lo_s", "duration_hi_s"}
    rest = {"start_censored", "end_censored", "observed_share"}
    assert home | sure | rest <= set(table.columns)
    assert len({"detection_score", "frame_agreement"} & set(table.columns)) == 1
    assert table.key == ("event_id",)
    assert not any(table.nullable(name) for name in sure | rest)


def test_nothing_that_identifies_a_person_has_a_column():
    assert [name for name in COLUMNS if any(word in name for word in NEVER_STORED)] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_the_layout_of_a_file_is_that_of_its_table(table, tmp_path):
    pq.write_table(table.file_schema.empty_table(), tmp_path / "a.parquet")
    assert layout_of(pq.read_schema(tmp_path / "a.parquet")) == table.layout
    assert layout_of(pa.schema(list(table.file_schema)[::-1])) == table.layout
    assert layout_of(pa.schema(list(table.file_schema)[1:])) != table.layout
