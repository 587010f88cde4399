"""An archive of rendered recordings with its site file and its exact truth."""

from functools import partial
from pathlib import Path
from typing import NoReturn

import apache_beam as beam

from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.progress import watch
from pantau.schemas.tables import TABLES
from pantau.simulation.cutouts.real_people import require_clip
from pantau.simulation.day_script import write_script
from pantau.simulation.recorded_files import RecordedFile, segments
from pantau.simulation.rendering.render import render_segment
from pantau.simulation.scenario import Scenario
from pantau.simulation.site import site_file
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.simulation.varied.drawn import description
from pantau.transforms.dead_letters import Try
from pantau.transforms.elements import flows
from pantau.transforms.tables.partition_files import Partition, write_partition

ARCHIVE, SITE, TRUTH = "archive", "site.yaml", "truth"
DRAWN = "scenario.yaml"
"""In the truth's folder: what a scenario that varies has drawn for the seed."""

flows(RecordedFile)


def simulate(
    scenario: Scenario, seed: int, folder: str | Path, engine: tuple[str, ...] = (), video: bool = True
) -> None:
    """Renders a scenario into `folder`: the recordings (if `video`), the site file and the truth tables.

    What a scenario that varies has drawn for the seed lies as a scenario of its own beside the truth.

    Raises:
        ValueError: the folder has recordings that are no part of the scenario, and so of its truth; or real people
            are asked for and their clip is not there.
    """
    if scenario.people == "cutouts" and video:
        require_clip()
    folder = Path(folder)
    archive = folder / ARCHIVE
    planned = segments(scenario)
    _refuse_strangers(archive, {segment.path for segment in planned})
    archive.mkdir(parents=True, exist_ok=True)
    script = write_script(scenario, seed)
    (folder / SITE).write_text(site_file(script.scenario), encoding="utf-8")
    if scenario.varies:
        (folder / TRUTH).mkdir(exist_ok=True)
        (folder / TRUTH / DRAWN).write_text(description(script.scenario), encoding="utf-8")
    truth = truth_tables(script)
    files = [(archive / segment.path, segment.seconds, segment.path) for segment in planned if video]
    options, at_once = decoding_options(engine)
    render = partial(_rendered, scenario, seed, archive)
    with watch(files, "Rendering recordings"), beam.Pipeline(options=options) as pipeline:
        _ = (
            pipeline
            | "Plan recordings"
            >> beam.Create(planned if video else [], reshuffle=False).with_output_types(RecordedFile)
            | "Render" >> Try("render", render, _refuse, RecordedFile, str, at_once, first=longest)
        )
    for name, rows in truth.items():
        place = Partition(TABLES[name], (scenario.day, scenario.agency.id))
        write_partition(folder / TRUTH, place, TABLES[name].arrow(rows))


def longest(planned: RecordedFile) -> tuple[float, str]:
    """Sorts the longest first: one that starts last would keep one core busy alone."""
    return -planned.seconds, planned.path


def _rendered(scenario: Scenario, seed: int, archive: Path, planned: RecordedFile) -> str:
    return str(render_segment(scenario, seed, planned, archive))


def _refuse(planned: RecordedFile, error: Exception) -> NoReturn:
    """An archive without one of its recordings would not be what its truth says."""
    raise RuntimeError(f"{planned.path}: cannot be rendered: {error}") from error


def _refuse_strangers(archive: Path, planned: set[str]) -> None:
    for path in sorted(archive.rglob("*")):
        if path.is_file() and path.relative_to(archive).as_posix().removesuffix(".part") not in planned:
            raise ValueError(
                f"--out {archive.parent}: holds {path}, which is no part of this scenario; name a new folder"
            )
