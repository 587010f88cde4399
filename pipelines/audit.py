"""An audit: a sample drawn and its clips cut for a person to judge, and the answers read back."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from pantau.schemas.tables import AUDITS, COVERAGE
from pantau.schemas.vocabulary import ANOMALY_KINDS, MEANINGS, RECORDER_KINDS
from pantau.transforms import audit
from pantau.transforms.audit.by_camera import results_by_camera
from pantau.transforms.audit.form import read_form, write_form
from pantau.transforms.audit.results import JudgedUnit, audit_results, judged
from pantau.transforms.audit.sampling import Drawn, draw, strata_of
from pantau.transforms.audit.units import Unit, read_units
from pantau.transforms.evidence.clip import cut_clip
from pantau.transforms.evidence.event import Event, recordings_near
from pantau.transforms.evidence.footage import parts_showing
from pantau.transforms.evidence.remux import suffix_of
from pantau.transforms.provenance import code_hash
from pantau.transforms.tables.partition_files import partitions_of, read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows

FORM, SAMPLE, INSTRUCTIONS, CLIPS = "form.csv", "sample.json", "instructions.md", "clips"
MARGIN_S = 20.0
PAGE = Path(audit.__file__).with_name(INSTRUCTIONS)


def draw_audit(
    warehouse: str | Path,
    archive: str | Path,
    out: str | Path,
    count: int,
    seed: int,
    dates: tuple[date, date] | None,
    zones: Mapping[str, str],
) -> int:
    """Writes a sample of `count` units into a new folder `out`, and gives how many it has.

    `out` holds the form, its instructions, the clips, and `sample.json` with what was drawn and with which probability.
    The same warehouse and seed give the same form. `dates` are the first and last service date, all of the warehouse's
    for `None`; `zones` the time zones of the sites.

    Raises:
        ValueError: too few were asked for, there is nothing to draw, a clip cannot be cut, or `out` holds something.
    """
    out = Path(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"--out {out}: holds something already; name a new folder")
    dates = dates or _all_dates(warehouse)
    sample = draw(read_units(warehouse, *dates), count, seed)
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sample-", dir=out.absolute().parent) as folder:
        made = Path(folder, out.name)
        rows = [_cut(number, one, warehouse, archive, made, zones) for number, one in enumerate(sample, start=1)]
        write_form(rows, made / FORM)
        noted = {"period": [str(day) for day in dates], "count": count, "seed": seed, "code_hash": code_hash()}
        (made / SAMPLE).write_text(json.dumps({**noted, "units": rows}, indent=1) + "\n", encoding="utf-8")
        (made / INSTRUCTIONS).write_text(_instructions(len(sample), dates), encoding="utf-8")
        if out.exists():
            out.rmdir()
        os.replace(made, out)
    return len(sample)


def read_audit(form: str | Path, warehouse: str | Path) -> pa.Table:
    """Error rates and corrected figures from an answered form, beside which its `sample.json` lies.

    Raises:
        ValueError: an answer cannot be used, or the warehouse is not the one that the sample was drawn from.
        OSError: a file is missing.
    """
    units, _, answered = _answered(form, warehouse)
    return audit_results(units, answered)


def keep_audit(form: str | Path, warehouse: str | Path) -> int | None:
    """Notes in the table `audits` what an answered form says of each camera, as one run, and gives its number.

    `None`: these answers are noted already, or of no camera was something of every stratum answered. Raises as
    `read_audit`, and Occupied where another run writes to the warehouse.
    """
    units, noted, answered = _answered(form, warehouse)
    content = Path(form).read_bytes() + Path(form).with_name(SAMPLE).read_bytes()
    audit_id, now = hashlib.sha256(content).hexdigest()[:16], datetime.now(UTC)
    first, last = map(date.fromisoformat, noted["period"])
    hashes = {unit.row["model_hash"] for unit in units}
    shared = {
        "audit_id": audit_id,
        "service_date": first,
        "audited_to": last,
        "model_hash": " ".join(sorted(hashes)),
        "audited_at": now,
    }
    rows = [
        place._asdict() | shared | {column: row[name] for name, column in NOTED_AS.items()}
        for place, results in results_by_camera(strata_of(units, noted["count"]), answered)
        for row in results.to_pylist()
    ]
    if not rows or any(row["audit_id"] == audit_id for row in read_table(warehouse, AUDITS).to_pylist()):
        return None
    with draft_of(warehouse) as draft:
        add_rows(draft, AUDITS, rows)
        return commit_draft(draft, {"command": "evaluate"})


NOTED_AS = {
    "measure": "audit_measure",
    "kind": "audit_kind",
    "unit": "value_unit",
    "units": "audit_units",
    "answered": "audit_answered",
    "estimate": "estimate",
    "lo": "confidence_lo",
    "hi": "confidence_hi",
}
"""Columns of the results, and what they are called in the table `audits`."""


def _answered(form: str | Path, warehouse: str | Path) -> tuple[list[Unit], dict[str, Any], list[JudgedUnit]]:
    """All units of the period, what was noted of the sample, and its answered units."""
    if not Path(form).is_file():
        raise FileNotFoundError(f"--labels {form}: is no file; give the form.csv that was filled in")
    noted = _noted(Path(form).with_name(SAMPLE))
    first, last = map(date.fromisoformat, noted["period"])
    units = read_units(warehouse, first, last)
    sample = _found_again(units, noted, warehouse)
    labels = read_form(
        form,
        {one.unit.unit_id: one.unit.kind for one in sample},
        {one.unit.unit_id: one.unit.duration_s for one in sample},
    )
    clips = {row["unit_id"]: datetime.fromisoformat(row["clip_started_at"]).timestamp() for row in noted["units"]}
    return units, noted, judged(sample, labels, clips)


def _cut(
    number: int, one: Drawn, warehouse: str | Path, archive: str | Path, out: Path, zones: Mapping[str, str]
) -> dict[str, Any]:
    """Cuts a drawn unit's clip, and gives its row of the form and of `sample.json`."""
    unit = one.unit
    shown = {**unit.row, "event_id": unit.unit_id, "started_at": unit.started_at, "ended_at": unit.ended_at}
    event, margin = Event(unit.table, shown), timedelta(seconds=MARGIN_S)
    parts = parts_showing(recordings_near(warehouse, event), unit.started_at - margin, unit.ended_at + margin)
    suffix = suffix_of(parts[0].recording["codec"]) if parts else ".mp4"
    zone = ZoneInfo(zones.get(unit.row["site_id"], "UTC"))
    clip = cut_clip(event, warehouse, archive, out / CLIPS / f"{number:04}{suffix}", MARGIN_S, zone)
    clip_at = datetime.fromisoformat(clip.note["clip"]["first_frame_at"]["utc"])
    return {
        "number": number,
        "clip": f"{CLIPS}/{clip.path.name}",
        "kind": unit.kind,
        "counter_id": unit.row["counter_id"] or "",
        "marked_from_s": round(max(0.0, (unit.started_at - clip_at).total_seconds()), 1),
        "marked_to_s": round((unit.ended_at - clip_at).total_seconds(), 1),
        "unit_id": unit.unit_id,
        "stratum": one.stratum,
        "probability": round(one.probability, 6),
        "stratum_size": one.size,
        "stratum_drawn": one.drawn,
        "started_at": unit.started_at.isoformat(),
        "ended_at": unit.ended_at.isoformat(),
        "clip_started_at": clip_at.astimezone(UTC).isoformat(),
    }


