"""`pantau export`: a data set that researchers can cite, under disclosure control."""

import argparse
from dataclasses import fields

from pantau.pipelines.commands.arguments.dates import describe_dates, first_and_last
from pantau.pipelines.commands.arguments.warehouse import DEFAULT, newest_zone, zones_of
from pantau.pipelines.release import RELEASE, make_release, parts_of, play_release
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.schemas.vocabulary import RELEASE_LEVELS
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.counting.periods import LADDERS
from pantau.transforms.releases.noisy.noise import MEASURES, NoiseTerms
from pantau.transforms.releases.release_files import OFFICE
from pantau.transforms.releases.release_order import (
    AGGREGATES,
    NOISY,
    SYNTHETIC,
    VISITS,
    Publication,
    ReleaseOrder,
)
from pantau.transforms.releases.synthetic.make_synthetic import SyntheticOrder
from pantau.transforms.tables.partition_files import partitions_of

ASKED = {
    "publisher": ("NAME", "who publishes it"),
    "contact": ("MAIL", "where questions go: a mail address"),
    "region": ("PLACE", "where the offices are, as coarse as you like"),
    "licence": ("SPDX", "licence of the data: an SPDX identifier such as CC-BY-4.0, or a URL"),
    "url": ("URL", "where it will be published, if that is known"),
    "issued": ("DATE", "date of publication, if that is known"),
}
"""What a release says of who stands for it, and what that is. None of it is ever made up."""


OF_WAREHOUSE, OF_RULE = (AGGREGATES, VISITS, NOISY), (AGGREGATES, VISITS)
LEVELS_OF = {
    **dict.fromkeys(("warehouse", "date", "first", "last", "by", "bin"), OF_WAREHOUSE),
    **dict.fromkeys(("k", "p", "safe_room"), OF_RULE),
    **dict.fromkeys(("epsilon", "budget", "most", "counts"), (NOISY,)),
    **dict.fromkeys(("of", "days", "seed"), (SYNTHETIC,)),
}
"""Of which levels an option is. All are none until they are given, so that none is taken for heard that is not."""

INSIDE = {"k": "nothing is withheld there", "p": "nothing is withheld there"}
"""Which of them say nothing in a safe room, and why; with visits those of `INSIDE_VISITS` too."""

INSIDE_VISITS = dict.fromkeys(("by", "bin"), "each visit is a row with its date and hour there")

OTHERWISE = {
    "warehouse": DEFAULT,
    "by": "month",
    "bin": 60,
    "k": 10,
    "p": 10,
    "most": 100,
    "counts": ["visits"],
    "days": 10,
    "seed": 1,
}
"""What holds for an option that is not given."""

