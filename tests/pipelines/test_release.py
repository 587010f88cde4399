"""A release as files: what is passed on, what stays, what is refused, and that equal ones are equal byte for byte."""

import hashlib
import json
import re
import shutil
from datetime import datetime, timedelta

import pyarrow.parquet as pq
import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.release import CELL_COLUMNS, RELEASE_TABLES, release_schema
from pantau.schemas.tables import RELEASES, SERVICE_TIME
from pantau.transforms.releases import make_release as module
from pantau.transforms.releases.noisy import plan_noisy
from pantau.transforms.releases.release_files import MARKER, SAFE_ROOM
from pantau.transforms.tables.partition_files import read_table
from tests.sql.conftest import write_rows

SAID = ["--publisher", "Dinas", "--contact", "data@example.id", "--region", "Blora", "--licence", "CC-BY-4.0"]

VISITS = ["--level", "visits", "--by", "month"]


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """Three days at four counters of one agency, from 08:00 to 10:00, a visit every five minutes; one thin hour."""
    sessions, states = [], []
    for day in range(2, 5):
        for counter in range(4):
            base = {"counter_id": f"secret-{counter}", "camera_id": f"secret-camera-{counter}"}
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


def export(warehouse, out, *more, name="november"):
    return main(
        ["export", "--warehouse", str(warehouse), "--out", str(out), "--name", name, "--by", "date", *SAID, *more]
    )


def assert_same(one, other):
    """All files of a folder lie in another, byte for byte."""
    for file in sorted(path for path in one.rglob("*") if path.is_file()):
        assert (other / file.relative_to(one)).read_bytes() == file.read_bytes(), file


