"""A research release, from the warehouse to a folder that may be passed on."""

import hashlib
import io
import json
import os
import shutil
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from pantau.sql import ask, write_answer
from pantau.sql.releasing import release_cells
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.description import describe_release
from pantau.transforms.disclosure.register import register
from pantau.transforms.disclosure.release import DURATION_STEP_S, QUANTILES, cells_of, release_table, suppression_log
from pantau.transforms.disclosure.suppression import plan
from pantau.transforms.provenance import code_hash, short_hash

RELEASE, OFFICE = "release", "office"
LOG = "suppression_log.csv"


def make_release(
    warehouse: str | Path,
    connection: duckdb.DuckDBPyConnection,
    first: date,
    last: date,
    rule: Rule,
    bin_minutes: int,
    out: str | Path,
) -> dict[str, Any]:
    """Writes a release of the service dates `first` to `last` under the folder `out`, and gives its manifest.

    The connection is one to the `warehouse`, in which the release is registered before anything is written.

    `out/release` is what may be passed on: the cells as CSV and Parquet, their description and the manifest.
    `out/office` holds the log of what was withheld, which stays. The same warehouse gives the same bytes.

    Raises:
        NothingToPublish: the rule cannot be met; nothing is written.
        OverlappingRelease: there is another release of some of the dates; nothing is written.
        ValueError: the time bins are unusable, or `out` holds something else.
    """
    _refuse_strangers(Path(out))
    rows = release_cells(connection, first, last, bin_minutes).to_pylist()
    planned = plan(cells_of(rows), rule)
    table = release_table(rows, planned, rule)
    tables = {}
    for form in ("csv", "parquet"):
        text = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        write_answer(table, form, text)
        text.flush()
        tables[f"cells.{form}"] = text.buffer.getvalue()
    events = ask(connection, "versions", from_=first, to=last).select(["code_hash", "config_hash", "model_hash"])
    times = {name: times for name, times, *_ in QUANTILES}
    manifest = {
        "period": {"first": str(first), "last": str(last)},
        "bin_minutes": bin_minutes,
        "rule": {
            "visits": rule.visits,
            "counters": rule.counters,
            "percent": rule.percent,
            "median_visits": times["median_service_s"] * rule.visits,
            "p90_visits": times["p90_service_s"] * rule.visits,
            "duration_step_s": DURATION_STEP_S,
        },
        "cells": {"all": len(planned), "withheld": sum(reason is not None for reason in planned.values())},
        "versions": {"pantau": version("pantau"), "code_hash": code_hash(), "events": events.to_pylist()},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in tables.items()},
    }
    manifest["release_id"] = short_hash(json.dumps(manifest, sort_keys=True))
    log = io.StringIO()
    write_answer(suppression_log(planned), "csv", log)
    files = {f"{RELEASE}/{name}": content for name, content in tables.items()}
    files[f"{RELEASE}/README.md"] = describe_release(manifest).encode()
    files[f"{RELEASE}/manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
    files[f"{OFFICE}/{LOG}"] = log.getvalue().encode()
    files[f"{OFFICE}/README.md"] = _KEEP.encode()
    register(warehouse, manifest["release_id"], first, last, bin_minutes)
    _replace(Path(out), files)
    return manifest


_KEEP = """# Stays in the office

`suppression_log.csv` says why each cell was withheld. With it an outsider could narrow down what the release withholds,
so pass on the folder `release` alone. The warehouse notes the release in its folder `_releases` and refuses another one
of any of its dates, since two could be subtracted from each other. A copy of the warehouse knows nothing of that.
"""


def _refuse_strangers(out: Path) -> None:
    strangers = (
        sorted(entry.name for entry in out.iterdir() if entry.name not in (RELEASE, OFFICE)) if out.is_dir() else []
    )
    if strangers:
        raise ValueError(f"--out {out}: holds {strangers[0]!r}, which is no part of a release; name a new folder")


def _replace(out: Path, files: dict[str, bytes]) -> None:
    """Puts the files in place of an older release, in one step each folder."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=out.absolute().parent) as made:
        for name, content in files.items():
            target = Path(made, name)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        for folder in (RELEASE, OFFICE):
            shutil.rmtree(out / folder, ignore_errors=True)
            os.replace(Path(made, folder), out / folder)
