"""`pantau simulate`: rendered recordings with exact truth."""

import argparse

from pantau.pipelines.simulate import ARCHIVE, SITE, TRUTH, simulate
from pantau.simulation.scenario import PEOPLE, load_scenario, scenario_names


def describe(parser: argparse.ArgumentParser) -> None:
    """Scenario, folder, seed and length."""
    parser.add_argument(
        "--scenario", required=True, metavar="NAME", help=f"one of {', '.join(scenario_names())}, or a YAML file"
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="folder to render into")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same day (1)")
    parser.add_argument("--minutes", type=float, metavar="M", help="length of the footage, instead of the scenario's")
    parser.add_argument(
        "--people",
        choices=PEOPLE,
        help="figures that are rendered, or cut-outs of real people from ../shared/footage; instead of the scenario's",
    )
    parser.add_argument("--no-video", action="store_true", help="write the site file and the truth alone")


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when everything was rendered.

    Raises:
        ValueError: the scenario cannot be used.
    """
    scenario = load_scenario(arguments.scenario, arguments.minutes)
    if arguments.people:
        scenario = scenario.model_copy(update={"people": arguments.people})
    simulate(scenario, arguments.seed, arguments.out, tuple(engine), not arguments.no_video)
    recordings = "" if arguments.no_video else f"{ARCHIVE}/ (recordings), "
    print(f"{arguments.out}: {recordings}{SITE} (site file), {TRUTH}/ (what really happened)")
    return 0
