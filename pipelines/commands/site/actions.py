"""`pantau site`: a site file made from an archive, checked, described, and its zones drawn on a frame."""

import argparse
from pathlib import Path

from rich.console import Console

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.dates import day_of
from pantau.pipelines.commands.arguments.language import describe_language
from pantau.pipelines.commands.arguments.warehouse import refuse_nowhere
from pantau.pipelines.commands.site.draw import FOOTAGE, describe_draw, draw
from pantau.pipelines.commands.site.new import describe_new, make_new
from pantau.pipelines.reporting.site_overview import print_overview
from pantau.pipelines.reporting.site_remarks import future_notices, unmet_known_starts
from pantau.pipelines.reporting.view_remarks import moved_views
from pantau.pipelines.reporting.zone_remarks import unfit_zones
from pantau.schemas.site import load_site
from pantau.schemas.site.base import normal_form
from pantau.schemas.site.editor_schema import editor_schema
from pantau.schemas.site.load import placed
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.recordings.camera_assignment import CameraAssigner
from pantau.transforms.recordings.listing import list_archive


def describe(parser: argparse.ArgumentParser) -> None:
    """The four things to do with a site file."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="find the cameras of an archive and write a site file", allow_abbrev=False)
    describe_new(new)
    check = actions.add_parser("check", help="validate it and print what it says", allow_abbrev=False)
    _site_file(check)
    check.add_argument("--archive", metavar="DIR", help="see whether it has the files that known_starts name")
    check.add_argument(
        "--warehouse",
        metavar="DIR",
        help="see whether its zones fit who was seen there and, with --archive, whether cameras look where they did",
    )
    check.add_argument("--date", default="today", metavar="DAY", help="what holds on that date (today)")
    describe_language(check)
    schema = actions.add_parser("schema", help="print its JSON Schema, from which editors complete", allow_abbrev=False)
    schema.add_argument("--out", metavar="FILE", help="write it into a file instead")
    drawing = actions.add_parser(
        "draw", help="draw a camera's zones on one of its frames", description=FOOTAGE, allow_abbrev=False
    )
    _site_file(drawing)
    describe_draw(drawing)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was done.

    Raises:
        ValueError, OSError: the site file, a name or a folder cannot be used.
    """
    if arguments.action == "new":
        return make_new(arguments)
    if arguments.action == "schema":
        if arguments.out:
            Path(arguments.out).write_text(editor_schema(), encoding="utf-8")
        else:
            print(editor_schema(), end="")
        return 0
    site = load_site(arguments.site)
    if arguments.action == "check":
        CameraAssigner(site)
        observer_of(site, Path(arguments.site).parent)
        today = clock.now().astimezone(site.zone).date()
        found = [*future_notices(site, today)]
        if arguments.archive:
            paths = {normal_form(listed.path) for listed in list_archive(arguments.archive)}
            found += unmet_known_starts(site, paths)
        day = day_of(arguments.date, "--date", site.zone)
        if arguments.warehouse:
            refuse_nowhere(arguments.warehouse)
            found += unfit_zones(site, arguments.warehouse, day)
        if arguments.archive and arguments.warehouse:
            found += moved_views(site, arguments.archive, arguments.warehouse, day)
        remarks = placed(Path(arguments.site).read_bytes(), arguments.site, found, arguments.lang)
        print_overview(site, day, Console(markup=False), remarks, arguments.lang)
        return 0
    return draw(arguments, site)


def _site_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file (YAML)")
