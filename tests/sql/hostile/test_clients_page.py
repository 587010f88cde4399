"""The page of other clients: its Python runs, and what it says of pandas and polars is so."""

import re
from pathlib import Path

import pandas
import polars
import pytest

from pantau.sql import export_database

PAGE = (Path(__file__).parents[3] / "docs" / "clients.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def names(hostile, tmp_path_factory):
    """What the page's Python makes, in a folder with the warehouse and the file."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "warehouse").symlink_to(hostile)
    export_database(hostile, folder / "office.duckdb", with_rows=True)
    found: dict = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
            exec(block.replace("2026-11-03", "2026-02-18"), found)
    return found


def test_dates_and_ids_have_their_types(names):
    assert str(names["pandas_frame"].dtypes["service_date"]).startswith("datetime64")
    assert names["polars_frame"].schema["service_date"] == polars.Date
    assert names["polars_frame"].schema["started_at"].time_zone is not None
    for frame in (names["pandas_frame"], names["pandas_table"]):
        assert pandas.api.types.is_string_dtype(frame["event_id"]) and len(frame)
    assert names["polars_table"].schema["service_date"] == polars.Date
    assert set(names["polars_table"]["agency_id"]) == {"dukcapil"}


def test_each_row_is_there_once(names, hostile):
    assert names["pandas_table"]["event_id"].is_unique
    replaced = polars.scan_parquet(hostile / "service_time" / "**" / "*.parquet").collect()
    assert len(replaced) > len(names["pandas_table"])


def test_pandas_cannot_read_the_folder_of_a_table(hostile):
    with pytest.raises(Exception, match="service_date has incompatible types"):
        pandas.read_parquet(hostile / "service_time")
