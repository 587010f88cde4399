"""An archive of rendered recordings with its site file and its exact truth."""

from pathlib import Path

import apache_beam as beam

from pantau.pipelines.engine import threaded_options
from pantau.pipelines.reporting.progress import watch
from pantau.schemas.tables import TABLES
from pantau.simulation.cutouts.real_people import require_clip
from pantau.simulation.day_script import write_script
from pantau.simulation.recorded_files import segments
from pantau.simulation.rendering.render import render_segment
from pantau.simulation.scenario import Scenario
from pantau.simulation.site import site_file
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.simulation.varied.drawn import description
from pantau.transforms.tables.write import WritePartitions

ARCHIVE, SITE, TRUTH = "archive", "site.yaml", "truth"
DRAWN = "scenario.yaml"
"""In the truth's folder: what a scenario that varies has drawn for the seed."""


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
    planned = sorted(segments(scenario), key=lambda segment: (-segment.seconds, segment.path))
    _refuse_strangers(archive, {segment.path for segment in planned})
    archive.mkdir(parents=True, exist_ok=True)
    script = write_script(scenario, seed)
    (folder / SITE).write_text(site_file(script.scenario), encoding="utf-8")
    if scenario.varies:
        (folder / TRUTH).mkdir(exist_ok=True)
        (folder / TRUTH / DRAWN).write_text(description(script.scenario), encoding="utf-8")
    truth = truth_tables(script)
    agency_days = ((scenario.day, scenario.agency.id),)
    files = [(archive / segment.path, segment.seconds, segment.path) for segment in planned if video]
    with watch(files, "Rendering recordings"), beam.Pipeline(options=threaded_options(engine)) as pipeline:
        _ = (
            pipeline
            | "Plan recordings" >> beam.Create(planned if video else [], reshuffle=False)
            | "Spread" >> beam.Reshuffle()
            | "Render" >> beam.Map(lambda segment: str(render_segment(scenario, seed, segment, archive)))
        )
        for name, rows in truth.items():
            _ = (
                pipeline
                | f"Truth of {name}" >> beam.Create(rows, reshuffle=False)
                | f"Write truth of {name}" >> WritePartitions(TABLES[name], str(folder / TRUTH), agency_days)
            )


def _refuse_strangers(archive: Path, planned: set[str]) -> None:
    for path in sorted(archive.rglob("*")):
        if path.is_file() and path.relative_to(archive).as_posix().removesuffix(".part") not in planned:
            raise ValueError(
                f"--out {archive.parent}: holds {path}, which is no part of this scenario; name a new folder"
            )
