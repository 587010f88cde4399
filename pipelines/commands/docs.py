"""`pantau docs`: the catalogue of tables, views and questions, as pages that open anywhere."""

import argparse
from pathlib import Path

from pantau.pipelines.commands.arguments.warehouse import describe_as_of, describe_warehouse
from pantau.sql import connect
from pantau.sql.catalogue.pages import INDEX, catalogue_pages


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, whose newest rows are shown, and where to write the pages."""
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument(
        "--out", required=True, metavar="DIR", help="folder for the pages; those of before are replaced"
    )


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the pages were written. Raises OSError where they cannot be, and as `connect`."""
    with connect(arguments.warehouse, as_of=arguments.as_of) as connection:
        pages = catalogue_pages(connection)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8")
    print(f"{out / INDEX}: {len(pages) - 1} tables, views and questions")
    return 0
