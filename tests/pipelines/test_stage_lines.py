"""Lines about stages."""

import re
import time

from pantau.pipelines.reporting import progress
from pantau.pipelines.stage_lines import watch_stages
from pantau.transforms.stages import advance, begin_stage
from tests.pipelines.reporting.test_progress import screen

__all__ = ["screen"]


def until(screen, text):
    """However slow the machine is, the line comes."""
    began = time.monotonic()
    while text not in screen.getvalue() and time.monotonic() < began + 60:
        time.sleep(0.005)


def test_each_stage_is_said_when_it_begins_and_how_far_the_last_one_came(screen):
    with watch_stages():
        begin_stage("Counting dates", 3)
        until(screen, "Counting")
        begin_stage("Planning")
        until(screen, "Planning")
        advance()
    lines = [re.sub(r" \(\d+ s\)$", "", line) for line in screen.getvalue().splitlines()]
    assert lines == ["Counting dates: 0 of 3", "Planning", "Planning: 1"]


def test_a_long_stage_is_said_again(screen, monkeypatch):
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.02)
    with watch_stages():
        begin_stage("Counting dates", 2)
        until(screen, "0 of 2")
        advance()
        until(screen, "1 of 2")
    assert [line.partition(" (")[0] for line in screen.getvalue().splitlines()] == [
        "Counting dates: 0 of 2",
        "Counting dates: 1 of 2",
    ]


def test_without_stages_nothing_is_said(screen):
    with watch_stages():
        pass
    assert screen.getvalue() == ""
