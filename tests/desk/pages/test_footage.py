import io
import re

import av
import pytest
from starlette.testclient import TestClient

from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages import footage
from pantau.desk.pages.footage import SENTENCES
from pantau.pipelines.playback import EventTrack, FootageLost
from tests.desk.conftest import HOST


def test_a_clip_begins_before_the_moment_and_says_what_was_seen(desk, made, recording_ids, desk_settings):
    answer = desk.get(f"/footage/{recording_ids[0]}/clip?at=3.5")
    told = answer.json()
    assert {name: told[name] for name in ("first_s", "last_s", "copied")} == {
        "first_s": 0.0,
        "last_s": 3.96,
        "copied": True,
    }
    person = {"box": [0.25, 0.25, 0.5, 0.75], "score": 0.9, "kind": "person", "sure": True, "carried_forward": False}
    assert told["frames"] == [
        {"offset_s": 1.0, "basis": "looked", "seats_looked": True, "people": [person]},
        {"offset_s": 3.0, "basis": "looked", "seats_looked": True, "people": []},
    ]
    (asked,) = made.asked
    assert (asked.archive, asked.row["recording_id"], asked.offset_s) == (desk_settings.archive, recording_ids[0], 0.0)


def test_what_follows_begins_where_it_is_asked_for_and_is_another_clip(desk, made, recording_ids):
    clips = [desk.get(f"/footage/{recording_ids[0]}/clip?at={query}").json() for query in ("3.5", "0&next=")]
    assert [(asked.offset_s, asked.at_once) for asked in made.asked] == [(0.0, True), (0.0, False)]
    assert clips[0]["media"] != clips[1]["media"]


def test_a_clip_is_played_by_ranges_and_made_once(desk, made, recording_ids):
    media = [desk.get(f"/footage/{recording_ids[0]}/clip?at=1").json()["media"] for _ in range(2)]
    assert media[0] == media[1] and len(made.asked) == 1
    whole = desk.get(media[0])
    assert (whole.status_code, whole.headers["content-type"], len(whole.content)) == (200, "video/mp4", 1024)
    part = desk.get(media[0], headers={"range": "bytes=10-19"})
    assert (part.status_code, part.headers["content-range"]) == (206, "bytes 10-19/1024")
    assert part.content == whole.content[10:20]
    assert desk.get(media[0], headers={"range": "bytes=5000-"}).status_code == 416


def test_old_clips_are_removed(desk, recording_ids):
    media = [desk.get(f"/footage/{recording_ids[i % 2]}/clip?at={i * 0.2}").json()["media"] for i in range(9)]
    # Two moments within the first five seconds of a recording begin with the same clip.
    assert len(set(media)) == 2
    assert {desk.get(one).status_code for one in media} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/footage/nope/clip?at=1",
        "/footage/' OR '1'='1/still?at=1",
        "/footage/..%2f..%2fsecret.mp4/still?at=1",
        "/footage/%2e%2e/still?at=1",
        "/footage/{}/clip",
        "/footage/{}/clip?at=x",
        "/footage/{}/clip?at=nan",
        "/footage/{}/clip?at=inf",
        "/footage/{}/clip?at=-1",
        "/footage/{}/still?at=4.01",
        "/footage/{}/still?at=1e309",
        "/footage/clips/nope.mp4",
        "/footage/clips/../../secret.mp4",
        "/footage/clips/..%2f..%2fsecret.mp4",
        "/footage/clips/%2fetc%2fpasswd",
        "/footage/clips/",
    ],
)
def test_forged_names_lead_to_nothing(desk, made, recording_ids, path):
    answer = desk.get(path.format(recording_ids[0]))
    assert answer.status_code == 404 and made.asked == [] and b"what nobody may read" not in answer.content


