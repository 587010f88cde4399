"""`pantau evaluate`: a warehouse measured against known truth, or against what a person says of a sample."""

import argparse
import sys

from pantau.pipelines.audit import FORM, INSTRUCTIONS, draw_audit, keep_audit, read_audit
from pantau.pipelines.commands.arguments.dates import describe_dates, first_and_last
from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, newest_zone, zones_of
from pantau.sql import FORMATS, evaluate, write_answer

TITLES = {
    "found": "Events matched, missed and spurious",
    "errors": "Errors of matched events",
    "outcomes": "How matched waiting visits ended",
    "presence": "Staffed share of the service hours",
    "agreement": "Time in each state, truth against measured",
    "summary": "Accuracy in one row",
}
AUDIT_TITLE = "Error rates and corrected figures, with 95 % confidence intervals"

_SAMPLE_ALONE = {"archive": "--archive", "out": "--out", "date": "--date", "first": "--from", "last": "--to"}

DETAIL = """Without known truth: --sample draws events, and time in which none was found, at random, and cuts their
clips for a person to judge; --labels reads the answers. A sample is footage: it shows people, and the cameras'
retention holds for it."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The truth, the sample or its labels; the warehouse; and what counts as a match."""
    parser.epilog = DETAIL
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--truth", metavar="DIR", help="folder of the truth tables")
    what.add_argument("--sample", type=_count, metavar="N", help="draw N clips for a person to judge")
    what.add_argument("--labels", metavar="FORM.csv", help="the form of such a sample, filled in")
    describe_warehouse(parser)
    parser.add_argument("--archive", metavar="DIR", help="with --sample: recordings, a folder or gs://…; only read")
    parser.add_argument("--out", metavar="DIR", help="with --sample: new folder for clips, form and instructions")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed draws the same sample (1)")
    kept = "with --labels: note the results in the warehouse by camera, so that answers can say how right they are here"
    parser.add_argument("--keep", action="store_true", help=kept)
    describe_dates(parser, "with --sample; without dates, all of them")
    parser.add_argument("--iou", type=float, default=0.5, help="temporal intersection over union of a match (0.5)")
    parser.add_argument(
        "--table", dest="tables", action="append", choices=TITLES, help="with --truth: this table alone"
    )
    parser.add_argument("--format", choices=FORMATS[:3], default="table")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was measured, whatever the figures, or when the sample was drawn.

    Raises:
        ValueError: there is no truth in the folder, the sample cannot be drawn, or an answer cannot be used.
    """
    if arguments.keep and arguments.labels is None:
        raise ValueError("--keep goes with --labels FORM.csv, whose results it notes; leave it out")
    if arguments.sample is not None:
        return _draw(arguments)
    for name, option in _SAMPLE_ALONE.items():
        if getattr(arguments, name):
            raise ValueError(f"{option} goes with --sample alone; leave it out")
    if arguments.labels is not None:
        zones_of(arguments.warehouse)
        write_answer(read_audit(arguments.labels, arguments.warehouse), arguments.format, sys.stdout, AUDIT_TITLE)
        if arguments.keep:
            run = keep_audit(arguments.labels, arguments.warehouse)
            said = f"run {run} noted it" if run else "nothing was noted: these answers are there already, or too few"
            print(f"{arguments.warehouse}: {said}", file=sys.stderr)
        return 0
    results = evaluate(arguments.truth, arguments.warehouse, arguments.iou)
    for name in arguments.tables or TITLES:
        write_answer(results[name], arguments.format, sys.stdout, TITLES[name])
    return 0


def _draw(arguments: argparse.Namespace) -> int:
    if not arguments.archive or not arguments.out:
        raise ValueError(
            "--sample needs --archive and --out: the folder of the recordings, and a new one for the clips"
        )
    zones = zones_of(arguments.warehouse)
    dates = first_and_last(arguments, newest_zone(arguments.warehouse))
    drawn = draw_audit(
        arguments.warehouse, arguments.archive, arguments.out, arguments.sample, arguments.seed, dates, zones
    )
    print(f"{arguments.out}: {drawn} clips drawn; read {INSTRUCTIONS}, fill in {FORM}, then")
    print(f"pantau evaluate --labels {arguments.out}/{FORM} --warehouse {arguments.warehouse}")
    return 0


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is not a number of clips from 1 to 10000")
    return value
