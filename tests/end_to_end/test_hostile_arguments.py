"""What no command may be hurt by, given to it as a path, a date, a name or a value."""

import os

import pytest

from pantau.pipelines.command_line import main

NASTY = [
    "'; DROP TABLE runs; --",
    '" OR 1=1 --',
    "$(touch executed)",
    "../../../etc/passwd",
    "[/bold]",
    "%s%n",
    "a\nb",
    "喵\u202e",
    "x" * 300,
]

COMMANDS = [
    ["health", "--warehouse", "{}"],
    ["check", "--warehouse", "{}"],
    ["index", "--warehouse", "{}"],
    ["upgrade", "--warehouse", "{}"],
    ["prune", "--keep", "1", "--warehouse", "{}"],
    ["sql", "--warehouse", "{}"],
    ["sql", "--database", "{}/{}", "--warehouse", "{office}"],
    ["ask", "{}"],
    ["ask", "service_time", "--warehouse", "{}"],
    ["ask", "service_time", "--warehouse", "{office}", "-p", "from={}"],
    ["ask", "service_time", "--warehouse", "{office}", "-p", "{}=1"],
    ["ask", "anomaly_list", "--warehouse", "{office}", "-p", "kind={}"],
    ["report", "--warehouse", "{office}", "--date", "{}", "--out", "page.html"],
    ["report", "--warehouse", "{office}", "--site", "{}", "--out", "page.html"],
    ["report", "--warehouse", "{office}", "--out", "{}/{}.html"],
    ["export", "--warehouse", "{office}", "--from", "{}", "--to", "{}", "--name", "a", "--out", "release"],
    ["export", "--warehouse", "{office}", "--name", "{}", "--out", "release"],
    ["export", "--level", "synthetic", "--of", "{}", "--name", "a", "--out", "release"],
    ["clip", "{}", "--warehouse", "{office}", "--archive", "{archive}", "--out", "clip.mp4"],
    ["evaluate", "--truth", "{}", "--warehouse", "{office}"],
    ["evaluate", "--labels", "{}", "--warehouse", "{office}"],
    ["account", "list", "--accounts", "{}"],
    ["desk", "--site", "{site}", "--archive", "{archive}", "--warehouse", "{office}", "--accounts", "{}"],
    ["site", "check", "--site", "{}"],
    ["site", "check", "--site", "{site}", "--warehouse", "{}"],
    ["site", "new", "--archive", "{}"],
    ["site", "new", "--archive", "{archive}", "--timezone", "{}"],
    ["site", "draw", "--site", "{site}", "--archive", "{archive}", "--camera", "{}", "--out", "x.png"],
    ["retain", "--site", "{}", "--warehouse", "{office}"],
    ["retain", "--site", "{site}", "--date", "{}", "--warehouse", "{office}"],
    ["nightly", "--site", "{}", "--archive", "{archive}", "--warehouse", "w"],
    ["nightly", "--site", "{site}", "--archive", "{}", "--warehouse", "w"],
    ["nightly", "--site", "{site}", "--archive", "{archive}", "--warehouse", "w", "--date", "{}"],
    ["simulate", "--scenario", "{}", "--out", "rendered"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(words[:3]).replace("{}", "X") for words in COMMANDS])
def test_it_is_refused_with_a_sentence_and_does_nothing(office, tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    for nasty in NASTY:
        known = {"{office}": office.warehouse, "{archive}": office.archive, "{site}": office.site}
        given = [str(known.get(word, word.replace("{}", nasty))) for word in command]
        assert main(given) == 2, given
        told = capsys.readouterr()
        assert "Traceback" not in told.err + told.out and told.err.strip(), given
        assert os.listdir(tmp_path) == [], given


@pytest.mark.parametrize("nasty", [text for text in NASTY if "/" not in text and len(text) < 200])
def test_a_file_is_written_where_it_was_said_and_nowhere_else(office, tmp_path, monkeypatch, nasty):
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--warehouse", str(office.warehouse), "--out", nasty]) == 0
    assert main(["sql", "--warehouse", str(office.warehouse), "--database", f"{nasty}.duckdb"]) == 0
    assert sorted(os.listdir(tmp_path)) == sorted([nasty, f"{nasty}.duckdb"])
