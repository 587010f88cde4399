"""Who was shown what is noted before it is shown, whatever else writes to the warehouse."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pantau.desk.application import application
from pantau.desk.figures import looks
from pantau.desk.footage.clips import Workshop
from pantau.schemas.tables import CUSTODY
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from tests.desk.signed_in import SomebodysBrowser, with_accounts


@pytest.fixture
def settings(desk_settings, tmp_path):
    """The office with a warehouse of its own."""
    # Other tests have looked at footage of the one that is shared.
    nobody_looked = shutil.ignore_patterns("custody")
    shutil.copytree(desk_settings.warehouse, tmp_path / "warehouse", ignore=nobody_looked)
    return with_accounts(replace(desk_settings, warehouse=str(tmp_path / "warehouse")), tmp_path)


@pytest.fixture
def app(settings, made):
    return application(settings, Workshop(made))


def noted(settings):
    return read_table(settings.warehouse, CUSTODY).to_pylist()


def test_each_clip_and_frame_is_a_row_before_it_is_shown(app, settings, recording_ids):
    began = datetime.now(UTC)
    reviewer = SomebodysBrowser(app, "reviewer")
    assert reviewer.get(f"/footage/{recording_ids[0]}/still?at=2.5").status_code == 200
    told = reviewer.get(f"/footage/{recording_ids[0]}/clip?at=1").json()
    for part in ("bytes=0-99", "bytes=100-199"):
        assert reviewer.get(told["media"], range=part).status_code == 206
    frame, clip = noted(settings)
    assert began <= frame["shown_at"] <= clip["shown_at"] <= datetime.now(UTC)
    alike = {name: clip[name] for name in ("account", "account_role", "camera_id", "recording_id", "service_date")}
    assert alike == {
        "account": "a-reviewer",
        "account_role": "reviewer",
        "camera_id": "cam",
        "recording_id": recording_ids[0],
        "service_date": datetime(2026, 11, 2, tzinfo=UTC).date(),
    }
    assert (frame["footage_kind"], frame["from_s"], frame["to_s"]) == ("frame", 2.5, 2.5)
    assert (clip["footage_kind"], clip["from_s"], clip["to_s"]) == ("clip", 0.0, 3.96)
    assert len(clip["recording_sha256"]) == 64 and clip["look_id"] != frame["look_id"]


def test_each_recording_of_a_drawn_clip_is_a_row(app, settings, recording_ids):
    assert SomebodysBrowser(app, "viewer").get("/footage/events/a1/drawn").status_code == 403
    assert noted(settings) == []
    assert SomebodysBrowser(app, "reviewer").get("/footage/events/a1/drawn").status_code == 200
    rows = noted(settings)
    assert sorted(row["recording_id"] for row in rows) == sorted(recording_ids)
    assert {(row["account"], row["footage_kind"], row["from_s"], row["to_s"]) for row in rows} == {
        ("a-reviewer", "clip", 0.5, 1.5)
    }


def test_what_is_not_shown_is_no_row(app, settings, recording_ids):
    viewer, reviewer = SomebodysBrowser(app, "viewer"), SomebodysBrowser(app, "reviewer")
    assert viewer.get(f"/footage/{recording_ids[0]}/still?at=1").status_code == 403
    assert reviewer.get(f"/footage/{recording_ids[0]}/still?at=99").status_code == 404
    assert reviewer.get("/moment?camera=cam&at=2026-11-02T01:00:01Z").status_code == 200
    assert noted(settings) == []


def test_nobody_plays_the_clip_that_somebody_else_asked_for(app, settings, recording_ids):
    reviewer, other = SomebodysBrowser(app, "reviewer"), SomebodysBrowser(app, "administrator")
    media = reviewer.get(f"/footage/{recording_ids[0]}/clip?at=1").json()["media"]
    assert other.get(media).status_code == 404
    assert other.get(f"/footage/{recording_ids[0]}/clip?at=1").json()["media"] == media
    assert other.get(media).status_code == 200
    assert [row["account"] for row in noted(settings)] == ["a-reviewer", "a-administrator"]


def test_without_accounts_it_is_the_machine_that_looked(settings, made, recording_ids):
    app = application(replace(settings, reach=replace(settings.reach, accounts=None)), Workshop(made))
    assert SomebodysBrowser(app).get(f"/footage/{recording_ids[0]}/still?at=1").status_code == 200
    assert [(row["account"], row["account_role"]) for row in noted(settings)] == [("local", "administrator")]


def test_a_run_that_writes_is_not_waited_for(app, settings, recording_ids):
    reviewer = SomebodysBrowser(app, "reviewer")
    with draft_of(settings.warehouse):
        assert reviewer.get(f"/footage/{recording_ids[0]}/still?at=1").status_code == 200
        assert len(noted(settings)) == 1


def test_what_cannot_be_noted_is_not_shown(app, made, settings, recording_ids, monkeypatch):
    reviewer = SomebodysBrowser(app, "reviewer")
    media = reviewer.get(f"/footage/{recording_ids[0]}/clip?at=1").json()["media"]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pantau.transforms.tables.appended.appended_rows.replace", full)
    made.asked.clear()
    drawn = reviewer.get("/footage/events/a1/drawn")
    assert drawn.status_code == 503 and not made.asked[0].target.exists()
    for path in (f"/footage/{recording_ids[0]}/still?at=1", f"/footage/{recording_ids[1]}/clip?at=1"):
        answer = reviewer.get(path)
        assert answer.status_code == 503 and "No space left on device" in answer.json()["sentence"]
    assert reviewer.get(media).status_code == 200 and len(noted(settings)) == 1


def test_the_administrator_reads_it_page_by_page(app, settings, recording_ids, monkeypatch):
    administrator = SomebodysBrowser(app, "administrator")
    assert "No footage was shown." in administrator.get("/custody").text
    reviewer = SomebodysBrowser(app, "reviewer")
    for at in (0.5, 1.0, 1.5):
        reviewer.get(f"/footage/{recording_ids[0]}/still?at={at}")
    monkeypatch.setattr(looks, "ON_A_PAGE", 2)
    monkeypatch.setattr("pantau.desk.pages.custody.ON_A_PAGE", 2)
    text = administrator.get("/custody").text
    assert text.count("<td>a-reviewer</td><td>one frame</td><td>cam</td>") == 2
    assert "2026-11-02 08:00:01.5</a>" in text and "08:00:00.5" not in text
    earlier = text.partition('class="action" href="')[2].partition('"')[0].replace("&amp;", "&")
    text = administrator.get(earlier).text
    assert text.count("a-reviewer") == 1 and "2026-11-02 08:00:00.5</a>" in text and "Earlier" not in text
    assert administrator.get("/custody?before=x").status_code == 404
    assert timedelta(0) < datetime.now(UTC) - noted(settings)[0]["shown_at"] < timedelta(minutes=5)
