"""A release as files: what is passed on, what stays, and what is refused."""

import hashlib
import json
import re
import shutil
from datetime import date, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.pipelines.release import make_release
from pantau.schemas.release import RELEASE_SCHEMA
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.register import FOLDER
from pantau.transforms.disclosure.suppression import NothingToPublish
from tests.sql.conftest import write_rows

DAYS = (date(2026, 11, 2), date(2026, 11, 4))


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """Three days at four counters of one agency, from 08:00 to 10:00, a visit every five minutes; one thin hour."""
    sessions, states = [], []
    for day in range(2, 5):
        for counter in range(4):
            base = {"counter_id": f"secret-{counter}", "camera_id": "secret-camera"}
            states.append(
                {
                    **base,
                    "event_id": f"p{day}{counter}",
                    "state": "serving",
                    "started_at": f"2026-11-0{day} 08:00",
                    "ended_at": f"2026-11-0{day} 10:00",
                }
            )
            for n in range(13 if (day, counter) == (3, 0) else 12 if day == 3 else 24):
                start = datetime(2026, 11, day, 8, 1) + timedelta(minutes=5 * n)  # noqa: DTZ001
                sessions.append(
                    {
                        **base,
                        "event_id": f"s{day}{counter}{n}",
                        "started_at": str(start),
                        "ended_at": str(start + timedelta(seconds=100 + 7 * n)),
                        "waiting_s": 60.0 + n,
                        "recording_sha256": "feedface",
                        "recording_uri": "secret/path.mp4",
                        "config_hash": "c0ffee",
                    }
                )
    return write_rows(tmp_path_factory.mktemp("hall"), {"service_time": sessions, "staff_presence": states})


