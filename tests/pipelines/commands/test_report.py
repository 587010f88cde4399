"""`pantau report`: a page as a file."""

import pytest
import yaml

from pantau.pipelines.command_line import main
from tests.sql.conftest import write_rows
from tests.sql.report.test_page import SITE
from tests.sql.test_questions import CASES


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    rows = yaml.safe_load((CASES.parent / "office.yaml").read_text(encoding="utf-8"))
    return write_rows(tmp_path_factory.mktemp("office"), rows)


@pytest.mark.slow
def test_the_newest_date_by_default(warehouse, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", "--warehouse", str(warehouse), "--out", str(out)]) == 0
    assert "2026-11-04, " in capsys.readouterr().out
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Wednesday 4 November 2026" in page
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.slow
def test_a_period_and_a_site_file(warehouse, tmp_path):
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    out = tmp_path / "report.html"
    options = ["--site", str(tmp_path / "site.yaml"), "--from", "2026-11-03", "--to", "2026-11-04"]
    assert main(["report", "--warehouse", str(warehouse), "--out", str(out), *options]) == 0
    page = out.read_text(encoding="utf-8")
    assert "Kantor &lt;Blora&gt; &amp; co" in page and 'id="daily_trend"' in page and 'id="standards"' in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--date", "2026-12-01"], "nothing is known of 2026-12-01 to 2026-12-01; run `pantau nightly`"),
        (["--site", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["--date", "3/11/2026"], "--date '3/11/2026' is not a date"),
        (["--to", "2026-12-01"], "--from and --to go together"),
    ],
)
def test_what_is_wrong_is_said_with_status_2(warehouse, tmp_path, capsys, options, message):
    out = tmp_path / "report.html"
    assert main(["report", "--warehouse", str(warehouse), "--out", str(out), *options]) == 2
    assert message in " ".join(capsys.readouterr().err.split()) and not out.exists()


def test_a_folder_that_is_missing_is_named(warehouse, tmp_path, capsys):
    assert main(["report", "--warehouse", str(warehouse), "--out", str(tmp_path / "no" / "r.html")]) == 2
    assert "there is no folder" in " ".join(capsys.readouterr().err.split())


def test_an_empty_warehouse_is_said(tmp_path, capsys):
    assert main(["report", "--warehouse", str(tmp_path), "--out", str(tmp_path / "r.html")]) == 2
    assert "holds no run yet" in " ".join(capsys.readouterr().err.split())


def test_a_report_takes_each_date_once_and_in_order(warehouse, tmp_path, capsys):
    place = ["report", "--warehouse", str(warehouse), "--out", str(tmp_path / "page.html")]
    dates = ["--from", "2026-11-04", "--to", "2026-11-03"]
    assert main([*place, *dates]) == 2
    assert "--to 2026-11-03 lies before --from 2026-11-04; exchange them" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*place, *dates, "--from", "2026-11-02"])
    assert "argument --from: is given twice; name it once" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
