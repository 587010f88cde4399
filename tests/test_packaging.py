"""What is distributed: a wheel and an sdist, installed in a new environment, run a night far from any checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
NOT_TO_COPY = shutil.ignore_patterns(
    ".git",
    ".venv*",
    ".flink",
    ".axe",
    ".bench",
    "demo",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
)
NEEDED = (
    "pantau/sql/macros.sql",
    "pantau/sql/questions/service_time.sql",
    "pantau/sql/report/style.css",
    "pantau/desk/messages.yaml",
    "pantau/desk/templates/day.html",
    "pantau/desk/assets/player.js",
    "pantau/schemas/DICTIONARY.md",
    "pantau/schemas/site.schema.json",
    "pantau/simulation/scenarios/tiny.yaml",
    "pantau/pipelines/operation/pantau.service",
    "pantau/transforms/audit/instructions.md",
    "pantau/transforms/releases/documents/aggregates/METHOD.md",
    "pantau/transforms/releases/documents/synthetic/README.md",
    "pantau/transforms/releases/documents/visits/METHOD.md",
    "pantau/transforms/detection/models/weights/nanodet_g.onnx",
    "pantau/transforms/detection/models/weights/LICENSE-Apache-2.0.txt",
)


def run(command: list, folder: Path) -> str:
    """What a program prints that knows nothing of this checkout."""
    known = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([*map(str, command)], cwd=folder, env=known, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel that is made of the sdist, and the sdist, of a copy of this checkout, which stays as it is."""
    folder = tmp_path_factory.mktemp("packaging")
    source = shutil.copytree(ROOT, folder / "source", ignore=NOT_TO_COPY)
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", source], folder)
    (wheel,), (sdist,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return wheel, sdist


def test_only_the_name_pantau_is_installed(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0] for name in names} == {"pantau", "pantau-0.1.0.dist-info"}
    assert not set(NEEDED) - set(names)
    assert not [name for name in names if name.split("/")[1] in ("tests", "benchmarks", "engines", "tools")]
    with tarfile.open(built[1]) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    assert {name.removeprefix("pantau/") for name in NEEDED} <= held


def test_an_installed_wheel_runs_a_night(built, office, tmp_path):
    venv.create(tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    pip = sys.executable, "-m", "pip", "--python", python
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", built[0]], tmp_path)
    # What it depends on comes from the environment of these tests, in which `pantau` is the checkout: a folder that is
    # named in a .pth file has its own .pth files left unread, and so this checkout is not seen.
    site = Path(run([python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], tmp_path).strip())
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    away = tmp_path / "away"
    away.mkdir()
    told = run([python, "-c", "from pantau import sql; import pantau.transforms as t; print(sql, t)"], away)
    assert told.count(str(site)) == 2 and f"{ROOT}/" not in told

    pantau = tmp_path / "env" / "bin" / "pantau"
    first = min(office.archive.rglob("*.mp4"))
    shutil.copytree(first.parent, away / "archive" / first.parent.name, ignore=lambda _, names: {*names} - {first.name})
    given = ["--site", office.site, "--archive", away / "archive", "--warehouse", away / "warehouse"]
    run([pantau, "nightly", "--no-index", *given], away)
    assert "loket-1" in run([pantau, "ask", "session_list", "--warehouse", away / "warehouse", "--format", "csv"], away)
    run([python, "-m", "pantau", "report", "--site", given[1], "--warehouse", given[5], "--out", "report.html"], away)
