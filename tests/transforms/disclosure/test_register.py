"""One release of a date, whatever stops the machine and whoever else exports."""

import json
from datetime import date

import pytest

from pantau.transforms.disclosure import register as module
from pantau.transforms.disclosure.register import FOLDER, OverlappingRelease, register

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


def files(warehouse):
    return sorted(path.name for path in (warehouse / FOLDER).iterdir())


def test_a_release_and_the_next_one(tmp_path):
    register(tmp_path, "first", *SEPTEMBER, 60)
    register(tmp_path, "second", date(2026, 10, 1), date(2026, 10, 31), 60)
    assert files(tmp_path) == ["00000001.json", "00000002.json"]
    noted = json.loads((tmp_path / FOLDER / "00000001.json").read_text(encoding="utf-8"))
    assert noted.pop("made_at").endswith("+00:00")
    assert noted == {"release_id": "first", "first": "2026-09-01", "last": "2026-09-30", "bin_minutes": 60}


def test_the_same_release_again_changes_nothing(tmp_path):
    register(tmp_path, "first", *SEPTEMBER, 60)
    before = (tmp_path / FOLDER / "00000001.json").read_bytes()
    register(tmp_path, "first", *SEPTEMBER, 60)
    assert files(tmp_path) == ["00000001.json"] and (tmp_path / FOLDER / "00000001.json").read_bytes() == before


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 10, 5)),
        (date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 9, 10), date(2026, 9, 10)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_another_release_of_common_dates_is_refused(tmp_path, first, last):
    register(tmp_path, "first", *SEPTEMBER, 240)
    with pytest.raises(OverlappingRelease) as refused:
        register(tmp_path, "other", first, last, 60)
    told = str(refused.value)
    assert f"{first} to {last}: release first of 2026-09-01 to 2026-09-30 (bins of 240 minutes, made 20" in told
    assert (
        f"Pass on that one again, or name dates outside it. If it has never left the office, delete it and {tmp_path}"
        in told
    )
    assert files(tmp_path) == ["00000001.json"]


def test_what_was_removed_as_told_may_be_made_again(tmp_path):
    register(tmp_path, "first", *SEPTEMBER, 60)
    (tmp_path / FOLDER / "00000001.json").unlink()
    register(tmp_path, "other", *SEPTEMBER, 60)


def test_another_export_that_comes_first_is_compared_with(tmp_path, monkeypatch):
    create, given = module.create, []

    def slow(path, content):
        if not given:
            given.append(path)
            register(tmp_path, "faster", *SEPTEMBER, 60)
        create(path, content)

    monkeypatch.setattr(module, "create", slow)
    with pytest.raises(OverlappingRelease, match="release faster of"):
        register(tmp_path, "slower", *SEPTEMBER, 60)
    assert files(tmp_path) == ["00000001.json"]


def test_a_stop_amid_the_writing_leaves_no_release(tmp_path, monkeypatch):
    def stop(*_):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("os.link", stop)
        with pytest.raises(OSError, match="no space"):
            register(tmp_path, "first", *SEPTEMBER, 60)
    assert files(tmp_path) == []
    (tmp_path / FOLDER / ".writing-x").write_bytes(b"{")  # what a killed process leaves
    register(tmp_path, "other", *SEPTEMBER, 60)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"release_id": "x"', b"\xff"])
def test_a_damaged_register_is_not_taken_for_an_empty_one(tmp_path, content):
    register(tmp_path, "first", *SEPTEMBER, 60)
    (tmp_path / FOLDER / "00000001.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"00000001\.json: does not say which dates were released .* from a backup"):
        register(tmp_path, "other", date(2027, 1, 1), date(2027, 1, 2), 60)


def test_dates_that_are_none_are_told(tmp_path):
    register(tmp_path, "first", *SEPTEMBER, 60)
    path = tmp_path / FOLDER / "00000001.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-09-01", "1.9.2026"), encoding="utf-8")
    with pytest.raises(ValueError, match="does not say which dates"):
        register(tmp_path, "other", *SEPTEMBER, 60)


@pytest.mark.slow
def test_machines_share_the_register_of_a_bucket(bucket, tmp_path, monkeypatch):
    def on(machine):
        monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / machine))
        return f"gs://{bucket.bucket}/hall"

    register(on("one"), "first", *SEPTEMBER, 60)
    with pytest.raises(OverlappingRelease, match="release first of"):
        register(on("two"), "other", *SEPTEMBER, 60)
    bucket.remove(f"hall/{FOLDER}/00000001.json")
    register(on("two"), "other", *SEPTEMBER, 60)
    with pytest.raises(OverlappingRelease, match="release other of"):
        register(on("one"), "first", *SEPTEMBER, 60)
