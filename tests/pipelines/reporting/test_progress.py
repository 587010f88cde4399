import io
import os
import time

import pytest
from rich.console import Console

from pantau.pipelines.reporting import progress
from pantau.pipelines.reporting.progress import watch
from pantau.transforms.storage.place import place_of


@pytest.fixture
def screen(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(progress, "console", Console(file=out, width=200))
    monkeypatch.setattr(progress, "POLL_S", 0.01)
    return out


def test_the_last_line_counts_what_was_written_while_it_ran(tmp_path, screen):
    files = [(tmp_path / name, seconds, name) for name, seconds in (("a", 1800.0), ("b", 5400.0), ("c", 3600.0))]
    (tmp_path / "c").touch()
    os.utime(tmp_path / "c", (time.time() - 60, time.time() - 60))
    with watch(files, "Observing recordings"):
        (tmp_path / "a").touch()
        (tmp_path / "b").touch()
    last = screen.getvalue().splitlines()[-1]
    assert last.startswith("Observing recordings: 2 of 3 recordings, 2.00 of 3.00 h, ")
    assert last.endswith("× real time")


def test_lines_come_as_often_as_is_said(tmp_path, screen, monkeypatch):
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.05)
    began = time.monotonic()
    with watch([(tmp_path / "a", 3600.0, "a")], "Rendering"):
        # However slow the machine is, the third line comes.
        while screen.getvalue().count("\n") < 3 and time.monotonic() < began + 60:
            time.sleep(0.01)
    lines = screen.getvalue().splitlines()
    assert 3 <= len(lines) <= (time.monotonic() - began) / 0.05 + 2
    assert all(line.startswith("Rendering: 0 of 1 recordings, 0.00 of 1.00 h, 0×") for line in lines)


def test_nothing_to_do_says_nothing(screen):
    with watch([], "Looking"):
        pass
    assert screen.getvalue() == ""


def test_it_ends_with_the_block_even_when_that_fails(tmp_path, screen):
    with pytest.raises(RuntimeError), watch([(tmp_path / "a", 1.0, "a")], "Looking"):
        raise RuntimeError
    assert screen.getvalue().startswith("Looking: 0 of 1 recordings")


def test_in_a_bucket_one_listing_tells_of_all(cloud, bucket, screen):
    places = [place_of(f"gs://{bucket.bucket}/hall/service_date=2026-11-0{day}/part-0.parquet") for day in (1, 2, 3)]
    with watch([(place, 3600.0, place.name) for place in places], "Observing recordings"):
        for place in places[:2]:
            bucket.create(place.key, b"")
        cloud.requests.clear()
    assert screen.getvalue().splitlines()[-1].startswith("Observing recordings: 2 of 3 recordings, 2.00 of 3.00 h, ")
    assert {method for method, _, _ in cloud.requests} == {"GET"} and len(cloud.requests) <= 2
