"""`--lang`: the language in which a command tells what it found."""

import argparse

from pantau.schemas.sentences import LANGUAGES


def describe_language(parser: argparse.ArgumentParser) -> None:
    """The argument; English is usual, as of the rest of the command line."""
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=LANGUAGES[0],
        help="language of what it tells, as far as there is Indonesian for it (en)",
    )
