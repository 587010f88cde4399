"""What commands that only read share: the warehouse, and the time zones of its sites."""

import argparse
import tempfile
from zoneinfo import ZoneInfo

from pantau import sql
from pantau.schemas.tables import RUNS
from pantau.transforms.storage.place import on_disk, place_of
from pantau.transforms.tables.former_manifests import refuse_former
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.visible_files import warehouse_at

DEFAULT = "warehouse"


def describe_warehouse(parser: argparse.ArgumentParser) -> None:
    """The option `--warehouse`."""
    parser.add_argument("--warehouse", default=DEFAULT, metavar="DIR", help=f"tables: a folder or gs://… ({DEFAULT})")


def describe_as_of(parser: argparse.ArgumentParser) -> None:
    """The option `--as-of`."""
    parser.add_argument("--as-of", type=int, metavar="RUN", help="as the tables were after that run (its number)")


def zones_of(warehouse: str) -> dict[str, str]:
    """The time zone of each site, by its newest run in the warehouse.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    refuse_nowhere(warehouse)
    return sql.zones_of(warehouse)


def refuse_nowhere(warehouse: str) -> None:
    """Raises NotADirectoryError where there is no such folder."""
    place = place_of(warehouse)
    if on_disk(place) and not place.is_dir():
        raise NotADirectoryError(f"--warehouse {warehouse}: is not a folder; name the one that `pantau nightly` wrote")
    warehouse_at(place)


def prepare_warehouse(warehouse: str) -> None:
    """Makes the folder of a warehouse, and sees whether it can be written to before hours of work.

    Raises:
        OSError: it cannot; the message says why.
        ValueError: an earlier version of the program wrote it, and it is to be upgraded first.
    """
    place = place_of(warehouse)
    refuse_former(place)
    if not on_disk(place):
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=warehouse):
            pass
    except OSError as error:
        raise OSError(
            f"--warehouse {warehouse}: cannot be written to ({error.strerror}); name a folder that may be"
        ) from error


def sites_of(warehouse: str) -> set[str]:
    """The sites whose runs were written into a warehouse; none where there is no folder yet."""
    return set(read_table(warehouse, RUNS)["site_id"].to_pylist())


def newest_zone(warehouse: str) -> ZoneInfo:
    """The time zone in which `today` and `yesterday` are meant: that of the newest run, UTC where there is none.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    return ZoneInfo(next(reversed(zones_of(warehouse).values()), "UTC"))
