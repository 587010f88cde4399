"""The files of a release, and those that stay in the office, of what was planned: equal ones of equal plans."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as pc
import pyarrow.parquet as pq

from pantau.schemas.release import RELEASE_TABLES, SAFE_ROOM_TABLES
from pantau.transforms.provenance import code_hash, short_hash
from pantau.transforms.releases.documents.croissant import croissant
from pantau.transforms.releases.documents.data_package import data_package
from pantau.transforms.releases.documents.dcat import dcat
from pantau.transforms.releases.documents.pages import citation, data_card, method_sheet, release_dictionary
from pantau.transforms.releases.noisy.noise import NoiseTerms
from pantau.transforms.releases.planned import PlannedRelease
from pantau.transforms.releases.release_order import AGGREGATES, NOISY, SYNTHETIC, VISITS, ReleaseOrder
from pantau.transforms.releases.release_rows import DURATION_STEP_S, MEDIAN_TIMES, P90_TIMES
from pantau.transforms.releases.visits.grouping import LEAST_DATES, MOST_GAIN

RELEASE, OFFICE = "release", "office"
SAFE_ROOM = "safe-room-do-not-pass-on"
MARKER = "DO-NOT-PASS-ON--JANGAN-DIBAWA-KELUAR.txt"
PACKAGE = "datapackage.json"
"""Names the data set, for programs."""

SUMS = "SHA256SUMS"
"""Written last: a folder without it is not finished."""

Files = dict[str, bytes]

SAID = {
    AGGREGATES: (
        "Visits",
        "Service sessions, waiting and presence at public-service counters in {region}, {dates}, counted by pantau "
        "from archived recordings, under disclosure control.",
    ),
    VISITS: (
        "Visits",
        "Visits, de-identified and in groups of equal ones, at public-service counters in {region}, {dates}, "
        "counted by pantau from archived recordings, under disclosure control.",
    ),
    NOISY: (
        "Noisy counts of visits",
        "Counts of service sessions at public-service counters in {region}, {dates}, by pantau from archived "
        "recordings, with noise (differential privacy): no number is exact.",
    ),
    SYNTHETIC: (
        "Synthetic visits",
        "Synthetic services, waiting and presence at public-service counters, {dates}, played by pantau from published "
        "numbers of {region} alone: these days never were.",
    ),
}
"""What a release of each level has: for its title, and for its description."""


def release_manifest(
    order: ReleaseOrder,
    planned: PlannedRelease,
    tables: Mapping[str, bytes],
    events: Sequence[tuple[str, str]],
    audited: str,
) -> dict[str, Any]:
    """All that the documents say. `events` are code and site file of the rows; `audited` says how right they are."""
    rule = order.rule
    dates = f"{order.first} to {order.last}"
    what, said = SAID[order.level]
    manifest = {
        "name": order.name,
        "level": order.level,
        "title": f"{what} at public-service counters, {dates}",
        "description": said.format(region=order.publication.region, dates=dates),
        "region": order.publication.region,
        "publication": vars(order.publication),
        "period": {"first": str(order.first), "last": str(order.last)},
        "rule": {
            "visits": rule.visits,
            "counters": rule.counters,
            "percent": rule.percent,
            "median": MEDIAN_TIMES * rule.visits,
            "p90": P90_TIMES * rule.visits,
            "step": DURATION_STEP_S,
            "dates": LEAST_DATES,
            "gain": round(100 * MOST_GAIN),
        },
        **({"noise": _noise(order.noise)} if order.noise else {}),
        "versions": {"pantau": version("pantau"), "code_hash": code_hash(), "events": [list(one) for one in events]},
        "blocks": planned.covers,
        "accuracy": audited,
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(tables.items())
        },
    }
    manifest["release_id"] = short_hash(json.dumps(manifest, sort_keys=True))
    manifest["citation"] = (
        f"{order.publication.publisher}: {manifest['title']}. {order.publication.region}. Release "
        f"{manifest['release_id']} ({order.name}), pantau {version('pantau')}, program {code_hash()}."
    )
    return manifest


def _noise(terms: NoiseTerms) -> dict[str, Any]:
    """What must be known of noise to reckon with it."""
    return {
        "mechanism": "discrete Laplace",
        "library": f"OpenDP {version('opendp')}",
        "unit": "a counter's service date",
        "epsilon": terms.epsilon,
        "counts": {
            measure: {
                "bound": terms.bound(measure),
                "epsilon": terms.share,
                "scale": terms.scale(measure),
                "within": terms.within(measure),
            }
            for measure in terms.counts
        },
    }


def table_files(tables: Mapping[str, pa.Table]) -> Files:
    """Each table as CSV and as Parquet."""
    files: Files = {}
    for name, table in tables.items():
        for form, write, given in (("csv", pc.write_csv, _for_csv(table)), ("parquet", pq.write_table, table)):
            sink = io.BytesIO()
            write(given, sink)
            files[f"{name}.{form}"] = sink.getvalue()
    return files


def _for_csv(table: pa.Table) -> pa.Table:
    """Times in ISO 8601, and lists joined by +."""
    for at, field in enumerate(table.schema):
        column = table.column(at)
        if pa.types.is_timestamp(field.type):
            column = compute.strftime(column.cast(pa.timestamp("s", "UTC")), "%Y-%m-%dT%H:%M:%SZ")
        elif pa.types.is_list(field.type):
            column = compute.binary_join(column, "+")
        table = table.set_column(at, field.name, column)
    return table


def release_files(manifest: Mapping[str, Any], tables: Files) -> Files:
    """What may be passed on, by name; the sums of all others come last."""
    files = dict(tables)
    for name, content in (
        ("README.md", data_card(manifest)),
        ("METHOD.md", method_sheet(manifest)),
        ("DICTIONARY.md", release_dictionary(RELEASE_TABLES[manifest["level"]])),
        ("CITATION.cff", citation(manifest)),
        ("croissant.json", _json(croissant(manifest))),
        (PACKAGE, _json(data_package(manifest))),
        ("dcat.jsonld", _json(dcat(manifest))),
    ):
        files[name] = content.encode()
    return files | _sums(files)


def safe_room_files(order: ReleaseOrder, tables: Files) -> Files:
    """What stays in a safe room, marked as such, by name."""
    said = _STAYS.format(first=order.first, last=order.last, name=order.name, version=version("pantau"))
    said += f"\nProgram {code_hash()}.\n"
    files = tables | {
        "README.md": said.encode(),
        MARKER: _MARKER.encode(),
        "DICTIONARY.md": release_dictionary(SAFE_ROOM_TABLES[order.level]).encode(),
    }
    return files | _sums(files)


def _sums(files: Files) -> Files:
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {SUMS: sums.encode()}


def office_files(planned: PlannedRelease) -> Files:
    """What stays: why each number is withheld, and what would make more of it publishable."""
    names = ("agencies", "observer", "observer_from", "measure", "period", "time_of_day", "reason")
    log = pa.Table.from_pylist(list(planned.withheld), schema=pa.schema([(name, pa.string()) for name in names]))
    lines = [f"- {said}" for said in planned.notes] + [f"- nothing of {said}" for said in planned.merging]
    return {
        "withheld.csv": table_files({"withheld": log})["withheld.csv"],
        "README.md": _KEEP.format(plan="\n".join(lines)).encode(),
    }


_MARKER = """DO NOT PASS ON. This folder must not leave the office. Numbers of single officers follow from it.

JANGAN DIBAWA KELUAR. Folder ini tidak boleh keluar dari kantor. Angka tentang petugas tertentu dapat diketahui darinya.
"""

_STAYS = """# Must not leave the office – Tidak boleh keluar dari kantor

Nothing is withheld here: a counter stands for the officer who serves there. Look at it in a safe room, and take away
only what was checked by hand. What may leave is made by `pantau export` without `--safe-room`. It is in no register of
data sets: what is concluded from it and published is not checked against them.

Di sini tidak ada angka yang disembunyikan: satu loket berarti satu petugas. Buka hanya di ruang aman, dan bawa keluar
hanya hasil yang sudah diperiksa.

`{name}`, {first} to {last}, by pantau {version}. Columns: `DICTIONARY.md`.
"""

_KEEP = """# Stays in the office

`withheld.csv` says why each number was withheld. With it an outsider could narrow down what the release withholds, so
pass on the folder `release` alone. The warehouse keeps every release in its table `releases`, and checks later ones
against it. A copy of the warehouse knows nothing of that.

## How fine it is

{plan}
"""


def _json(said: Mapping[str, Any]) -> str:
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"
