"""The log of a Delta table."""

import hashlib
import json

import pytest

from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta.log import (
    NOTHING,
    LogState,
    changed_between,
    create_entry,
    entry_path,
    info_of,
    layouts_of,
    read_entry,
    replay,
    set_torn_aside,
    versions,
)

FIRST = {"metaData": {"id": "1"}}


def adds(*names):
    return [{"add": {"path": name}} for name in names]


def removes(*names):
    return [{"remove": {"path": name}} for name in names]


@pytest.fixture
def root(tmp_path):
    create_entry(tmp_path, "t", 0, {"run": 1}, [FIRST, *adds("a", "b%20c")])
    create_entry(tmp_path, "t", 1, {"run": 2}, [*adds("d"), *removes("a")])
    return tmp_path


def test_what_stands_after_the_entries(root):
    assert versions(root, "t") == [0, 1] and versions(root, "none") == []
    state = replay(root, "t")
    assert (state.version, state.names) == (1, {"b c", "d"})
    base = LogState(0, frozenset({"a", "b c"}), state.definition)
    assert replay(root, "t", base) == state
    assert replay(root, "none") == NOTHING
    create_entry(root, "t", 2, {}, adds("a"))
    assert replay(root, "t").names == {"a", "b c", "d"}


def test_an_entry_names_the_one_before_it_and_is_created_once(root):
    first = entry_path(root, "t", 0).read_bytes()
    info = info_of(read_entry(root, "t", 1))
    assert (info["previous"], info["actions"], info["run"]) == (hashlib.sha256(first).hexdigest(), 2, 2)
    assert info_of(read_entry(root, "t", 0))["previous"] == "" and info_of([FIRST]) == {}
    with pytest.raises(FileExistsError):
        create_entry(root, "t", 1, {}, adds("e"))
    assert replay(root, "t").names == {"b c", "d"}
    digest = create_entry(root, "t", 2, {}, adds("e"))
    assert hashlib.sha256(entry_path(root, "t", 2).read_bytes()).hexdigest() == digest


def test_what_changed_between_versions(root):
    def changed(after, last):
        added, removed = changed_between(root, "t", after, last)
        return [file.name for file in added], removed

    assert changed(-1, 0) == (["a", "b c"], []) and changed(0, 1) == (["d"], ["a"]) and changed(1, 1) == ([], [])
    # A run that was killed took `d` out and put `e` in, the next one brought that back and put `f` in.
    create_entry(root, "t", 2, {}, [*adds("e"), *removes("d")])
    create_entry(root, "t", 3, {}, [*adds("d", "f"), *removes("e")])
    assert changed(1, 3) == (["f"], []) and changed(0, 3) == (["d", "f"], ["a"]) and changed(-1, 3)[1] == []
    assert layouts_of(root, "t") == {""} and layouts_of(root, "none") == set()


def part(path, lines):
    content = path.read_bytes()
    return b"".join(content.splitlines(keepends=True)[:lines]) if lines >= 0 else content[: len(content) // 2]


@pytest.mark.parametrize("kept", [0, 1, 2, -1], ids=["empty", "no action", "an action less", "half a line"])
def test_a_torn_entry_is_set_aside_with_what_is_behind_it(root, kept):
    whole = create_entry(root, "t", 2, {}, [*adds("e"), *removes("d")])
    path = entry_path(root, "t", 2)
    set_torn_aside(root, "t", 1)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == whole
    path.write_bytes(torn := part(path, kept))
    behind = entry_path(root, "t", 3)
    behind.write_text(json.dumps(FIRST), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{path}: is no whole entry .*; bring it back from a backup"):
        replay(root, "t")
    set_torn_aside(root, "t", 1)
    assert versions(root, "t") == [0, 1] and replay(root, "t").names == {"b c", "d"}
    assert (root / "_set_aside" / f"t-{path.name}").read_bytes() == torn
    assert (root / "_set_aside" / f"t-{behind.name}").exists()


def test_an_entry_that_lacks_the_one_before_it_is_set_aside(root):
    create_entry(root, "t", 2, {}, adds("e"))
    entry_path(root, "t", 2).rename(entry_path(root, "t", 3))
    set_torn_aside(root, "t", 1)
    assert versions(root, "t") == [0, 1] and (root / "_set_aside" / f"t-{3:020}.json").exists()


def test_an_entry_that_was_told_of_stays_where_it_is(root):
    entry_path(root, "t", 1).write_bytes(b"")
    set_torn_aside(root, "t", 1)
    assert versions(root, "t") == [0, 1]


def test_an_entry_for_which_there_is_no_room_is_not_there(root, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        create_entry(root, "t", 2, {}, adds("e"))
    assert versions(root, "t") == [0, 1] and len(list((root / "t" / "_delta_log").iterdir())) == 2
