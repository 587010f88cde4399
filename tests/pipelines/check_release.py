"""Others' tools read and check a data set; run by `make test-releases`, which installs them."""

import json
import logging
import shutil
from datetime import date
from pathlib import Path

import duckdb
import frictionless
import mlcroissant
import pandas
import polars
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib

from tests.pipelines.test_release import SAID, hall, play  # noqa: F401
from tests.pipelines.test_release import export as exported

SHAPES = Path(__file__).with_name("dataset_shapes.ttl")
PLACE = ["--url", "https://data.example.id/november", "--issued", "2026-12-01"]
NOISE = ("--epsilon", "1", "--budget", "1", "--counts", "visits", "reneged", "service", "waiting")
LEVELS = {"aggregates": ("--by", "date"), "visits": ("--by", "month"), "noisy": ("--by", "date", *NOISE)}


@pytest.fixture(scope="module")
def aggregates(hall, tmp_path_factory):  # noqa: F811
    """What days are played of."""
    warehouse, out = (tmp_path_factory.mktemp("real") / name for name in ("hall", "november"))
    shutil.copytree(hall, warehouse)
    assert exported(warehouse, out, *PLACE) == 0
    return out / "release"


@pytest.fixture(scope="module", params=(*LEVELS, "synthetic"))
def folder(request, hall, tmp_path_factory):  # noqa: F811
    """A release of each level, of a warehouse that has no other."""
    if request.param == "synthetic":
        real, out = request.getfixturevalue("aggregates"), tmp_path_factory.mktemp("played")
        assert play((None, real.parent), out, *PLACE) == 0
        return out / "release"
    warehouse, out = (tmp_path_factory.mktemp("checked") / name for name in ("hall", "november"))
    shutil.copytree(hall, warehouse)
    assert SAID and exported(warehouse, out, *PLACE, "--level", request.param, *LEVELS[request.param]) == 0
    return out / "release"


def tables_in(folder):
    """The names of its tables."""
    return sorted(path.stem for path in folder.glob("*.parquet"))


def as_read(value):
    """A value of a Parquet file as mlcroissant reads it from the CSV."""
    if isinstance(value, date):
        return pandas.Timestamp(value)
    return "+".join(value) if isinstance(value, list) else value


def test_mlcroissant_loads_the_records_without_a_remark(folder, caplog):
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert [record.message for record in caplog.records] == []
    for name in tables_in(folder):
        rows = [
            {key: as_read(value) for key, value in row.items()}
            for row in pq.read_table(folder / f"{name}.parquet").to_pylist()
        ]
        read = [
            {key.partition("/")[2]: value.decode() if isinstance(value, bytes) else value for key, value in row.items()}
            for row in dataset.records(name)
        ]
        assert [{key: None if value != value else value for key, value in row.items()} for row in read] == rows and rows


def test_frictionless_validates(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert sorted(task.name for task in report.tasks) == tables_in(folder)


def test_frictionless_finds_what_was_changed(folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(
            path.read_bytes().replace(b"2026-11", b"2026-12").replace(b"2000-", b"2001-")
        )
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_dcat_keeps_the_shapes(folder):
    graph = rdflib.Graph().parse(folder / "dcat.jsonld")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert conforms, text
    said = json.loads((folder / "dcat.jsonld").read_text(encoding="utf-8"))
    del said["dct:publisher"]
    conforms, _, text = pyshacl.validate(
        rdflib.Graph().parse(data=json.dumps(said), format="json-ld"), shacl_graph=str(SHAPES)
    )
    assert not conforms and "publisher" in text


def test_engines_read_the_same_from_both_forms(folder):
    for name in tables_in(folder):
        csv, parquet = (str(folder / f"{name}.{form}") for form in ("csv", "parquet"))
        rows = pq.read_table(parquet).num_rows
        assert len(pandas.read_csv(csv)) == len(pandas.read_parquet(parquet)) == rows > 0
        assert polars.read_csv(csv, null_values="").shape == polars.read_parquet(parquet).shape
        for file in (csv, parquet):
            assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall() == [(rows,)]