@pytest.fixture(scope="module")
def release(hall, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "release-of-november"
    with sql.connect(hall) as connection:
        return out, make_release(hall, connection, *DAYS, Rule(), 60, out)


@pytest.mark.slow
def test_the_thin_cell_and_its_companions_are_withheld(release):
    out, manifest = release
    rows = pq.read_table(out / "release" / "cells.parquet").to_pylist()
    shown = {(row["weekday"], row["time_of_day"]): row["visits"] for row in rows}
    assert shown == {
        ("Monday", "08:00-09:00"): None,
        ("Monday", "09:00-10:00"): None,
        ("Monday", "(all)"): 96,
        ("Tuesday", "08:00-09:00"): None,
        ("Tuesday", "09:00-10:00"): None,
        ("Tuesday", "(all)"): 49,
        ("Wednesday", "08:00-09:00"): 48,
        ("Wednesday", "09:00-10:00"): 48,
        ("Wednesday", "(all)"): 96,
        ("(all)", "08:00-09:00"): 144,
        ("(all)", "09:00-10:00"): 97,
        ("(all)", "(all)"): 241,
    }
    assert manifest["cells"] == {"all": 12, "withheld": 4}
    log = (out / "office" / "suppression_log.csv").read_text(encoding="utf-8").splitlines()
    assert log[0] == "agency_id,weekday,time_of_day,reason"
    assert "dukcapil,Tuesday,09:00-10:00,too few visits" in log and len(log) == 5


def test_csv_and_parquet_say_the_same(release):
    folder = release[0] / "release"
    table = pq.read_table(folder / "cells.parquet")
    assert table.schema.equals(RELEASE_SCHEMA, check_metadata=True)
    lines = (folder / "cells.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",") == RELEASE_SCHEMA.names and len(lines) == table.num_rows + 1


@pytest.mark.slow
def test_nothing_that_leads_to_a_person_or_a_place_is_passed_on(release):
    for file in (release[0] / "release").iterdir():
        content = file.read_bytes()
        for secret in (b"secret", b"feedface", b".mp4", b"blora", b"front", b"s20", b"p20"):
            assert secret not in content, (file.name, secret)
        assert not re.search(rb"\d\d:\d\d:\d\d|08:0[1-9]", content), file.name


def test_the_manifest_is_enough_to_cite(release):
    out, manifest = release
    folder = out / "release"
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == manifest
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {one["config_hash"] for one in manifest["versions"]["events"]} == {"c0ffee", "x"}
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert manifest["release_id"] in page and "{" not in page
    assert all(f"| `{name}` |" in page for name in RELEASE_SCHEMA.names)
    assert "Of 12 cells and totals 4 are withheld" in page and "A median needs 20 visits, a P90 100" in page
    assert "cannot be" not in page and "bounded from above closer than 10 %" in page


def test_the_same_warehouse_gives_the_same_bytes(release, hall, tmp_path):
    with sql.connect(hall) as connection:
        make_release(hall, connection, *DAYS, Rule(), 60, tmp_path / "again")
    for file in sorted(release[0].rglob("*")):
        if file.is_file():
            assert (tmp_path / "again" / file.relative_to(release[0])).read_bytes() == file.read_bytes()


def test_a_refusal_writes_nothing(hall, tmp_path):
    with sql.connect(hall) as connection, pytest.raises(NothingToPublish):
        make_release(hall, connection, *DAYS, Rule(visits=1000), 60, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_folder_of_something_else_is_left_alone(hall, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with sql.connect(hall) as connection, pytest.raises(ValueError, match=r"holds 'thesis\.txt', which is no part"):
        make_release(hall, connection, *DAYS, Rule(), 60, tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.fixture
def office(hall, tmp_path):
    """The hall's tables without what was released of them."""
    shutil.copytree(hall, tmp_path / "office", ignore=shutil.ignore_patterns(FOLDER))
    return tmp_path / "office"


@pytest.mark.slow
def test_the_command(office, tmp_path, capsys):
    out, export = str(tmp_path / "out"), ["export", "--warehouse", str(office)]
    assert main([*export, "--out", out]) == 0
    assert "2026-11-02 to 2026-11-04, 8 of 12 cells published" in " ".join(capsys.readouterr().out.split())
    assert main([*export, "--out", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    before = sorted((path, path.read_bytes()) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert main([*export, "--out", out, "--bin", "120", "--date", "2026-11-02"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "of 2026-11-02 to 2026-11-04 (bins of 60 minutes" in told and "Pass on that one again" in told
    assert sorted((path, path.read_bytes()) for path in (tmp_path / "out").rglob("*") if path.is_file()) == before


def test_a_release_that_was_registered_and_not_written_is_written_the_next_time(office, tmp_path, monkeypatch):
    def stop(*_):
        raise OSError("no space left on the device")

    with sql.connect(office) as connection:
        with monkeypatch.context() as patched:
            patched.setattr("os.replace", stop)
            with pytest.raises(OSError, match="no space"):
                make_release(office, connection, *DAYS, Rule(), 60, tmp_path / "out")
        assert len(list((office / FOLDER).iterdir())) == 1
        make_release(office, connection, *DAYS, Rule(), 60, tmp_path / "out")
    assert len(list((office / FOLDER).iterdir())) == 1 and (tmp_path / "out" / "release" / "cells.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--k", "9"], "9 visits and 3 counters behind a cell are too few"),
        (["--p", "9"], "9 %: what can be known of one counter's visits"),
        (["--k", "1000"], "nothing may be released"),
        (["--bin", "15"], "--bin 15: time bins are whole hours"),
        (["--date", "2025-01-01"], "there is no visit in the period"),
        (["--date", "2025-01-01", "--to", "2025-01-02"], "--date goes without --from and --to"),
        (["--from", "2025-01-01"], "--from and --to go together"),
        (["--from", "2026-11-03", "--to", "2026-11-02"], "--to 2026-11-02 lies before --from 2026-11-03"),
    ],
)
def test_what_cannot_be_released_is_said_with_status_2(hall, tmp_path, capsys, options, message):
    assert main(["export", "--warehouse", str(hall), "--out", str(tmp_path / "out"), *options]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_an_empty_warehouse_is_said(tmp_path, capsys):
    assert main(["export", "--warehouse", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "holds no visit yet" in " ".join(capsys.readouterr().err.split())