def _all_dates(warehouse: str | Path) -> tuple[date, date]:
    days = [partition.values[0] for partition in partitions_of(warehouse, COVERAGE)]
    if not days:
        raise ValueError(f"--warehouse {warehouse}: holds no service date yet; run `pantau nightly` first")
    return min(days), max(days)


def _noted(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: is missing; keep the form in the folder of its sample, or put both together")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: is not what the sample was noted in ({error}); restore the original") from error


def _found_again(units: list[Unit], noted: dict[str, Any], warehouse: str | Path) -> list[Drawn]:
    """The drawn units as the warehouse has them; refused where it has them no longer, since strata would not hold."""
    places = {
        unit.unit_id: (unit, name, len(members))
        for name, members in (strata_of(units, noted["count"]) if units else {}).items()
        for unit in members
    }
    sample = []
    for row in noted["units"]:
        unit, name, size = places.get(row["unit_id"], (None, None, None))
        same = unit and (unit.started_at.isoformat(), unit.ended_at.isoformat()) == (row["started_at"], row["ended_at"])
        if not same or (name, size) != (row["stratum"], row["stratum_size"]):
            raise ValueError(
                f"{warehouse}: unit {row['unit_id']} is not as it was when the sample was drawn; events were made "
                "again since, so the answers say nothing of these: give the warehouse as it was, or draw another sample"
            )
        sample.append(Drawn(unit, name, size, row["stratum_drawn"]))
    return sample


def _instructions(count: int, dates: tuple[date, date]) -> str:
    kinds = "; ".join(
        f"`{kind}` {MEANINGS[kind][0]} ({MEANINGS[kind][1]})" for kind in ANOMALY_KINDS if kind not in RECORDER_KINDS
    )
    return PAGE.read_text(encoding="utf-8").format(count=count, first=dates[0], last=dates[1], kinds=kinds)
