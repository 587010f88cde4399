"""How right the figures of a release are, by what people answered in audits of its dates."""

from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median
from typing import Any

LEAST_CAMERAS = 3
"""Of fewer cameras nothing is told: a camera often shows one counter. As many as counters behind a cell."""


def audited(rows: Iterable[Mapping[str, Any]], first: date, last: date) -> str:
    """Sentences, of rows of `audits`: for each measure the middle and the extremes of the cameras."""
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in rows:
        if row["service_date"] <= last and row["audited_to"] >= first and row["estimate"] is not None:
            measure = row["audit_measure"], row["audit_kind"], row["value_unit"]
            found.setdefault(measure, {})[row["camera_id"]] = row["estimate"]
    told = [
        f"| {measure} | {kind} | {unit} | {len(by_camera)} | {median(by_camera.values()):.3g} | "
        f"{min(by_camera.values()):.3g} to {max(by_camera.values()):.3g} |"
        for (measure, kind, unit), by_camera in sorted(found.items())
        if len(by_camera) >= LEAST_CAMERAS
    ]
    if not told:
        return (
            f"Nobody has audited these dates here at {LEAST_CAMERAS} cameras or more: how right the figures are "
            "at this place is not known. What pantau reaches on material with known truth is on its page *Measured*."
        )
    head = "| measure | of | unit | cameras | median camera | from, to |\n|---|---|---|---|---|---|\n"
    return "People judged samples of footage of these dates:\n\n" + head + "\n".join(told)