@pytest.fixture(scope="module")
def release(hall, tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("released") / "hall"
    shutil.copytree(hall, warehouse)
    out = tmp_path_factory.mktemp("out") / "november"
    assert export(warehouse, out) == 0
    return warehouse, out


@pytest.mark.slow
def test_cells_are_coarser_where_finer_ones_would_be_withheld(release):
    rows = pq.read_table(release[1] / "release" / "cells.parquet").to_pylist()
    assert {(row["period"], row["time_of_day"]): row["visits"] for row in rows} == {
        ("(all)", "08:00-10:00"): 241,
        ("2026-11-02", "08:00-10:00"): 96,
        ("2026-11-03", "08:00-10:00"): 49,
        ("2026-11-04", "08:00-10:00"): 96,
    }
    whole = next(row for row in rows if row["period"] == "(all)")
    assert whole["observed_hours"] == 24.0 and whole["staffed_share"] is None
    assert (whole["median_service_s"], whole["median_waiting_s"]) == (170.0, 70.0)
    log = (release[1] / "office" / "withheld.csv").read_text(encoding="utf-8")
    assert '"reneged","(all)","08:00-10:00","too few visits"' in log


@pytest.mark.slow
def test_all_that_goes_with_it_is_there_and_sums_are_right(release):
    folder = release[1] / "release"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert {path.name for path in folder.iterdir()} == sums.keys() | {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert pq.read_schema(folder / "cells.parquet").equals(release_schema(CELL_COLUMNS), check_metadata=True)
    for name in ("croissant.json", "datapackage.json", "dcat.jsonld", "CITATION.cff", "README.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "Dinas" in text and "CC-BY-4.0" in text and "{" + "name}" not in text, name
    (row,) = read_table(release[0], RELEASES).to_pylist()
    assert row["release_id"] in (folder / "README.md").read_text(encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["pantau"]["blocks"][0]["observed_share"] == 1.0
    assert "not known" in (folder / "README.md").read_text(encoding="utf-8").split("## How right it is")[1]


@pytest.mark.slow
def test_nothing_that_leads_to_a_person_or_a_place_is_passed_on(release):
    for file in (release[1] / "release").iterdir():
        content = file.read_bytes()
        for secret in (b"secret", b"feedface", b".mp4", b"front", b"s20", b"p20"):
            assert secret not in content, (file.name, secret)
        assert not re.search(rb"08:0[1-9]", content), file.name


@pytest.mark.slow
def test_the_same_again_is_the_same_bytes_and_registered_once(release, tmp_path):
    warehouse, out = release
    assert export(warehouse, tmp_path / "again") == 0
    assert_same(out, tmp_path / "again")
    assert read_table(warehouse, RELEASES).num_rows == 1


@pytest.fixture(scope="module")
def visits(hall, tmp_path_factory):
    """A release of visits of the same hall."""
    warehouse = tmp_path_factory.mktemp("visits") / "hall"
    shutil.copytree(hall, warehouse)
    out = tmp_path_factory.mktemp("out") / "visits"
    assert export(warehouse, out, *VISITS) == 0
    return warehouse, out


@pytest.mark.slow
def test_visits_are_all_there_and_lead_to_nobody(visits):
    rows = pq.read_table(visits[1] / "release" / "visits.parquet").to_pylist()
    assert sum(row["visits"] for row in rows) == 241 and {row["office"] for row in rows} == {"office-1"}
    assert {row["period_from"] for row in rows} == {"2026-11"} and len(rows) > 2
    for file in (visits[1] / "release").iterdir():
        content = file.read_bytes()
        for secret in (b"secret", b"feedface", b".mp4", b"front", b"s20", b"dukcapil"):
            assert secret not in content, (file.name, secret)
        assert b"{name}" not in content and not re.search(rb"08:0[1-9]", content), file.name
    assert "office-1, observer-1: dukcapil" in (visits[1] / "office" / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_visits_again_have_the_names_that_were_drawn(visits, tmp_path):
    warehouse, out = visits
    assert export(warehouse, tmp_path / "again", *VISITS) == 0
    assert_same(out, tmp_path / "again")
    (row,) = read_table(warehouse, RELEASES).to_pylist()
    assert row["release_level"] == "visits"


def play(release, out, *more):
    of = ["--of", str(release[1] / "release"), "--out", str(out), "--name", "played"]
    return main(["export", "--level", "synthetic", *of, "--days", "2", *SAID, *more])


def test_played_days_are_of_a_release_alone_and_say_so_everywhere(release, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert play(release, tmp_path / "one") == play(release, tmp_path / "two") == 0
    assert play(release, tmp_path / "three", "--seed", "2") == 0
    folders = [tmp_path / name / "release" for name in ("one", "two", "three")]
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["release"]
    for file in folders[0].iterdir():
        assert file.read_bytes() == (folders[1] / file.name).read_bytes()
        assert b"ynthetic" in file.read_bytes(), file.name
    table = pq.read_table(folders[0] / "synthetic_service_time.parquet")
    assert table.schema.names == list(SERVICE_TIME.columns)
    assert not table.equals(pq.read_table(folders[2] / "synthetic_service_time.parquet"))
    # 241 visits in three dates of which two hours each were observed at four counters.
    assert 100 < len(table) < 230 and set(table["counter_id"].to_pylist()) <= {f"synthetic-1-{n}" for n in range(1, 5)}
    assert read_table(release[0], RELEASES).num_rows == 1


def test_what_cannot_be_played_is_said(release, tmp_path, capsys):
    assert play(release, tmp_path / "out", "--days", "0") == 2
    assert "--days 0: 1 to 1000 days" in " ".join(capsys.readouterr().err.split())
    assert play(release, tmp_path / "out", "--seed", "-1") == 2
    assert "--seed -1: a seed is a whole number" in " ".join(capsys.readouterr().err.split())
    assert play((None, tmp_path), tmp_path / "out") == 2
    assert "no finished release of aggregates" in " ".join(capsys.readouterr().err.split())
    assert main(["export", "--level", "synthetic", "--name", "a", "--out", str(tmp_path / "out"), *SAID]) == 2
    assert "--of: played days are made of a release" in " ".join(capsys.readouterr().err.split())
    assert play(release, tmp_path / "out", "--safe-room") == 2
    assert "--safe-room: says nothing of --level synthetic" in " ".join(capsys.readouterr().err.split())
    assert export(release[0], tmp_path / "out", "--of", str(release[1] / "release")) == 2
    assert "--of: says nothing of --level aggregates" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_days_are_played_of_what_was_released_alone_and_never_over_it(release, tmp_path, capsys):
    """A copy of the release may be the only one, and is what the days are played of."""
    copy = tmp_path / "copy" / "release"
    shutil.copytree(release[1] / "release", copy)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    former = json.loads(before["datapackage.json"]) | {"pantau": {}}
    for name, package in (("played", before["datapackage.json"]), ("november", json.dumps(former).encode())):
        (copy / "datapackage.json").write_bytes(package)
        assert play((None, copy.parent), copy.parent, "--name", name) == 2
        assert "holds the data set november (aggregates); name a new folder" in " ".join(
            capsys.readouterr().err.split()
        )
    (copy / "datapackage.json").write_bytes(before["datapackage.json"])
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before
    (copy / "cells.parquet").write_bytes(before["durations.parquet"])
    assert play((None, copy.parent), tmp_path / "out") == 2
    assert "cells.parquet is not what SHA256SUMS says" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_no_release_is_written_over_another_one(release, tmp_path, capsys):
    out = tmp_path / "november"
    shutil.copytree(release[1], out)
    assert export(release[0], out, name="second") == 2
    assert "holds the data set november (aggregates); name a new folder" in " ".join(capsys.readouterr().err.split())
    (out / "release" / "datapackage.json").write_text("{}", encoding="utf-8")
    assert export(release[0], out) == 2
    assert "datapackage.json: cannot be read" in " ".join(capsys.readouterr().err.split())
    assert read_table(release[0], RELEASES).num_rows == 1


@pytest.mark.slow
@pytest.mark.parametrize("level", [[], VISITS])
def test_a_safe_room_has_all_of_it_and_is_marked_and_in_no_register(hall, tmp_path, level):
    told = ["export", "--warehouse", str(hall), "--out", str(tmp_path / "out"), "--name", "inside", "--safe-room"]
    assert main([*told, *(level[:2] or ["--by", "date"])]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == [SAFE_ROOM] and not (hall / "releases").exists()
    folder = tmp_path / "out" / SAFE_ROOM
    marker = (folder / MARKER).read_text(encoding="utf-8")
    assert "must not leave" in marker and "tidak boleh keluar" in marker
    assert "Must not leave the office" in (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.iterdir():
        assert not any(one in file.read_bytes() for one in (b"feedface", b".mp4", b"s20")), file
    if level:
        rows = pq.read_table(folder / "visits.parquet").to_pylist()
        assert len(rows) == 241 and rows[0] == {
            "agencies": "dukcapil",
            "observer": rows[0]["observer"],
            "counter": "secret-0",
            "service_date": "2026-11-02",
            "hour": 8,
            "service_seen": "ended",
            "service_s": 100.0,
            "waiting_s": 60.0,
        }
    else:
        rows = {(r["period"], r["time_of_day"]): r for r in pq.read_table(folder / "cells.parquet").to_pylist()}
        thin = rows["2026-11-03", "09:00-10:00"]
        assert (thin["visits"], thin["reneged"], thin["observed_hours"], thin["staffed_share"]) == (1, 0, 4.0, 1.0)
        assert pq.read_table(folder / "durations.parquet").num_rows > 10
    assert main([*told, "--out", str(hall)]) == 2


def test_of_a_date_with_visits_nothing_else_is_released(visits, release, tmp_path, capsys):
    for (warehouse, _), options in ((visits, []), (visits, VISITS), (release, VISITS)):
        assert export(warehouse, tmp_path / "out", "--date", "2026-11-04", *options, name="second") == 2
        assert "visits stand only where nothing else was released" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


NOISE = ["--level", "noisy", "--epsilon", "1", "--budget", "1.5", "--counts", "visits", "waiting"]


@pytest.fixture(scope="module")
def noisy(hall, tmp_path_factory):
    """A release of counts with noise of the same hall."""
    warehouse = tmp_path_factory.mktemp("noisy") / "hall"
    shutil.copytree(hall, warehouse)
    out = tmp_path_factory.mktemp("out") / "noisy"
    assert export(warehouse, out, *NOISE) == 0
    return warehouse, out


@pytest.mark.slow
def test_noisy_counts_tell_their_noise_and_lead_to_nobody(noisy):
    folder = noisy[1] / "release"
    rows = pq.read_table(folder / "noisy_cells.parquet").to_pylist()
    assert len(rows) == 6 and all(row["visits_hi"] - row["visits"] == row["visits"] - row["visits_lo"] for row in rows)
    assert {row["reneged"] for row in rows} == {None}
    said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["pantau"]["noise"]
    assert (said["epsilon"], said["unit"]) == (1.0, "a counter's service date")
    # Two counts share epsilon, and 100 visits of a counter's date count.
    assert said["counts"]["visits"]["scale"] == 200 and said["counts"]["visits"]["within"] == 599
    for name in ("README.md", "METHOD.md"):
        assert "| visits | 100 | 0.5 | 200 | 283 | 599 |" in (folder / name).read_text(encoding="utf-8")
    for file in folder.iterdir():
        content = file.read_bytes()
        for secret in (b"secret", b"feedface", b".mp4", b"front", b"s20", b"{noise}"):
            assert secret not in content, (file.name, secret)
    (row,) = read_table(noisy[0], RELEASES).to_pylist()
    assert (row["release_level"], row["epsilon"], row["epsilon_budget"]) == ("noisy", 1.0, 1.5)
    assert "0 of 241 of visits" in (noisy[1] / "office" / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_noisy_counts_again_are_those_that_were_published(noisy, tmp_path, monkeypatch, capsys):
    """Drawn anew, the mean of many would be the true count."""
    warehouse, out = noisy
    with monkeypatch.context() as patched:
        patched.setattr(plan_noisy, "noised", None)
        assert export(warehouse, tmp_path / "again", *NOISE) == 0
    assert_same(out, tmp_path / "again")
    assert read_table(warehouse, RELEASES).num_rows == 1
    capsys.readouterr()
    assert export(warehouse, tmp_path / "second", *NOISE, name="second") == 2
    assert "1 of the budget of 1.5 is used up on 2026-11-02 by november" in " ".join(capsys.readouterr().err.split())
    assert export(warehouse, tmp_path / "second", name="second") == 2
    assert "which would tell the noise" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "second").exists()


@pytest.mark.slow
def test_a_later_release_of_common_dates_tells_nothing_of_the_difference(release, tmp_path, capsys):
    """2 and 3 November by hour: with 3 November known, and both, its thin hour would follow."""
    warehouse = tmp_path / "hall"
    shutil.copytree(release[0], warehouse)
    assert export(warehouse, tmp_path / "out", "--from", "2026-11-02", "--to", "2026-11-03", name="second") == 0
    rows = pq.read_table(tmp_path / "out" / "release" / "cells.parquet").to_pylist()
    assert {row["period"] for row in rows} == {"2026-11-02", "2026-11-03", "(all)"}
    assert all(row["median_service_s"] is None and row["staffed_share"] is None for row in rows)
    assert pq.read_table(tmp_path / "out" / "release" / "durations.parquet").num_rows == 0
    assert export(warehouse, tmp_path / "third", "--bin", "120", name="second") == 2
    assert "has this name and was asked for otherwise" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "third").exists()


def test_what_was_registered_and_not_written_is_written_the_next_time(hall, tmp_path, monkeypatch):
    def stop(*_):
        raise OSError("no space left on the device")

    shutil.copytree(hall, tmp_path / "hall")
    with monkeypatch.context() as patched:
        patched.setattr(module, "replace", stop)
        assert export(tmp_path / "hall", tmp_path / "out") != 0
    assert read_table(tmp_path / "hall", RELEASES).num_rows == 1
    assert export(tmp_path / "hall", tmp_path / "out") == 0
    assert (
        read_table(tmp_path / "hall", RELEASES).num_rows == 1 and (tmp_path / "out" / "release" / "SHA256SUMS").exists()
    )


@pytest.mark.parametrize("level", RELEASE_TABLES)
@pytest.mark.parametrize(
    ("option", "levels"),
    [
        (["--warehouse", "w"], {"aggregates", "visits", "noisy"}),
        (["--date", "2026-11-02"], {"aggregates", "visits", "noisy"}),
        (["--from", "2026-11-02"], {"aggregates", "visits", "noisy"}),
        (["--to", "2026-11-02"], {"aggregates", "visits", "noisy"}),
        (["--by", "month"], {"aggregates", "visits", "noisy"}),
        (["--bin", "60"], {"aggregates", "visits", "noisy"}),
        (["--k", "10"], {"aggregates", "visits"}),
        (["--p", "10"], {"aggregates", "visits"}),
        (["--safe-room"], {"aggregates", "visits"}),
        (["--epsilon", "1"], {"noisy"}),
        (["--budget", "1"], {"noisy"}),
        (["--most", "60"], {"noisy"}),
        (["--counts", "visits"], {"noisy"}),
        (["--of", "d"], {"synthetic"}),
        (["--days", "10"], {"synthetic"}),
        (["--seed", "1"], {"synthetic"}),
    ],
)
def test_an_option_that_a_level_does_not_hear_is_refused(tmp_path, capsys, monkeypatch, level, option, levels):
    """Also where it says what holds anyhow. Whether one is heard shows in what is said next of an empty folder."""
    monkeypatch.chdir(tmp_path)
    given = ["export", "--level", level, "--out", "o", "--name", "n", *option]
    assert main(given) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert (f"{option[0]}: says nothing of --level {level}" in said) == (level not in levels), said
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--safe-room", "--k", "12"], "--k: says nothing with --safe-room, as nothing is withheld there"),
        (["--safe-room", "--publisher", "P"], "--publisher: says nothing with --safe-room, as nobody publishes it"),
        (["--safe-room", "--level", "visits", "--by", "week"], "--by: says nothing with --safe-room, as each visit"),
        (["--level", "synthetic", "--of", "d", "--runner", "DirectRunner"], "is made without an engine"),
    ],
)
def test_what_a_safe_room_or_played_days_do_not_hear_is_refused(tmp_path, capsys, options, message):
    assert main(["export", "--out", str(tmp_path / "o"), "--name", "n", *options]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--level", "noisy", "--epsilon", "1"], "--budget: --level noisy has noise by --epsilon, and --budget says"),
        (["--level", "noisy"], "--epsilon, --budget: --level noisy has noise by --epsilon"),
        (["--level", "noisy", "--epsilon", "20", "--budget", "20"], "--epsilon 20: more than 0 and at most 10"),
        (["--k", "9"], "9 visits and 3 counters behind a cell are too few"),
        (["--p", "9"], "9 %: what can be known of one counter's visits"),
        (["--k", "1000"], "nothing may be released"),
        (["--bin", "15"], "--bin 15: time bins are whole hours"),
        (["--date", "2025-01-01"], "there is no visit in the period"),
        (["--from", "2026-11-03", "--to", "2026-11-02"], "--to 2026-11-02 lies before --from 2026-11-03"),
        (["--publisher", " "], "--publisher: a release says who stands for it"),
        (["--name", "a b"], "--name 'a b': a name has letters"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_released_is_said_with_status_2(hall, tmp_path, capsys, options, message):
    assert export(hall, tmp_path / "out", *options) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists() and not (hall / "releases").exists()


def test_a_folder_of_something_else_is_left_alone(hall, tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert export(hall, tmp_path) == 2
    assert "holds 'thesis.txt', which is no part" in " ".join(capsys.readouterr().err.split())
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_empty_warehouse_is_said(tmp_path, capsys):
    assert export(tmp_path, tmp_path / "out") == 2
    assert "holds no visit yet" in " ".join(capsys.readouterr().err.split())


def test_dates_that_an_earlier_version_released_are_refused(hall, tmp_path, capsys):
    shutil.copytree(hall, tmp_path / "hall")
    note = tmp_path / "hall" / "_releases" / "00000001.json"
    note.parent.mkdir()
    note.write_text('{"release_id": "old", "first": "2026-11-01", "last": "2026-11-02"}', encoding="utf-8")
    assert export(tmp_path / "hall", tmp_path / "out") == 2
    assert "release old of 2026-11-01 to 2026-11-02" in " ".join(capsys.readouterr().err.split())
    note.write_text("{}", encoding="utf-8")
    assert export(tmp_path / "hall", tmp_path / "out") == 2
    assert "does not say which dates were released" in " ".join(capsys.readouterr().err.split())
