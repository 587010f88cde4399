"""Cameras that look elsewhere, in `pantau site check`."""

import pytest

from pantau.pipelines.command_line import main
from pantau.transforms import bulkhead
from tests.batch_runs import Here
from tests.transforms.zone_setup.two_views import several_dates

pytestmark = pytest.mark.slow


def checked(made, capsys, monkeypatch, day):
    monkeypatch.setattr(bulkhead, "_Process", Here)
    monkeypatch.setenv("COLUMNS", "300")
    given = ["--site", str(made.site), "--archive", str(made.archive), "--warehouse", str(made.warehouse)]
    assert main(["site", "check", *given, "--date", day]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if "views[" in line]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return several_dates(tmp_path_factory.mktemp("views"), 0, 0, 13, None)


def test_a_view_that_has_moved_is_told_with_its_place_and_the_remedy(made, capsys, monkeypatch):
    assert checked(made, capsys, monkeypatch, "2026-11-02") == checked(made, capsys, monkeypatch, "2026-11-03") == []
    (moved,) = checked(made, capsys, monkeypatch, "2026-11-04")
    assert moved.startswith(f"• {made.site}:15: cameras[0].views[0]: the camera looks elsewhere than on 2026-11-02: ")
    assert "at 2026-11-04 08:00 its picture has moved by 2.0% of the width (turned by 0.0°)" in moved
    (another,) = checked(made, capsys, monkeypatch, "2026-11-05")
    assert "nothing of what the camera showed on 2026-11-02 is where it was at 2026-11-05 08:00" in another


def test_a_view_is_compared_with_dates_of_its_own_of_which_there_is_footage(made, tmp_path, capsys, monkeypatch):
    text, site = made.site.read_text(encoding="utf-8"), tmp_path / "site.yaml"
    view = text[text.index("      - zones:") : text.index("counters: [{id: c1, name")]
    for since, told in (("2026-11-04", 0), ("2026-11-03", 1)):
        later = view.replace("      - zones", f"      - from: {since}\n        zones")
        site.write_text(text.replace(view, later), encoding="utf-8")
        assert len(checked(made._replace(site=site), capsys, monkeypatch, "2026-11-04")) == told
    site.write_text(text.replace("retention_days: 30", "retention_days: 1"), encoding="utf-8")
    assert "than on 2026-11-03" in checked(made._replace(site=site), capsys, monkeypatch, "2026-11-04")[0]
    archive = tmp_path / "archive"
    archive.mkdir()
    name = "ch01_20261104080000.mp4"
    (archive / name).write_bytes((made.archive / name).read_bytes())
    assert checked(made._replace(archive=archive), capsys, monkeypatch, "2026-11-04") == []
