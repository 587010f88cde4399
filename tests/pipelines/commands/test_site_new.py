"""`pantau site new`: the cameras of an archive told, and a site file written."""

from datetime import UTC, datetime

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.site import new
from pantau.schemas.site import load_site
from tests.batch_runs import Here
from tests.transforms.numbered_clips import encode, regular

ANSWERS = {
    "--name": "Hall",
    "--agency": "Permits",
    "--counter": "Loket 1",
    "--hours": "mon-thu=07:30-16:00",
    "--hours-source": "decree",
    "--purpose": "security",
    "--legal-basis": "decree 7",
    "--notice-date": "2018-12-06",
    "--retention-days": "30",
}
GIVEN = [word for pair in ANSWERS.items() for word in pair]
LOKET = r"(?:^|/)(?P<device>[^/]+?)_(?P<start>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)\.mp4$"


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Two cameras of a recorder in a folder of its own, and one whose names nobody knows."""
    monkeypatch.setattr("pantau.transforms.bulkhead._Process", Here)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("nvr/ch01_20261102080000.mp4", "nvr/ch02_20261102080000.mp4", "Pintu_2026-11-02_08-00-00.mp4"):
        path = tmp_path / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        encode(path, "libx264", regular(2), preset="ultrafast")
    return tmp_path / "archive"


def test_it_tells_what_it_finds_and_writes_nothing_where_no_file_is_named(archive, capsys):
    assert main(["site", "new", "--archive", str(archive)]) == 0
    out = capsys.readouterr().out
    for told in ("cam-1", "cam-2", "160 × 96 h264", "hikvision_export", f"--pattern '{LOKET}'", "would read 1 of 1"):
        assert told in out, told
    assert [path.name for path in archive.parent.iterdir()] == ["archive"]


def test_it_writes_a_valid_site_file_for_the_cameras_it_found(archive, tmp_path, capsys):
    site = tmp_path / "site.yaml"
    assert main(["site", "new", "--archive", str(archive), "--site", str(site), "--pattern", LOKET, *GIVEN]) == 0
    made = load_site(site)
    assert [(one.id, one.recorder, one.channel, one.device) for one in made.cameras] == [
        ("recorder", "recorder", None, None),
        ("nvr-1", "nvr", 1, None),
        ("nvr-2", "nvr", 2, None),
    ]
    assert made.recorders[0].patterns[0].regex == LOKET and made.cameras[0].legal_basis == "decree 7"
    assert made.calendar.periods[0].hours.thu and not made.calendar.periods[0].hours.fri
    assert main(["site", "check", "--site", str(site), "--archive", str(archive)]) == 0
    capsys.readouterr()
    assert main(["site", "new", "--archive", str(archive), "--site", str(site), *GIVEN]) == 2
    assert "is there already and is not written over" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--notice-date", "last year"], "cameras[0].notice_date: should be written year-month-day"),
        (["--pattern", "("], "is not a regular expression"),
        (["--hours", "daily"], "--hours daily: should be written such as mon-thu=07:30-16:00"),
        (["--timezone", "Jakarta"], "no time zone is named 'Jakarta'"),
        (["--names-timezone", "WIB"], "no time zone is named 'WIB'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(archive, tmp_path, capsys, more, told):
    site = tmp_path / "site.yaml"
    assert main(["site", "new", "--archive", str(archive), "--site", str(site), *GIVEN, *more]) == 2
    assert told in capsys.readouterr().err and not site.exists()


def test_without_a_terminal_all_answers_must_be_given(archive, tmp_path, capsys):
    rest = GIVEN[: GIVEN.index("--notice-date")]
    assert main(["site", "new", "--archive", str(archive), "--site", str(tmp_path / "s.yaml"), *rest]) == 2
    assert capsys.readouterr().err.startswith("--notice-date, --retention-days: not given")


def test_at_a_terminal_what_is_not_given_is_asked_for(archive, tmp_path, capsys, monkeypatch):
    asked = []
    answers = iter(["Loket A", "Loket B", "", "mon=08:00-09:00", ""])
    monkeypatch.setattr(new.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: (asked.append(question), next(answers))[1])
    rest = [
        word for option, text in ANSWERS.items() if option not in ("--counter", "--hours") for word in (option, text)
    ]
    assert main(["site", "new", "--archive", str(archive), "--site", str(tmp_path / "s.yaml"), *rest]) == 0
    assert [counter.name for counter in load_site(tmp_path / "s.yaml").counters] == ["Loket A", "Loket B"]
    assert len(asked) == 5


def test_an_archive_without_a_camera_gives_no_site_file(tmp_path, capsys):
    (tmp_path / "archive").mkdir()
    assert main(["site", "new", "--archive", str(tmp_path / "archive"), "--site", str(tmp_path / "s"), *GIVEN]) == 2
    assert "no name of a recording can be read" in capsys.readouterr().err


@pytest.fixture
def timeless(tmp_path, monkeypatch):
    """An archive in which no name tells the time."""
    monkeypatch.setattr("pantau.transforms.bulkhead._Process", Here)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "archive").mkdir()
    for name in ("gate.mp4", "MOV1.mp4", "MOV2.mp4"):
        (tmp_path / "archive" / name).write_bytes(b"x")
    return str(tmp_path / "archive")


def test_starts_make_cameras_where_no_name_tells_the_time(timeless, tmp_path, capsys):
    site = tmp_path / "site.yaml"
    asked = ["site", "new", "--archive", timeless, "--site", str(site), "--names-timezone", "Asia/Makassar", *GIVEN]
    assert main(asked) == 2
    assert "say by --start when a file begins" in capsys.readouterr().err
    first = ["--start", "MOV1.mp4", "2026-11-02 08:00:00"]
    assert (
        main([*asked, *first, "--start", "gate.mp4", "2026-11-02T09:00+07:00", "mov", "--start-source", "a note"]) == 0
    )
    assert "MOV1.mp4: camera mov or gate" in capsys.readouterr().out
    made = load_site(site)
    assert [(one.id, one.recorder, one.channel) for one in made.cameras] == [("mov", "recorder", None)]
    assert [(one.file, one.camera, one.started_at, one.source) for one in made.recorders[0].known_starts] == [
        ("MOV1.mp4", "mov", datetime(2026, 11, 2, 0, tzinfo=UTC), "a note"),
        ("gate.mp4", "mov", datetime(2026, 11, 2, 2, tzinfo=UTC), "a note"),
    ]
    assert main(["site", "check", "--site", str(site), "--archive", timeless]) == 0


def test_at_a_terminal_it_is_asked_when_files_begin(timeless, tmp_path, monkeypatch):
    answers = iter(["", "", "2026-11-02 08:00:00", "the clock in the picture"])
    monkeypatch.setattr(new.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["site", "new", "--archive", timeless, "--site", str(tmp_path / "s.yaml"), *GIVEN]) == 0
    made = load_site(tmp_path / "s.yaml")
    assert [one.id for one in made.cameras] == ["gate"] and next(answers, None) is None


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (["x.mp4", "2026-11-02 08:00:00"], "no file without a time has this name"),
        (["gate.mp4", "morning"], "morning is no time; write it as 2026-11-02 08:00:00"),
        (["gate.mp4", "2026-11-02 08:00:00", "door"], "there is no camera door; name one of gate, mov"),
        (["gate.mp4"], "should be a file, a time and if need be a camera"),
        (["gate.mp4", "2026-11-02 08:00:00"], "--start-source: not given"),
    ],
)
def test_a_start_that_is_none_is_refused(timeless, tmp_path, capsys, start, told):
    source = [] if told.startswith("--start-source") else ["--start-source", "a note"]
    site = tmp_path / "site.yaml"
    assert main(["site", "new", "--archive", timeless, "--site", str(site), *GIVEN, "--start", *start, *source]) == 2
    assert told in capsys.readouterr().err and not site.exists()
