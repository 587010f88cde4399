"""How much of a quiet night is held to be unobserved: ten hours of an empty hall, by each form that recorders store.

Run as `python -m benchmarks.quiet_night`. Half an hour with people goes before, so that the scene of the camera is
known; the ten hours after it repeat one minute of night, by copying packets. Whatever of them is not `recorded` was
taken from the night wrongly. Two forms are hardest: without any noise each frame is equal to the one before, as in a
frozen picture; at a constant rate little is left of the noise.
"""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.material.footage import NIGHT, NORMAL, SMALL, SMALL_HEVC, FootageStretch, Form, rendered
from benchmarks.office_day import put_together
from pantau.pipelines.command_line import main as run
from pantau.schemas.tables import COVERAGE
from pantau.simulation.scenario import Scenario
from pantau.transforms.tables.partition_files import partitions_of, read_table

STRETCH_S, DAY_MIN, NIGHT_MIN, FILE_MIN = 60, 30, 600, 30
"""Seconds of a stretch; minutes with people, of night, and in a file."""

CONSTANT = Form("704×576 H.264, constant rate", SMALL.video.model_copy(update={"constant_rate": True}))
FORMS = (SMALL, CONSTANT, SMALL_HEVC)


@dataclass(frozen=True)
class WithoutNoise(FootageStretch):
    """A stretch whose frames are drawn without noise of a sensor, as some recorders' filters leave them."""

    @property
    def scenario(self) -> Scenario:
        scenario = super().scenario
        return scenario.model_copy(update={"video": scenario.video.model_copy(update={"noise": 0.0})})


def states_of(warehouse: Path) -> Counter[str]:
    """Seconds of each coverage state outside of service hours, while the camera was to record."""
    seconds: Counter[str] = Counter()
    for day in sorted({partition.values[0] for partition in partitions_of(str(warehouse), COVERAGE)}):
        for row in read_table(str(warehouse), COVERAGE, service_date=day).to_pylist():
            if not row["in_service_hours"] and row["coverage_state"] != "out_of_schedule":
                seconds[row["coverage_state"]] += row["duration_s"]
    return seconds


def measure(files: dict[FootageStretch, Path], night: FootageStretch, folder: Path) -> Counter[str]:
    """Seconds of each state of the night, whose stretches are stored in the files."""
    by_day = [stretch for stretch in files if stretch.kind == NORMAL]
    order = [by_day[minute % len(by_day)] for minute in range(DAY_MIN)] + [night] * NIGHT_MIN
    archive = put_together(order, files, folder, FILE_MIN, (0, NIGHT_MIN))
    assert run(["nightly", "--no-index", *archive.options(folder / "warehouse")]) == 0
    return states_of(folder / "warehouse")


def main() -> None:
    by_day = [FootageStretch(NORMAL, number, STRETCH_S) for number in range(2)]
    night, still = FootageStretch(NIGHT, 0, STRETCH_S), WithoutNoise(NIGHT, 1, STRETCH_S)
    table = Table("form", "recorded", "not", title=f"{NIGHT_MIN / 60:.0f} h of quiet night")
    with tempfile.TemporaryDirectory() as made:
        drawn = rendered([*by_day, night, still], FORMS, Path(made) / "drawn")
        for form, one in ((SMALL, night), (SMALL, still), (CONSTANT, night), (SMALL_HEVC, night)):
            files = {stretch: file for (stretch, stored), file in drawn.items() if stored == form}
            name = form.name if one == night else f"{form.name}, no noise"
            seconds = measure(files, one, Path(made) / name)
            whole, good = sum(seconds.values()), seconds["recorded"]
            lost = ", ".join(f"{state} {length:.0f} s" for state, length in seconds.items() if state != "recorded")
            table.add_row(name, f"{good / whole:.3%} of {whole:.0f} s", lost or "nothing")
    Console().print(table)


if __name__ == "__main__":
    main()
