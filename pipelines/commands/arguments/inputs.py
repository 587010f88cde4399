"""What the commands that run share: a site file, an archive and a warehouse that fit together."""

import argparse
import os
from pathlib import Path

from pantau.pipelines.commands.arguments.warehouse import sites_of
from pantau.schemas.site import Site, SiteFileError, site_content, site_in
from pantau.transforms.detection.observer import Observer, observer_of
from pantau.transforms.storage.address import is_cloud
from pantau.transforms.storage.place import bucket_at, place_of


def describe_inputs(parser: argparse.ArgumentParser) -> None:
    """The options `--site`, `--archive`, `--warehouse`, `--wait` and `--no-index`."""
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file (YAML), here or at gs://…")
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    parser.add_argument("--warehouse", required=True, metavar="DIR", help="tables: a folder or gs://…")
    parser.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait as long for another run to end (0: refuse)"
    )
    parser.add_argument("--no-index", action="store_true", help="leave the index of the questions as it is")


def given_site(address: str) -> Site:
    """The site of a file of this machine, or in Cloud Storage.

    Raises:
        SiteFileError: as `load_site`.
        CloudError: the bucket cannot be reached.
    """
    return site_in(given_content(address), address)


def given_content(address: str) -> bytes:
    """What such a file holds. Raises as `given_site`."""
    if not is_cloud(address):
        return site_content(address)
    try:
        return place_of(address).read_bytes()
    except FileNotFoundError as error:
        raise SiteFileError(f"{address}: cannot be read ({error.strerror}); name a YAML file with --site") from error


def given_observer(address: str, site: Site) -> Observer:
    """The observer that such a file describes.

    Raises:
        FileNotFoundError, ValueError: as `observer_of`, or a model would lie in Cloud Storage.
    """
    if is_cloud(address) and site.observer.detector.model:
        raise ValueError(
            f"{address}: observer.detector.model: a model of one's own lies beside a site file of this machine; leave "
            "it out, or name such a file with --site"
        )
    return observer_of(site, Path(address).parent)


def refuse_unfit(arguments: argparse.Namespace, site: Site) -> None:
    """Sees that archive and warehouse are what they are named as, and fit the site, before anything is done.

    Raises:
        NotADirectoryError: the archive is no folder, or in a bucket nothing lies below its name.
        CloudError: a bucket is not there, or cannot be reached.
        ValueError: the archive lies in the warehouse, or that holds another site.
    """
    if is_cloud(arguments.archive):
        if not bucket_at(arguments.archive).holds_any():
            raise NotADirectoryError(f"--archive {arguments.archive}: holds nothing; name the folder of the recordings")
    elif not Path(arguments.archive).is_dir():
        raise NotADirectoryError(f"--archive {arguments.archive}: is not a folder; name the folder of the recordings")
    _refuse_archive_inside(arguments.archive, arguments.warehouse)
    if other := sites_of(arguments.warehouse) - {site.id}:
        raise ValueError(
            f"--warehouse {arguments.warehouse}: holds the tables of site {min(other)}, not of {site.id}; give each "
            "site a warehouse of its own"
        )


def _refuse_archive_inside(archive: str, warehouse: str) -> None:
    """Tables are moved, pruned and deleted: a recording that lay among them would not be safe."""
    inner, outer = (given.rstrip("/") if is_cloud(given) else os.path.realpath(given) for given in (archive, warehouse))
    if f"{inner}/".startswith(f"{outer}/"):
        raise ValueError(
            f"--warehouse {warehouse}: the archive {archive} lies in it; name another folder, so that recordings and "
            "tables do not mix"
        )