OPTIONS = {"first": "--from", "last": "--to"}


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, the period, the rule, who publishes, and the folder."""
    parser.add_argument("--warehouse", metavar="DIR", help=f"tables: a folder or gs://… ({DEFAULT})")
    describe_dates(parser, "without dates, all of them")
    parser.add_argument("--name", required=True, help="name of the release, of its own: letters, digits, - _ .")
    parser.add_argument("--out", required=True, metavar="DIR", help="a folder or gs://… for DIR/release and DIR/office")
    levels = (*RELEASE_LEVELS, SYNTHETIC)
    parser.add_argument("--level", default=AGGREGATES, choices=levels, help="what it consists of (aggregates)")
    parser.add_argument("--of", metavar="DIR", help="synthetic: of which folder of a release of aggregates")
    parser.add_argument("--days", type=int, help="synthetic: so many working days (10)")
    parser.add_argument("--seed", type=int, help="synthetic: another seed, other days (1)")
    parser.add_argument("--by", choices=tuple(LADDERS), help="finest cells: period (month)")
    parser.add_argument("--bin", type=int, metavar="MINUTES", help="and time of day, whole hours (60)")
    parser.add_argument("--k", type=int, metavar="VISITS", help="visits behind a cell, 10 or more (10)")
    parser.add_argument(
        "--p",
        type=int,
        metavar="PERCENT",
        help="how far off a counter's visits must stay for the officer of another one, 10 to 100 (10)",
    )
    parser.add_argument("--epsilon", type=float, help="noisy: how much it may tell of a counter's date; 1 is usual")
    parser.add_argument("--budget", type=float, metavar="EPSILON", help="noisy: and all data sets of a date together")
    parser.add_argument("--most", type=int, metavar="VISITS", help="noisy: of a counter's date so many count (100)")
    parser.add_argument("--counts", nargs="+", choices=MEASURES, help="noisy: what is counted (visits)")
    parser.add_argument(
        "--safe-room",
        action="store_const",
        const=True,
        help="withhold nothing, into a folder that must not leave the office",
    )
    for name, (what, text) in ASKED.items():
        parser.add_argument(f"--{name}", default="", metavar=what, help=text)


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when a release was written.

    Raises:
        ValueError, OSError: the rule cannot be met, what earlier releases say stands in the way, or an option or a
            folder cannot be used; nothing is written.
        Occupied: another run writes to the warehouse.
    """
    publication = Publication(**{field.name: getattr(arguments, field.name) for field in fields(Publication)})
    _refuse_of_others(arguments, engine)
    for name, value in OTHERWISE.items():
        if getattr(arguments, name) is None:
            setattr(arguments, name, value)
    if arguments.level == SYNTHETIC:
        return _play(arguments, publication)
    rule = Rule(arguments.k, percent=arguments.p)
    zones = zones_of(arguments.warehouse)
    dates = first_and_last(arguments, newest_zone(arguments.warehouse)) or _all_dates(arguments.warehouse)
    fine = arguments.by, arguments.bin
    order = ReleaseOrder(
        arguments.name,
        *dates,
        *fine,
        rule,
        publication,
        tuple(zones.items()),
        arguments.level,
        bool(arguments.safe_room),
        _noise(arguments) if arguments.level == NOISY else None,
    )
    release_id = make_release(arguments.warehouse, order, arguments.out, tuple(engine))
    print(f"{arguments.out}/{parts_of(order)[0]}: release {release_id}, {dates[0]} to {dates[1]}")
    if order.noise:
        print(f"{arguments.out}/{OFFICE}/README.md: how many visits lie beyond --most and are not in it")
    return 0


def _refuse_of_others(arguments: argparse.Namespace, engine: list[str]) -> None:
    """An option that would not be heard may be one that somebody relies on."""
    level = arguments.level
    for name, levels in LEVELS_OF.items():
        if getattr(arguments, name) is not None and level not in levels:
            option = OPTIONS.get(name, f"--{name.replace('_', '-')}")
            raise ValueError(
                f"{option}: says nothing of --level {level}; leave it out, or take --level {' or '.join(levels)}"
            )
    if engine and level == SYNTHETIC:
        raise ValueError(f"{' '.join(engine)}: --level {SYNTHETIC} is made without an engine; leave it out")
    if arguments.safe_room:
        silent = INSIDE | (INSIDE_VISITS if level == VISITS else {})
        silent |= dict.fromkeys(ASKED, "nobody publishes it")
        for name, why in silent.items():
            if getattr(arguments, name) not in (None, ""):
                raise ValueError(f"--{name}: says nothing with --safe-room, as {why}; leave it out")


def _noise(arguments: argparse.Namespace) -> NoiseTerms:
    if lacking := [name for name in ("epsilon", "budget") if getattr(arguments, name) is None]:
        raise ValueError(
            f"--{', --'.join(lacking)}: --level {NOISY} has noise by --epsilon, and --budget says how much all such "
            "data sets of a date may have together; name both, such as --epsilon 1 --budget 3"
        )
    return NoiseTerms(arguments.epsilon, arguments.budget, arguments.most, tuple(arguments.counts))


def _play(arguments: argparse.Namespace, publication: Publication) -> int:
    if not arguments.of:
        raise ValueError("--of: played days are made of a release of aggregates; name its folder, such as q3/release")
    order = SyntheticOrder(arguments.name, arguments.days, arguments.seed, publication)
    release_id = play_release(order, arguments.of, arguments.out)
    print(f"{arguments.out}/{RELEASE}: synthetic data set {release_id}, {order.days} days that never were")
    return 0


def _all_dates(warehouse: str):
    days = {one.values[0] for table in (SERVICE_TIME, STAFF_PRESENCE) for one in partitions_of(warehouse, table)}
    if not days:
        raise ValueError(f"--warehouse {warehouse}: holds no visit yet; run `pantau nightly` first")
    return min(days), max(days)
