"""A data set that researchers can cite, from the warehouse to a folder that may be passed on."""

import json

import apache_beam as beam

from pantau.pipelines.engine import beam_options
from pantau.pipelines.stage_lines import watch_stages
from pantau.transforms.releases.make_release import MakeRelease, ReleaseFile, dates_of, write_release
from pantau.transforms.releases.noisy.noise import check_library
from pantau.transforms.releases.register import registered
from pantau.transforms.releases.release_files import OFFICE, PACKAGE, RELEASE, SAFE_ROOM
from pantau.transforms.releases.release_order import AGGREGATES, SYNTHETIC, ReleaseOrder
from pantau.transforms.releases.synthetic.make_synthetic import SyntheticOrder, synthetic_files
from pantau.transforms.stages import begin_stage
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.atomic_files import names_in


def make_release(warehouse: str, order: ReleaseOrder, out: str, engine: tuple[str, ...] = ()) -> str:
    """Writes a release under the folder `out`, a folder or gs://…, and gives its id.

    `out/release` may be passed on; `out/office` stays, and so does all that is made for a safe room. The same
    warehouse, order and earlier releases give the same bytes.

    Raises:
        NothingToPublish, RefusedRelease, ChangedSince: it may not be made; nothing is written.
        ValueError: `out` holds something else, or there is nothing of these dates.
    """
    _refuse_strangers(place_of(out), parts_of(order))
    _refuse_another(place_of(out), order.name, order.level)
    if order.noise:
        check_library()
    dates = dates_of(warehouse, order)
    if not dates:
        raise ValueError("there is no visit in the period, so there is nothing to release")
    with watch_stages(), beam.Pipeline(options=beam_options(engine)) as pipeline:
        begin_stage("Counting dates", len(dates))
        _ = pipeline | beam.Create(dates, reshuffle=False) | MakeRelease(warehouse, order, out)
    if order.safe_room:
        return order.id
    (row,) = (row for row in registered(warehouse) if row["release_name"] == order.name)
    return row["release_id"]


def play_release(order: SyntheticOrder, released: str, out: str) -> str:
    """Writes played days of a released folder under `out/release`, and gives the id of the data set.

    It needs no warehouse and no engine, and stands in no register: it is made of what was published alone.

    Raises:
        ValueError: `released` is no release of aggregates, or tells too little; or `out` holds something else.
    """
    _refuse_strangers(place_of(out), (RELEASE,))
    _refuse_another(place_of(out), order.name, SYNTHETIC)
    release_id, files = synthetic_files(order, place_of(released))
    write_release(out, [ReleaseFile(f"{RELEASE}/{name}", content) for name, content in files.items()])
    return release_id


def parts_of(order: ReleaseOrder) -> tuple[str, ...]:
    """The folders that are written: what may be passed on never lies beside what must not leave."""
    return (SAFE_ROOM,) if order.safe_room else (RELEASE, OFFICE)


def _refuse_strangers(folder: Place, parts: tuple[str, ...]) -> None:
    strangers = [name for name in names_in(folder) if name not in parts]
    if strangers:
        raise ValueError(f"--out {folder}: holds {strangers[0]!r}, which is no part of a release; name a new folder")


def _refuse_another(folder: Place, name: str, level: str) -> None:
    """A data set that was published may be the only copy there is, and what days are to be played of."""
    if PACKAGE not in names_in(folder / RELEASE):
        return
    try:
        said = json.loads((folder / RELEASE / PACKAGE).read_bytes())
        # Those of before there were levels are aggregates.
        found = said["name"], said["pantau"].get("level", AGGREGATES)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"--out {folder / RELEASE / PACKAGE}: cannot be read ({error}); name a new folder") from error
    if found != (name.lower(), level):
        raise ValueError(f"--out {folder}: holds the data set {found[0]} ({found[1]}); name a new folder")