def test_the_ways_of_the_people_of_an_event_are_told(desk, recording_ids, desk_settings, monkeypatch):
    asked, way = [], EventTrack("visitor", 0.02, ((0.25, 0.75), (0.5, 0.75)), 1.0, 3.0)
    monkeypatch.setattr(footage, "event_tracks", lambda one: asked.append(one) or (way,))
    told = desk.get("/footage/events/s1/tracks").json()
    spelt = {"role": "visitor", "staff_probability": 0.02, "started_s": 1.0, "ended_s": 3.0}
    assert told == {"tracks": [{**spelt, "feet": [[0.25, 0.75], [0.5, 0.75]]}]}
    ((table, event_id, recordings),) = [(one.table, one.row["event_id"], one.recordings) for one in asked]
    assert (table, event_id) == ("service_time", "s1")
    assert {row["recording_id"] for row in recordings} == set(recording_ids)
    assert desk.get("/footage/events/nope/tracks").status_code == 404

    def lost(_):
        raise FootageLost("too_slow", "/srv: took too long")

    monkeypatch.setattr(footage, "event_tracks", lost)
    answer = desk.get("/footage/events/s1/tracks")
    assert answer.status_code == 422 and "/srv" not in answer.text


def test_a_still_is_a_jpeg(desk, made, recording_ids):
    answer = desk.get(f"/footage/{recording_ids[0]}/still?at=2.5")
    assert (answer.headers["content-type"], answer.content) == ("image/jpeg", b"jpeg")
    assert [asked.offset_s for asked in made.asked] == [2.5]


@pytest.mark.parametrize("word", [*SENTENCES, "crashed", "killed"])
def test_what_cannot_be_shown_is_said_without_paths(desk_settings, recording_ids, word):
    def lose(request, is_left):
        raise FootageLost(word, f"/srv/archive: {word}")

    with TestClient(application(desk_settings, Workshop(lose)), f"http://{HOST}") as client:
        answer = client.get(f"/footage/{recording_ids[0]}/clip?at=1", headers={"accept-language": "en"})
    assert answer.status_code == 410 and set(answer.json()) == {"sentence"} and "/srv" not in answer.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "was purged by retention|retention does not explain it"),
        ("id", "sudah dihapus sesuai masa simpan|masa simpan tidak menjelaskannya"),
    ],
)
def test_of_a_recording_that_is_gone_the_site_file_says_why(desk_settings, recording_ids, language, told):
    def lose(request, is_left):
        raise FootageLost("gone", "/srv/archive: gone")

    with TestClient(application(desk_settings, Workshop(lose)), f"http://{HOST}") as client:
        answer = client.get(f"/footage/{recording_ids[0]}/still?at=1", headers={"accept-language": language})
    assert answer.status_code == 410 and re.search(told, answer.json()["sentence"]) and "/srv" not in answer.text


def test_a_drawn_clip_of_a_candidate_is_a_file_to_keep_and_none_stays_behind(desk, made, desk_settings):
    answer = desk.get("/footage/events/a1/drawn")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/zip", b"PK drawn")
    assert answer.headers["content-disposition"] == 'attachment; filename="a1.zip"'
    (asked,) = made.asked
    assert (asked.event_id, asked.person, asked.site) == ("a1", "local", desk_settings.site)
    assert not asked.target.exists()


@pytest.mark.parametrize("event", ["s1", "nope", "..%2f..%2fsecret.mp4"])
def test_of_what_is_no_candidate_nothing_is_drawn(desk, made, event):
    assert desk.get(f"/footage/events/{event}/drawn").status_code == 404
    assert made.asked == []


@pytest.mark.parametrize("word", [*SENTENCES, "crashed"])
def test_what_cannot_be_drawn_is_said_on_a_page(desk_settings, word):
    def lose(request, is_left):
        raise FootageLost(word, f"/srv/archive: {word}")

    with TestClient(application(desk_settings, Workshop(lose)), f"http://{HOST}") as client:
        answer = client.get("/footage/events/a1/drawn", headers={"accept-language": "id"})
    assert answer.status_code == 410 and "<main" in answer.text and "/srv" not in answer.text


@pytest.mark.slow
def test_footage_is_played_from_the_very_recordings(desk_settings, recording_ids):
    """Both the one that browsers play and the one that they do not, by a process of its own."""
    with TestClient(application(desk_settings), f"http://{HOST}") as client:
        for recording_id, copied in zip(recording_ids, (True, False), strict=True):
            told = client.get(f"/footage/{recording_id}/clip?at=1.0").json()
            assert (told["copied"], told["first_s"]) == (copied, 0.0)
            with av.open(io.BytesIO(client.get(told["media"]).content)) as clip:
                assert clip.streams.video[0].codec_context.name == ("h264" if copied else "vp9")
        still = client.get(f"/footage/{recording_ids[1]}/still?at=1.0")
        assert still.content.startswith(b"\xff\xd8")
