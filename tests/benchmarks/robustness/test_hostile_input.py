"""A few of what `python -m benchmarks.robustness.hostile_input` does a thousand times."""

import contextlib
import io
import random
from datetime import date

import pytest
from rich.console import Console

from benchmarks.robustness.hostile_input import EXAMPLE, mutated_archive, night, outcomes
from benchmarks.robustness.mutations import altered_bytes, altered_text
from pantau.pipelines.reporting.site_overview import print_overview
from pantau.schemas.site import SiteFileError, parse_site
from pantau.sql import check


def test_the_same_dice_alter_the_same():
    content = bytes(range(256)) * 40
    assert altered_bytes(content, random.Random(1)) == altered_bytes(content, random.Random(1)) != content
    assert altered_text("a: 1\nb: 2", random.Random(1)) == altered_text("a: 1\nb: 2", random.Random(1))


@pytest.mark.parametrize("content", [b"", b"x", b"xy"])
def test_nothing_is_too_short_to_be_altered(content):
    for seed in range(50):
        assert isinstance(altered_bytes(content, random.Random(seed)), bytes)


@pytest.mark.slow
def test_a_mutated_site_file_is_used_or_refused_with_its_line():
    text, used = EXAMPLE.read_text(encoding="utf-8"), 0
    for seed in range(100):
        try:
            site = parse_site(altered_text(text, random.Random(f"1 {seed}")), "site.yaml")
        except SiteFileError as error:
            assert all(line.startswith("site.yaml:") for line in str(error).splitlines()), seed
        else:
            print_overview(site, date(2026, 3, 2), Console(file=io.StringIO(), markup=False))
            used += 1
    assert 0 < used < 50


@pytest.mark.slow
def test_of_mutated_recordings_none_is_lost_and_none_stops_the_night(tmp_path):
    mutated_archive(tmp_path, 16, seed=1)
    with contextlib.redirect_stderr(io.StringIO()):
        status, _ = night(tmp_path)
    found = outcomes(tmp_path / "warehouse")
    assert status == 0 and found.total() == 16 and 0 < found["used"] < 16
    assert check(tmp_path / "warehouse") == []
